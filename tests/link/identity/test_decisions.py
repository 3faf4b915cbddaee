"""Identity: proposals and decisions in the store, the facts that follow, tables and back."""

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from identities import IRIS, KARSHI, SLUG, THING, TURIN, WHO, same
from pyoxigraph import NamedNode
from ror_records import LINE, RENAMED, V1, crowd

from graph import media
from graph.errors import Busy, NotFound, ShapeViolation, SourceRefused, UsageError
from graph.ingest import Options, ingest_file, remove_source
from graph.link.authority import build_index, ror
from graph.link.authority.index import Index
from graph.link.identity import Assertion, Register, Status, as_tsv, import_tsv, propose_candidates
from graph.link.identity.nodes import node_triples, public_facts, read_nodes
from graph.link.match.matcher import Matcher
from graph.link.schemes import Identifier
from graph.register import broken_rules, ensure_vocabulary
from graph.resources import data_dir, queries_dir
from graph.settings import Settings
from graph.store import ChangeSet, Store, ask, open_store, select


@pytest.fixture(scope="module")
def loaded() -> bytes:
    with open_store(Settings(store="memory:")) as store:
        ensure_vocabulary(store, IRIS)
        page = data_dir() / "department-relations.txt"
        ingest_file(store, IRIS, page, Options(source="page"))
        return b"".join(store.export(media.N_QUADS))


@pytest.fixture
def store(loaded: bytes) -> Iterator[Store]:
    with open_store(Settings(store="memory:")) as found:
        found.load(loaded, media.N_QUADS)
        yield found


@pytest.fixture(scope="module")
def matcher(tmp_path_factory: pytest.TempPathFactory) -> Matcher:
    folder = tmp_path_factory.mktemp("authority") / "ror"
    build_index(folder, map(ror.organization, (*crowd(), RENAMED, V1, LINE)), {"release": "v0.1"})
    return Matcher(Index(folder))


def test_an_ingest_asserts_no_identity(store: Store) -> None:
    assert same(store) == {}
    assert not Register(store, IRIS).assertions


def test_suggestions_are_candidates_and_nothing_more(store: Store, matcher: Matcher) -> None:
    register = Register(store, IRIS)
    found = propose_candidates(store, register, matcher)
    assert {one.thing for one in found} == {
        iri for iri in register.names if "/organization/" in iri
    }
    register.save("suggest")
    again = Register(store, IRIS)
    assert again.assertions == register.assertions
    karshi = again.assertions[THING, KARSHI]
    assert (karshi.status, karshi.release, karshi.name) == (
        Status.CANDIDATE, "v0.1", "Karshi State Technical University",
    )  # fmt: skip
    assert karshi.also == (Identifier("wikidata", "Q25528138"),)
    assert same(store) == {}
    assert not ask(store, "ASK { ?s <http://www.w3.org/ns/adms#identifier> ?o }")


def test_acceptance_alone_makes_facts(store: Store, matcher: Matcher) -> None:
    register = Register(store, IRIS)
    propose_candidates(store, register, matcher)
    register.decide(SLUG, KARSHI, Status.ACCEPTED, WHO, note="renamed")
    assert register.save("accept", WHO)
    assert same(store) == {THING: KARSHI.iri}
    notations = {row["n"].value for row in select(store, IDENTIFIERS)}
    assert notations == {"04xs15c78", "Q25528138"}
    register.decide(SLUG, KARSHI, Status.WITHDRAWN, WHO)
    register.save("withdraw", WHO)
    assert same(store) == {}
    assert select(store, IDENTIFIERS) == []


IDENTIFIERS = (
    "PREFIX adms: <http://www.w3.org/ns/adms#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
    "SELECT ?n { ?s adms:identifier ?i . ?i a adms:Identifier ; skos:notation ?n }"
)


def test_what_is_rejected_is_never_proposed_again(store: Store, matcher: Matcher) -> None:
    register = Register(store, IRIS)
    register.decide(SLUG, KARSHI, Status.REJECTED, WHO)
    register.save("reject", WHO)
    again = Register(store, IRIS)
    found = propose_candidates(store, again, matcher)
    assert all(new.identifier != KARSHI for one in found if one.thing == THING for new in one.new)
    assert again.assertions[THING, KARSHI].status is Status.REJECTED


