"""Link watch and the mirror: a newer release is looked at, records answer in the place of a service."""

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from identities import IRIS, KARSHI, SLUG, THING, WHO, same
from ror_records import LINE, RENAMED, V1, crowd

from graph.errors import QueryRefused
from graph.ingest import Options, ingest_file
from graph.link.authority import build_index, ror
from graph.link.authority.index import Index
from graph.link.identity import (
    Register,
    Status,
    compare_release,
    load_all,
    mirror_all,
    mirror_records,
    propose_changes,
)
from graph.register import ensure_vocabulary
from graph.resources import data_dir
from graph.settings import Settings
from graph.sparql import replace_mirrors
from graph.store import Store, open_store, select

NEW_ID = "0abcdeg20"


def release(folder: Path, name: str, *records: dict[str, Any]) -> Index:
    build_index(folder / name, map(ror.organization, (*crowd(20), *records)), {"release": name})
    return Index(folder / name)


def changed(**fields: Any) -> dict[str, Any]:
    return {**copy.deepcopy(RENAMED), **fields}


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store(Settings(store="memory:")) as found:
        ensure_vocabulary(found, IRIS)
        ingest_file(found, IRIS, data_dir() / "department-relations.txt", Options(source="page"))
        register = Register(found, IRIS)
        register.decide(SLUG, KARSHI, Status.ACCEPTED, WHO)
        register.save("accept", WHO)
        yield found


def test_a_release_that_merges_one_gives_one_proposal(store: Store, tmp_path: Path) -> None:
    merged = changed(status="withdrawn", relationships=[
        {"type": "Successor", "id": f"https://ror.org/{NEW_ID}", "label": "New"}])  # fmt: skip
    follower = changed(id=f"https://ror.org/{NEW_ID}")
    old = release(tmp_path, "v1", RENAMED, V1, LINE)
    new = release(tmp_path, "v2", merged, follower, V1, LINE)
    register = Register(store, IRIS)
    (one,) = propose_changes(register, old, new)
    register.save("watch")
    assert (one.thing, one.kind, one.identifier, one.release) == (THING, "merged", KARSHI, "v2")
    assert one.found_at
    again = Register(store, IRIS)
    assert again.assertions[THING, KARSHI].status is Status.ACCEPTED
    assert same(store) == {THING: KARSHI.iri}
    (proposal,) = [one for one in again.assertions.values() if one.status is Status.CANDIDATE]
    assert proposal.identifier.value == NEW_ID
    assert proposal.supersedes == again.assertions[THING, KARSHI].iri
    assert propose_changes(again, old, new) == []
    again.mark_seen(one, WHO)
    again.save("seen", WHO)
    assert [c.reviewer for c in Register(store, IRIS).changes.values()] == [WHO]
    again.decide(SLUG, proposal.identifier, Status.ACCEPTED, WHO)
    again.save("accept", WHO)
    assert same(store) == {THING: proposal.identifier.iri}


@pytest.mark.parametrize(
    ("records", "kinds"),
    [
        ([RENAMED], []),
        ([], ["gone"]),
        ([changed(status="inactive")], ["inactive"]),
        ([changed(status="withdrawn")], ["withdrawn"]),
        (
            [changed(names=[{"value": "Other", "types": ["ror_display"], "lang": "en"}])],
            ["renamed"],
        ),
        ([changed(locations=[])], ["moved"]),
        ([changed(established=1900, links=[])], []),
    ],
)
def test_only_what_concerns_an_identity_is_told(
    store: Store, tmp_path: Path, records: list[dict[str, Any]], kinds: list[str]
) -> None:
    old = release(tmp_path, "v1", RENAMED)
    new = release(tmp_path, "v2", *records)
    assert [one.kind for one in propose_changes(Register(store, IRIS), old, new)] == kinds


