"""Rows, yes or no, and triples out of a store's answers, for code that needs terms.

`rows_among` asks triples that are in no store: a store in memory holds them for the moment.
"""

import json
from collections.abc import Collection, Iterator, Sequence
from typing import TypeAlias, TypeVar

import pyoxigraph as ox
from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
)

from .. import media
from ..sparql import check_query
from .change import LONGEST_LINE, LONGEST_VALUE
from .protocol import Dataset, Store

__all__ = [
    "Row",
    "Rows",
    "Term",
    "ask",
    "construct",
    "rows_among",
    "select",
    "split_nquads",
    "text_in",
]  # fmt: skip

Term: TypeAlias = NamedNode | BlankNode | Literal
Row: TypeAlias = dict[str, Term]
T = TypeVar("T")


class Rows(list[T]):
    """Rows or triples, and how many there are beside them that no parser would read."""

    left_out = 0


def select(store: Store, text: str, dataset: Dataset | None = None) -> Rows[Row]:
    """Return the rows of a SELECT; a variable without value is left out of its row."""
    body = store.query(text, dataset=dataset or Dataset(), result=media.JSON).body
    try:
        return Rows(rows_in(body))
    except MemoryError:
        shorter, left_out = drop_long_rows(body)
    kept = Rows(rows_in(shorter))
    kept.left_out = left_out
    return kept


def rows_in(body: bytes) -> list[Row]:
    """Return the rows of results in JSON. Raises `MemoryError` for a value of 8 MiB."""
    results = parse_query_results(body, format=QueryResultsFormat.JSON)
    if not isinstance(results, QuerySolutions):
        raise TypeError("not a SELECT query")
    names = [variable.value for variable in results.variables]
    return [
        {name: plain_term(value) for name in names if (value := row[name]) is not None}
        for row in results
    ]


def drop_long_rows(body: bytes) -> tuple[bytes, int]:
    """Return results in JSON without the rows that no parser reads, and how many those are."""
    whole = json.loads(body)
    rows = whole["results"]["bindings"]
    short = [row for row in rows if all(len(json.dumps(v)) < LONGEST_VALUE for v in row.values())]
    whole["results"]["bindings"] = short
    return json.dumps(whole).encode(), len(rows) - len(short)


def plain_term(value: Term | Triple) -> Term:
    """Return a value as code expects it: a triple term as the text that Turtle has for it."""
    return Literal(str(value)) if isinstance(value, Triple) else value


def ask(store: Store, text: str, dataset: Dataset | None = None) -> bool:
    """Return the answer of an ASK."""
    answer = store.query(text, dataset=dataset or Dataset(), result=media.JSON)
    result = parse_query_results(answer.body, format=QueryResultsFormat.JSON)
    if not isinstance(result, QueryBoolean):
        raise TypeError("not an ASK query")
    return bool(result)


def construct(store: Store, text: str, dataset: Dataset | None = None) -> Rows[Triple]:
    """Return the triples of a CONSTRUCT or DESCRIBE."""
    body = store.query(text, dataset=dataset or Dataset(), result=media.NT).body
    short, long = split_nquads(body)
    kept = Rows(quad.triple for quad in parse(short, format=RdfFormat.N_TRIPLES))
    kept.left_out = len(long)
    return kept


def split_nquads(body: bytes) -> tuple[bytes, list[bytes]]:
    """Return N-Triples without the lines that no parser reads, and those lines."""
    if len(body) < LONGEST_LINE:
        return body, []
    lines = body.split(b"\n")
    long = [line for line in lines if len(line) >= LONGEST_LINE]
    return (b"\n".join(line for line in lines if len(line) < LONGEST_LINE) if long else body), long


def text_in(row: Row, name: str) -> str:
    """Return a value of a row as text, an empty one where it has none."""
    return str(row[name].value) if name in row else ""


def rows_among(triples: Collection[ox.Triple], texts: Sequence[str]) -> Iterator[list[Row]]:
    """Yield the rows of each SELECT over `triples` as the default graph."""
    scratch = ox.Store()
    scratch.extend(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
    for text in texts:
        check_query(text)
        found = scratch.query(text)
        if not isinstance(found, ox.QuerySolutions):
            raise TypeError("not a SELECT query")
        names = [variable.value for variable in found.variables]
        yield [
            {name: value for name in names if not isinstance(value := row[name], ox.Triple | None)}
            for row in found
        ]
