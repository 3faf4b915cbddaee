"""The dataset that a query names itself: FROM and FROM NAMED (SPARQL 1.1 Query, section 13.2)."""

import re
from collections.abc import Iterator
from itertools import takewhile

import pyoxigraph as ox

from .lexer import Token
from .paging import top_level

__all__ = ["dataset_clause"]

SEEN = re.compile(r"\bfrom\b", re.IGNORECASE)
PROLOGUE_ENDS = frozenset(["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"])
FROM, NAMED = "urn:x-hamkor:from", "urn:x-hamkor:named"


def dataset_clause(text: str, base: str) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Return the IRIs of the default graph and of the named graphs; None where FROM says nothing.

    The prologue of a query is one of Turtle too, so that a parser of Turtle resolves the names.
    A name that it cannot resolve is left to the engine, which says where it is.
    """
    if not SEEN.search(text):
        return None
    found = top_level(text)
    prologue = [*takewhile(lambda token: token.text.upper() not in PROLOGUE_ENDS, found)]
    clauses = [f"[] <{kind}> {name.text} ." for kind, name in named(found[len(prologue) :])]
    if not clauses:
        return None
    lines = " ".join([*(token.text for token in prologue), *clauses])
    try:
        triples = [*ox.parse(lines, format=ox.RdfFormat.TURTLE, base_iri=base)]
    except (SyntaxError, ValueError):
        return None
    default, others = (
        tuple(str(t.object.value) for t in triples if t.predicate.value == kind)
        for kind in (FROM, NAMED)
    )
    return default, others


def named(found: list[Token]) -> Iterator[tuple[str, Token]]:
    """Yield of which kind each graph is that a clause names, and its name."""
    for token, *after in zip(found, found[1:], [*found[2:], *found[-1:]], strict=False):
        if token.kind == "word" and token.text.upper() == "FROM":
            is_named = after[0].text.upper() == "NAMED"
            if after[is_named].kind in ("iri", "name"):
                yield NAMED if is_named else FROM, after[is_named]
