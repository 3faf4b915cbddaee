"""Rows, yes or no, and triples out of a store's answers, for code that needs terms."""

from typing import TypeAlias

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
from .protocol import Dataset, Store

__all__ = ["Row", "Term", "ask", "construct", "select"]

Term: TypeAlias = NamedNode | BlankNode | Literal
Row: TypeAlias = dict[str, Term]


def select(store: Store, text: str, dataset: Dataset | None = None) -> list[Row]:
    """Return the rows of a SELECT; a variable without value is left out of its row."""
    answer = store.query(text, dataset=dataset or Dataset(), result=media.JSON)
    results = parse_query_results(answer.body, format=QueryResultsFormat.JSON)
    if not isinstance(results, QuerySolutions):
        raise TypeError("not a SELECT query")
    names = [variable.value for variable in results.variables]
    return [
        {name: value for name in names if isinstance(value := row[name], Term)} for row in results
    ]


def ask(store: Store, text: str, dataset: Dataset | None = None) -> bool:
    """Return the answer of an ASK."""
    answer = store.query(text, dataset=dataset or Dataset(), result=media.JSON)
    result = parse_query_results(answer.body, format=QueryResultsFormat.JSON)
    if not isinstance(result, QueryBoolean):
        raise TypeError("not an ASK query")
    return bool(result)


def construct(store: Store, text: str, dataset: Dataset | None = None) -> list[Triple]:
    """Return the triples of a CONSTRUCT or DESCRIBE."""
    answer = store.query(text, dataset=dataset or Dataset(), result=media.NT)
    return [quad.triple for quad in parse(answer.body, format=RdfFormat.N_TRIPLES)]