def test_a_second_acceptance_supersedes_the_first(store: Store) -> None:
    register = Register(store, IRIS)
    first = register.decide(SLUG, TURIN, Status.ACCEPTED, WHO)
    second = register.decide(SLUG, KARSHI, Status.ACCEPTED, WHO)
    assert second.supersedes == first.iri
    assert register.assertions[first.key].status is Status.WITHDRAWN
    register.save("accept", WHO)
    assert same(store) == {THING: KARSHI.iri}


def test_none_found_is_an_answer_of_its_own(store: Store, matcher: Matcher) -> None:
    register = Register(store, IRIS)
    propose_candidates(store, register, matcher)
    register.find_none(SLUG, "ror", WHO, release="v0.1")
    register.save("none", WHO)
    again = Register(store, IRIS)
    assert again.assertions[THING, KARSHI].status is Status.REJECTED
    assert not again.is_open(THING, "ror")
    assert again.absences[THING, "ror"].reviewer == WHO
    again.decide(SLUG, KARSHI, Status.ACCEPTED, WHO)
    assert not again.absences
    with pytest.raises(UsageError, match="is accepted"):
        again.find_none(SLUG, "ror", WHO)
    again.decide(SLUG, KARSHI, Status.CANDIDATE, WHO)
    again.find_none(SLUG, "ror", WHO)
    again.reopen(SLUG, "ror")
    assert again.is_open(THING, "ror")


def test_facts_follow_their_source(store: Store) -> None:
    register = Register(store, IRIS)
    register.decide(SLUG, KARSHI, Status.ACCEPTED, WHO)
    register.save("accept", WHO)
    removed = remove_source(store, IRIS, "page")
    assert THING in removed["gone"]
    Register(store, IRIS).save("follow")
    assert same(store) == {}
    ingest_file(store, IRIS, data_dir() / "department-relations.txt", Options(source="page"))
    Register(store, IRIS).save("follow")
    assert same(store) == {THING: KARSHI.iri}


def test_decisions_meanwhile_are_not_lost(store: Store) -> None:
    one, other = Register(store, IRIS), Register(store, IRIS)
    one.decide(SLUG, KARSHI, Status.ACCEPTED, WHO)
    one.save("accept", WHO)
    other.decide(SLUG, TURIN, Status.ACCEPTED, WHO)
    with pytest.raises(Busy, match="meanwhile"):
        other.save("accept", WHO)
    assert same(store) == {THING: KARSHI.iri}


def test_what_is_wrong_is_told(store: Store) -> None:
    register = Register(store, IRIS)
    with pytest.raises(NotFound):
        register.decide("nobody", KARSHI, Status.ACCEPTED, WHO)
    with pytest.raises(UsageError, match="role"):
        register.decide(SLUG, KARSHI, Status.ACCEPTED, " ")
    register.assertions[THING, KARSHI] = Assertion(THING, KARSHI, Status.ACCEPTED)
    with pytest.raises(ShapeViolation, match="reviewer and the time"):
        register.save("accept")


def test_an_identity_that_nobody_decided_is_refused_on_other_ways_in(store: Store) -> None:
    data = {name: NamedNode(iri) for name, iri in {
        "thing": THING, "same": "http://www.w3.org/2002/07/owl#sameAs", "ror": KARSHI.iri}.items()}  # fmt: skip
    quads = ox.Store()
    quads.extend(ox.parse(b"".join(store.export(media.N_QUADS)), format=ox.RdfFormat.N_QUADS))
    change = ChangeSet([ox.Quad(data["thing"], data["same"], data["ror"])])
    assert any("a person decides" in line for line in broken_rules(quads, change))
    register = Register(store, IRIS)
    register.decide(SLUG, KARSHI, Status.ACCEPTED, WHO)
    register.save("accept", WHO)
    accepted = ox.Store()
    accepted.extend(ox.parse(b"".join(store.export(media.N_QUADS)), format=ox.RdfFormat.N_QUADS))
    label = NamedNode("http://www.w3.org/2004/02/skos/core#altLabel")
    change = ChangeSet([ox.Quad(data["thing"], label, ox.Literal("another"))])
    assert broken_rules(accepted, change) == []


