"""Tools of assistants against a real server: bounded answers, pages, refusals."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from serving import Server

from graph.errors import HamkorError, NotFound, QueryRefused, StoreUnreachable, UsageError
from graph.mcp.tools import LONGEST, Service, call, tools

pytestmark = pytest.mark.slow

EVERYTHING = "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    running = Server(tmp_path_factory.mktemp("tools"))
    yield Service(running.url)
    assert running.stop() == 0


def walk(service: Service, name: str, given: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every part of a tool's answer, as an assistant follows `next`."""
    following: int | None = 0
    while following is not None:
        text, found = call(service, name, {**given, "offset": following})
        assert found is not None and json.loads(text) == found
        assert len(text) <= LONGEST
        assert found["next"] is None or str(found["next"]) in found["note"]
        yield found
        following = found["next"]


def test_the_parts_of_an_answer_are_the_whole(service: Service) -> None:
    values = {"query": f"{EVERYTHING} LIMIT 700"}
    rows = [row for part in walk(service, "sparql", values) for row in part["results"]["bindings"]]
    whole = service.get("/sparql", "application/sparql-results+json", **values)
    assert rows == json.loads(whole)["results"]["bindings"]
    saved = json.loads(service.get("/queries/statements-by-basis.json", _shape="array"))
    parts = [*walk(service, "statements_by_basis", {"limit": 2})]
    assert [row for part in parts for row in part["rows"]] == saved
    assert len(parts) == -(-len(saved) // 2)


def test_a_row_that_is_too_long_is_shortened_and_ask_is_an_answer(service: Service) -> None:
    long = f'SELECT ?a ?b {{ VALUES ?a {{ "{"word " * 9_000}" "short" }} BIND("b" AS ?b) }}'
    text, found = call(service, "sparql", {"query": long})
    assert found is not None and len(text) <= LONGEST
    assert found["results"]["bindings"][0]["a"]["value"].endswith("word…")
    assert "too long" in found["note"]
    assert call(service, "sparql", {"query": "ASK { }"})[1] == {"head": {}, "boolean": True}


def test_a_thing_is_described_and_found(service: Service) -> None:
    hits = json.loads(call(service, "search", {"text": "oxf"})[0])["result"]
    assert "organization/oxford-university" in {hit["id"] for hit in hits}
    for thing in ("organization/oxford-university", "http://x/id/organization/oxford-university"):
        assert "Oxford University" in call(service, "describe", {"thing": thing})[0]
    text, _ = call(service, "describe", {"thing": "source/department-relations"})
    assert len(text) <= LONGEST


def test_every_saved_query_is_a_tool_within_its_bound(service: Service) -> None:
    for tool in tools(service):
        assert tool.input_schema["additionalProperties"] is False
        if not tool.input_schema["required"]:
            text, found = call(service, tool.name, {})
            assert len(text) <= LONGEST
            assert found is not None and found["query"]


@pytest.mark.parametrize(
    ("name", "given", "words"),
    [
        ("sparql", {"query": "ASK {}", "format": "csv"}, "format"), ("sparql", {}, "query"),
        ("sparql", {"query": ["ASK {}"]}, "of type"), ("search", {"text": "a", "offset": -1}, "offset"),
        ("search", {"text": "a", "offset": "one"}, "offset"), ("describe", {"thing": ""}, "thing"),
        ("sparql", {"query": "ASK {}", "limit": 0}, "limit"), ("describe", {"thing": "a", "limit": 5}, "limit"),
        ("agreements_in_force", {"day": "soon"}, "day"), ("agreements_in_force", {"dya": "2026-01-01"}, "day"),
    ],
)  # fmt: skip
def test_wrong_arguments_are_refused_in_words(
    service: Service, name: str, given: dict[str, Any], words: str
) -> None:
    with pytest.raises(UsageError, match=words):
        call(service, name, given)


def test_another_tool_and_a_write_are_refused(service: Service) -> None:
    with pytest.raises(NotFound, match="partners_by_country"):
        call(service, "partners_by_contry", {})
    with pytest.raises(QueryRefused):
        call(service, "sparql", {"query": "INSERT DATA { <urn:a> <urn:b> 1 }"})
    with pytest.raises(HamkorError):
        call(service, "describe", {"thing": "organization/nobody"})


def test_a_service_that_is_not_there_is_told() -> None:
    with pytest.raises(StoreUnreachable, match="hamkor serve"):
        tools(Service("http://127.0.0.1:9/"))
