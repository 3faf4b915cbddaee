"""Saved queries as contracts: a change that breaks or empties one is named, and may be held back."""

import json
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner
from conftest import IRIS
from serving import Server

from graph.cli.group import cli
from graph.register import Contract, Rules, contracts, contracts_of
from graph.resources import data_dir, queries_dir
from graph.saved.queries import BrokenQuery, SavedQuery, load_all, read_query
from graph.store import UNASKED, ChangeSet

pytestmark = pytest.mark.slow

A, B, P, Q = (ox.NamedNode(f"urn:{name}") for name in "abpq")
DATE = ox.NamedNode("http://www.w3.org/2001/XMLSchema#date")
DAY = ox.Literal("2026-01-01", datatype=DATE)
COLUMNS = {"s": "iri", "day": "date"}
DAYS = Contract("days", "SELECT ?s ?day { ?s <urn:p> ?day }", COLUMNS)
FACT = ox.Quad(A, P, DAY)


def store(*quads: ox.Quad) -> ox.Store:
    found = ox.Store()
    found.extend(quads)
    return found


@pytest.mark.parametrize(
    ("before", "change", "told"),
    [
        ([FACT], ChangeSet([ox.Quad(B, P, DAY)]), []),
        ([FACT], ChangeSet([], [FACT]), ["contract days: has no row any more"]),
        ([FACT], ChangeSet([ox.Quad(B, P, ox.Literal("soon"))]),
         ["contract days: column day has a value that is no date"]),
        ([FACT], ChangeSet([ox.Quad(ox.BlankNode(), P, DAY)]),
         ["contract days: column s has a value that is no iri"]),
        ([], ChangeSet([ox.Quad(B, Q, DAY)]), []),
        ([ox.Quad(A, P, ox.Literal("soon"))], ChangeSet([ox.Quad(B, P, ox.Literal("later"))]), []),
    ],
)  # fmt: skip
def test_what_was_right_and_is_wrong_is_told(
    before: list[ox.Quad], change: ChangeSet, told: list[str]
) -> None:
    rules = Rules((DAYS,))
    assert rules.broken_contracts(store(*before), change) == told
    after = store(*before)
    for quad in change.removed:
        after.remove(quad)
    after.extend(change.added)
    assert rules.broken_contracts(after, change) == told


def test_what_was_not_asked_in_time_is_not_called_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0.0, 0.0, 9.0, 9.0, 99.0])
    monkeypatch.setattr(contracts.time, "monotonic", lambda: next(clock))
    gone = ChangeSet([], [FACT])
    told = Rules((DAYS, DAYS)).broken_contracts(store(FACT), gone)
    assert told == [f"contract days: {UNASKED}"] * 2


def test_a_query_that_lacks_a_column_is_no_news() -> None:
    broken = Contract("days", "SELECT ?s { ?s <urn:p> ?day }", COLUMNS)
    assert Rules((broken,)).broken_contracts(store(FACT), ChangeSet([ox.Quad(B, P, DAY)])) == []


def test_our_queries_keep_what_their_columns_promise(register_store: ox.Store) -> None:
    known = [*load_all(queries_dir()).values()]
    contracts = contracts_of(known, IRIS)
    stable = [q for q in known if isinstance(q, SavedQuery) and q.stability == "stable"]
    assert len(contracts) == len(stable) > 20
    everything = [*register_store]
    told = Rules(contracts).broken_contracts(ox.Store(), ChangeSet(everything))
    assert told == []
    emptied = Rules(contracts).broken_contracts(register_store, ChangeSet([], everything))
    assert len(emptied) > 15
    assert all(line.endswith("has no row any more") for line in emptied)


@pytest.fixture
def register_store(tmp_path: Path) -> ox.Store:
    done = ingest(tmp_path)
    assert done.exit_code == 0, done.output
    found = ox.Store()
    found.bulk_extend(ox.Store.read_only(str(tmp_path / "store" / "oxigraph")))
    return found


def ingest(folder: Path, **settings: str):  # type: ignore[no-untyped-def]
    environ = {"HAMKOR_STORE": str(folder / "store"), **settings}
    page = str(data_dir() / "department-relations.txt")
    return CliRunner().invoke(cli, ["ingest", page], env=environ)


def test_an_experimental_query_and_a_broken_file_promise_nothing(tmp_path: Path) -> None:
    text = "#+ title: T\n#+ description: D\n#+ column: s | iri | S\n{}SELECT ?s {{ ?s ?p ?o }}\n"
    for name, line in (("stable", ""), ("trial", "#+ stability: experimental\n")):
        (tmp_path / f"{name}.rq").write_text(text.format(line))
    found = [read_query(path) for path in sorted(tmp_path.glob("*.rq"))]
    assert [c.name for c in contracts_of([*found, BrokenQuery("x", "y")], IRIS)] == ["stable"]


MINE = """#+ title: Partners named Oxford
#+ description: A query that others build on.
#+ column: partner | iri | The partner
SELECT ?partner { ?partner <http://www.w3.org/2004/02/skos/core#prefLabel> "Oxford University" }
"""


def removal(folder: Path, way: str):  # type: ignore[no-untyped-def]
    environ = {
        "HAMKOR_STORE": str(folder / "store"), "HAMKOR_QUERIES": str(folder / "mine"),
        "HAMKOR_CONTRACTS": way,
    }  # fmt: skip
    return CliRunner().invoke(cli, ["source", "remove", "department-relations"], env=environ)


def test_a_command_is_held_back_by_a_query_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "oxford.rq").write_text(MINE)
    assert ingest(tmp_path).exit_code == 0
    held = removal(tmp_path, "refuse")
    assert held.exit_code != 0
    assert "contract oxford: has no row any more" in str(held.exception)
    assert "HAMKOR_CONTRACTS=report" in str(held.exception)
    told = removal(tmp_path, "report")
    assert told.exit_code == 0, told.output
    assert "contract oxford: has no row any more" in told.output


def test_a_server_holds_a_change_back_and_names_the_query(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "oxford.rq").write_text(MINE)
    server = Server(tmp_path / "server", contracts="refuse", queries=tmp_path / "mine")
    try:
        token = server.token()
        drop = (
            'DELETE { ?s ?p "Oxford University" } WHERE { ?s ?p "Oxford University" }; '
            'INSERT DATA { <urn:x> <urn:y> "Oxford University" }'
        )
        status, _, body = server.update(drop, token)
        assert status == 422
        assert "contract oxford: has no row any more" in json.loads(body)["detail"]
        rows = json.loads(server.get("queries/oxford.json?_shape=array"))
        assert len(rows) == 1
        status, _, body = server.update(drop, token, Prefer="tx=rollback")
        assert status == 200
        assert "contract oxford: has no row any more" in json.loads(body)["report"]
        assert server.update("INSERT DATA { <urn:a> <urn:b> 1 }", token)[0] == 204
    finally:
        assert server.stop() == 0


def test_what_was_not_asked_holds_nothing_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ingest(tmp_path).exit_code == 0
    monkeypatch.setattr(contracts, "BUDGET_S", -1.0)
    (tmp_path / "mine").mkdir()
    done = removal(tmp_path, "refuse")
    assert done.exit_code == 0, done.output
    assert f"contract people: {UNASKED}" in done.output