def test_a_table_goes_out_and_comes_back(store: Store, matcher: Matcher) -> None:
    register = Register(store, IRIS)
    propose_candidates(store, register, matcher)
    register.find_none("mmm-energy", "ror", WHO, release="v0.1", note="looked")
    table = as_tsv(register)
    assert import_tsv(register, table) == 0
    fresh = Register(store, IRIS)
    assert import_tsv(fresh, table) == len(table.splitlines()) - 1
    assert as_tsv(fresh) == table
    line = next(line for line in table.splitlines() if "04xs15c78" in line and SLUG in line)
    changed = table.replace(line, line.replace("\tcandidate\t", "\taccepted\t"))
    with pytest.raises(SourceRefused, match="line 2: a decision needs the role"):
        import_tsv(
            Register(store, IRIS),
            f"{table.splitlines()[0]}\n{line}\n".replace("\tcandidate\t0", "\taccepted\t0"),
        )
    assert import_tsv(fresh, changed, WHO) == 1
    assert fresh.assertions[THING, KARSHI].status is Status.ACCEPTED


HEAD = "thing\tscheme\tidentifier\tstatus\tscore\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a\tb\n", "column is missing"),
        (f"{HEAD}organization/nobody\tror\t04xs15c78\tcandidate\t\n", "nothing that can have"),
        (f"{HEAD}{SLUG}\tror\t04xs15c79\tcandidate\t\n", "check digits"),
        (f"{HEAD}{SLUG}\tviaf\t1\tcandidate\t\n", "no scheme"),
        (f"{HEAD}{SLUG}\tror\t04xs15c78\tmaybe\t\n", "no status"),
        (f"{HEAD}{SLUG}\tror\t04xs15c78\tcandidate\tmuch\n", "a number was expected"),
        (f"{HEAD}{SLUG}\tror\t04xs15c78\tcandidate\t7\n", "between 0 and 1"),
    ],
)
def test_a_wrong_line_is_told_with_its_number(store: Store, text: str, words: str) -> None:
    with pytest.raises(SourceRefused, match=words):
        import_tsv(Register(store, IRIS), text, WHO, "x.tsv")


def test_an_assertion_survives_the_store(store: Store) -> None:
    one = Assertion(
        THING, KARSHI, Status.REJECTED, "Name", 0.25, "hamkor match", "v1", "why",
        (Identifier("isni", "000000012110259X"),), WHO, "2026-11-25T10:00:00Z", "note", "urn:before",
    )  # fmt: skip
    assert read_nodes(node_triples(one)) == [one]
    assert len(list(public_facts(one))) == 1 + 2 * 6


def test_the_shipped_decisions_fit_the_shipped_register(store: Store) -> None:
    table = Path(data_dir() / "decisions" / "department-relations.tsv").read_text(encoding="utf-8")
    register = Register(store, IRIS)
    assert import_tsv(register, table) == len(table.splitlines()) - 1
    register.save("decisions")
    assert len(same(store)) == 10
    query = (queries_dir() / "identifier-coverage.rq").read_text(encoding="utf-8")
    covered = {
        (row["scheme"].value.rpartition("#")[2], row["state"].value): int(
            row["organizations"].value
        )
        for row in select(store, query)
    }
    for name in ("ROR", "Wikidata", "ISNI", "GRID", "CrossrefFunder"):
        counted = f"SELECT (COUNT(DISTINCT ?s) AS ?n) {{ ?s <http://www.w3.org/ns/adms#identifier> ?i . ?i <https://w3id.org/hamkor#identifierScheme> <https://w3id.org/hamkor#{name}> }}"
        assert covered[name, "accepted"] == int(select(store, counted)[0]["n"].value), name
    assert covered["ROR", "none found"] == 5 and covered["Wikidata", "none found"] == 0
    assert covered["Wikidata", "accepted"] < covered["ROR", "accepted"] == 10
    assert all(one.reviewer and one.note for one in register.assertions.values() if one.is_decided)


def test_two_of_one_scheme_that_differ_are_found(store: Store, matcher: Matcher) -> None:
    register = Register(store, IRIS)
    propose_candidates(store, register, matcher)
    register.decide(SLUG, KARSHI, Status.ACCEPTED, WHO)
    query = (queries_dir() / "identifiers-that-conflict.rq").read_text(encoding="utf-8")
    for value, conflicts in (("Q25528138", []), ("Q42", ["Q25528138 Q42"])):
        wikidata = Identifier("wikidata", value)
        register.decide(SLUG, wikidata, Status.ACCEPTED, WHO)
        register.save("accept", WHO)
        found = [f"{row['one'].value} {row['other'].value}" for row in select(store, query)]
        assert found == conflicts
