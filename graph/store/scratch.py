"""Queries over triples that are in no store: they are put into one in memory for the moment."""

from collections.abc import Collection, Iterator, Sequence

import pyoxigraph as ox

from ..sparql import check_query
from .rows import Row

__all__ = ["rows_among"]


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
