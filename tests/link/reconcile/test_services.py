"""Reconciliation services apart from HTTP: what they find, and what of a request is refused."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import HamkorError, TooLarge, UsageError
from graph.link.reconcile import Query, draft, published
from graph.link.reconcile.entities import BATCH, MOST
from graph.link.reconcile.reading import parse_json
from graph.link.reconcile.register import alike, begins

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip
FIELDS = ("query", "type", "limit", "properties", "pid", "v", "queries", "conditions", "matchType",
          "propertyValue", "propertyId", "ids", "id", "q0")  # fmt: skip
NAMED = st.recursive(
    JSON, lambda inner: st.dictionaries(st.sampled_from(FIELDS), inner) | st.lists(inner, max_size=3),
    max_leaves=12,
)  # fmt: skip


def test_a_query_of_each_dialect_is_the_same_question() -> None:
    old = published.queries({"q0": {
        "query": "Turin", "type": "education", "limit": 3,
        "properties": [{"pid": "country", "v": [{"id": "IT", "name": "Italy"}, 5, True]}],
    }})["q0"]  # fmt: skip
    new = draft.queries({"queries": [{
        "type": "education", "limit": 3,
        "conditions": [
            {"matchType": "name", "propertyValue": "Turin"},
            {"matchType": "property", "propertyId": "country",
             "propertyValue": [{"id": "IT"}, 5, True]},
        ],
    }]})[0]  # fmt: skip
    assert old == new
    assert old == Query(("Turin",), (), ("education",), 3, (("country", ("IT", "5", "true")),))
    assert old.values("country") == ("IT", "5", "true")


@pytest.mark.parametrize(
    ("value", "where"),
    [
        ([], "queries"), ({"q0": 1}, "queries.q0"), ({"q0": {"query": 1}}, "queries.q0.query"),
        ({"q0": {"limit": "x"}}, "queries.q0.limit"), ({"q0": {"limit": 0}}, "queries.q0.limit"),
        ({"q0": {"limit": True}}, "queries.q0.limit"), ({"q0": {"type": [1]}}, "queries.q0.type"),
        ({"q0": {"properties": [{}]}}, "queries.q0.properties.pid"),
        ({"q0": {"properties": [{"pid": "a", "v": None}]}}, "queries.q0.properties.v"),
        ({"q0": {"query": "x" * 3000}}, "queries.q0.query"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_place(value: Any, where: str) -> None:
    with pytest.raises(UsageError) as told:
        published.queries(value)
    assert told.value.where == where


@pytest.mark.parametrize(
    "value",
    [{}, {"queries": 1}, {"queries": [{}]}, {"queries": [{"conditions": [{"matchType": "x"}]}]},
     {"queries": [{"conditions": [{"matchType": "property", "propertyValue": "x"}]}]}],
)  # fmt: skip
def test_a_fault_of_the_draft_is_told(value: Any) -> None:
    with pytest.raises(UsageError):
        draft.queries(value)


def test_a_batch_and_a_list_have_an_end() -> None:
    many = {str(number): {"query": "x"} for number in range(BATCH + 1)}
    with pytest.raises(TooLarge):
        published.queries(many)
    with pytest.raises(TooLarge):
        published.read_extend({"ids": ["x"] * (BATCH + 1), "properties": []})
    assert published.queries({"q": {"query": "x", "limit": 1e300}})["q"].limit == MOST


def test_no_json_is_told() -> None:
    for text in ("", "{", "[" * 100_000):
        with pytest.raises(UsageError, match="not JSON"):
            parse_json(text, "queries")


@given(NAMED)
def test_nothing_but_a_refusal_comes_of_any_json(value: Any) -> None:
    for read in (published.queries, draft.queries, published.read_extend):
        try:
            read(value)
        except HamkorError as error:
            assert error.status in (400, 413)


def test_only_the_same_words_are_the_same() -> None:
    assert alike(("chicago", "university"), ("university", "chicago")) == 100
    assert alike(("chicago", "universities"), ("university", "chicago")) < 95
    assert begins(("state", "univ"), ("university", "state"))
    assert not begins(("stat", "univ"), ("university", "state"))