def test_two_releases_are_compared(tmp_path: Path) -> None:
    old = release(tmp_path, "v1", RENAMED, V1)
    newer = [changed(status="inactive"), LINE]
    found = [
        (id_, change.kind)
        for id_, change in compare_release(old, map(ror.organization, (*crowd(20), *newer)))
    ]
    assert found == [("04xs15c78", "inactive"), ("042xrxv40", "new"), ("00bgk9508", "gone")]


MIRROR = IRIS.mirror("ror").value
NAMES = (
    "PREFIX owl: <http://www.w3.org/2002/07/owl#> PREFIX schema: <https://schema.org/> "
    "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
    f"SELECT ?s ?name ?there {{ ?s owl:sameAs ?r . SERVICE <{MIRROR}> {{ ?r skos:prefLabel ?name ; schema:addressCountry ?there }} }}"
)


def test_a_service_is_answered_from_the_mirror(store: Store, tmp_path: Path) -> None:
    index = release(tmp_path, "v1", RENAMED, V1)
    assert mirror_all(store, IRIS, index, Register(store, IRIS).ids("ror")) == 1
    with pytest.raises(QueryRefused):
        select(store, NAMES)
    (row,) = select(store, replace_mirrors(NAMES, {MIRROR: MIRROR}))
    assert [term.value for term in row.values()] == [
        THING,
        "Karshi State Technical University",
        "UZ",
    ]
    (release_,) = select(
        store,
        f"SELECT ?v {{ GRAPH <{MIRROR}> {{ <{MIRROR}> <http://purl.org/dc/terms/hasVersion> ?v }} }}",
    )
    assert release_["v"].value == "v1"
    assert mirror_all(store, IRIS, index, ()) == 0
    assert select(store, replace_mirrors(NAMES, {MIRROR: MIRROR})) == []
    assert load_all(store, IRIS, index) == 22
    assert len(select(store, replace_mirrors(NAMES, {MIRROR: MIRROR}))) == 1
    mirror_records(store, IRIS, index, ())
    assert len(select(store, replace_mirrors(NAMES, {MIRROR: MIRROR}))) == 1
    (others,) = select(
        store,
        f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{MIRROR}> {{ ?s <https://schema.org/sameAs> ?o }} }}",
    )
    assert others["n"].value == "3"


MIRRORS = {"https://a.example/mirror/ror": "https://b.example/mirror/ror"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SELECT * { SERVICE <https://a.example/mirror/ror> { ?s ?p ?o } }",
         "SELECT * { GRAPH <https://b.example/mirror/ror> { ?s ?p ?o } }"),
        ("SELECT * { service silent<https://a.example/mirror/ror>{?s ?p ?o}}",
         "SELECT * { GRAPH <https://b.example/mirror/ror> {?s ?p ?o}}"),
        ("SELECT * { ?s ?p 'SERVICE <https://a.example/mirror/ror> {' }", None),
        ("SELECT * { ?s ?p ?o } # SERVICE <https://a.example/mirror/ror> {", None),
        ("SELECT * { SERVICE <https://a.example/mirror/ror/> { } }", None),
        ("SELECT * { SERVICE ?x { ?x ?y <https://a.example/mirror/ror> } }", None),
        ("SELECT * { SERVICE", None),
        ("SELECT * { SERVICE <https://a.example/mirror/ror>", None),
    ],
)  # fmt: skip
def test_only_a_service_of_a_mirror_is_written_anew(text: str, expected: str | None) -> None:
    assert replace_mirrors(text, MIRRORS) == (expected or text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * FROM <urn:g> { SERVICE <https://a.example/mirror/ror> { ?s ?p ?o } }",
        "SELECT * { SERVICE <https://a.example/mirror/ror> { GRAPH ?g { ?s ?p ?o } } }",
    ],
)
def test_what_a_mirror_cannot_answer_is_told(text: str) -> None:
    with pytest.raises(QueryRefused):
        replace_mirrors(text, MIRRORS)
    with pytest.raises(QueryRefused):
        replace_mirrors(
            "SELECT * { SERVICE <https://a.example/mirror/ror> { } }", MIRRORS, has_dataset=True
        )
