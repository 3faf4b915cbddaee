"""The register as a whole: vocabulary, base, the default graph as a set."""

import pytest
from conftest import FILES, IRIS
from pyoxigraph import NamedNode, Triple

from graph.ingest import ingest_file, list_sources, remove_source
from graph.iris import Iris
from graph.media import N_QUADS
from graph.register import base_of, ensure_vocabulary, rebase
from graph.store import EmbeddedStore, ask, select

PAGE = FILES / "institute-partners.txt"
NEW = "https://partners.example.edu/"
A, B, C = (NamedNode(f"urn:{name}") for name in "abc")


def test_the_vocabulary_is_written_once(memory: EmbeddedStore) -> None:
    assert ensure_vocabulary(memory, IRIS)
    version = memory.version()
    assert not ensure_vocabulary(memory, IRIS)
    assert memory.version() == version


def test_the_recorded_base_stays_and_the_other_is_told(memory: EmbeddedStore) -> None:
    told: list[str] = []
    assert base_of(memory, NEW, told.append).base == NEW
    ensure_vocabulary(memory, IRIS)
    assert base_of(memory, IRIS.base, told.append).base == IRIS.base
    assert told == []
    assert base_of(memory, NEW, told.append).base == IRIS.base
    assert "hamkor rebase" in told[0]


def test_rebase_leaves_nothing_under_the_old_base(memory: EmbeddedStore) -> None:
    ensure_vocabulary(memory, IRIS)
    ingest_file(memory, IRIS, PAGE)
    thing = f"<{IRIS.base}id/organization/x>"
    memory.update(
        f"INSERT DATA {{ <urn:a> <urn:b> <<( {thing} <urn:p> <<( {thing} <urn:p> 1 )>> )>> }}"
    )
    before = len(select(memory, "SELECT * { ?s ?p ?o }"))
    assert rebase(memory, IRIS.base, NEW) > 0
    left = (
        "ASK { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } "
        f"FILTER(STRSTARTS(STR(?s), '{IRIS.base}') || STRSTARTS(STR(?g), '{IRIS.base}') || "
        f"(ISIRI(?o) && STRSTARTS(STR(?o), '{IRIS.base}'))) }}"
    )
    assert not ask(memory, left)
    assert IRIS.base.encode() not in b"".join(memory.export(N_QUADS))
    assert len(select(memory, "SELECT * { ?s ?p ?o }")) == before
    assert base_of(memory, NEW, pytest.fail).base == NEW


def test_what_a_person_loads_is_not_taken_away_with_a_source(memory: EmbeddedStore) -> None:
    ensure_vocabulary(memory, IRIS)
    ingest_file(memory, IRIS, PAGE)
    memory.replace_graph(Iris(IRIS.base).graph("stated", "other"), [Triple(A, B, C)])
    remove_source(memory, IRIS, str(list_sources(memory, IRIS)[0]["slug"]))
    assert ask(memory, "ASK { GRAPH ?g { <urn:a> <urn:b> <urn:c> } }")
    assert ask(memory, "ASK { ?form a <http://www.w3.org/2004/02/skos/core#Concept> }")
