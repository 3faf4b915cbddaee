"""The lexer, the guard and the terms."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Store

from graph.errors import QueryRefused, QuerySyntax
from graph.sparql import (
    QueryForm,
    check_length,
    check_query,
    check_update,
    literal_n3,
    term_of,
    tokenize,
)

HARMLESS = [
    "SELECT ?service WHERE { ?service <urn:service> 'SERVICE <x> {}' }",
    'PREFIX ex: <urn:x:> SELECT * { ?s ex:service "LOAD", ex:load }',
    "SELECT * { ?s ?p '''SERVICE\n<x>''' } # SERVICE <http://x/> {}",
    'SELECT * { ?s ?p "\\"SERVICE" }',
    r'SELECT * { ?s ?p "SERVICE \\d \\\u0004 \\u" }',
    "SELECT $load { ?load ?p <http://x/SERVICE> }",
]


@pytest.mark.parametrize("text", HARMLESS)
def test_what_only_looks_like_service_passes(text: str) -> None:
    assert check_query(text) is QueryForm.SELECT
    Store().query(text)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("BASE <http://x/> PREFIX a: <b> ASK {}", QueryForm.ASK),
        ("# select\nprefix select: <x:> construct { ?s ?p ?o } {}", QueryForm.CONSTRUCT),
        ("DESCRIBE <urn:a>", QueryForm.DESCRIBE),
    ],
)
def test_the_form_is_the_first_keyword(text: str, form: QueryForm) -> None:
    assert check_query(text) is form


NESTED = {
    "{": "SELECT * {N}", "(": "SELECT * { FILTER N 1 C }", "!": "SELECT * { FILTER(N1) }",
    "1+": "SELECT (N1 AS ?x) {}", "1||": "SELECT (N1 AS ?x) {}", "<<(": "SELECT * { N ?s ?p ?o }",
    "[": "SELECT * { ?s ?p N }", "<a>/": "SELECT * { ?s N<b> ?o }", "{} UNION ": "SELECT * { N {} }",
    "^": "SELECT * { ?s N<a> ?o }", "-": "SELECT (N 1 AS ?x) {}", "OPTIONAL {": "SELECT * { N",
}  # fmt: skip


@pytest.mark.parametrize("shape", NESTED)
@pytest.mark.parametrize("depth", [1_000, 6_000])
def test_deep_structures_are_refused_before_any_parser(shape: str, depth: int) -> None:
    text = NESTED[shape].replace("N", shape * depth)
    with pytest.raises(QueryRefused):
        check_query(text[: 64 * 1024])


def test_long_queries_are_refused_and_updates_are_scanned() -> None:
    with pytest.raises(QueryRefused, match="longer than"):
        check_length("SELECT * { ?s ?p '" + "x" * 70_000 + "' }")
    with pytest.raises(QueryRefused, match="nested"):
        check_update("INSERT DATA {" + "[" * 500)


def test_the_lexer_is_linear() -> None:
    for text in ('"' * 50_000, "'''" + "x'" * 30_000, "<" * 60_000, "\\u" * 30_000, "a:" * 30_000):
        start = time.process_time()
        list(tokenize(text))
        assert time.process_time() - start < 5


@given(st.text(max_size=80))
def test_no_text_breaks_the_lexer(text: str) -> None:
    assert all(
        token.text == text[token.start : token.start + len(token.text)] for token in tokenize(text)
    )


@given(st.text(max_size=80))
def test_no_value_leaves_its_literal(text: str) -> None:
    written = literal_n3(term_of("string", text))
    kinds = [token.kind for token in tokenize(written)]
    assert kinds == ["string"]


@pytest.mark.parametrize(
    ("kind", "value"),
    [("iri", "a b"), ("iri", "x> } DROP"), ("iri", "rel"), ("date", "2024-02-30"), ("integer", "1.5"), ("language", "e n")],
)  # fmt: skip
def test_ill_written_values_are_refused(kind: str, value: str) -> None:
    with pytest.raises(ValueError):
        term_of(kind, value)


@pytest.mark.parametrize("text", ["", "hello", "{ ?s ?p ?o }"])
def test_what_begins_no_query_is_told(text: str) -> None:
    with pytest.raises(QuerySyntax, match="no query begins"):
        check_query(text)
