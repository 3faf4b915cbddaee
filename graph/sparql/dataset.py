"""The dataset of a request: FROM of a query (SPARQL 1.1, section 13.2), USING of an update."""

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

import pyoxigraph as ox

from ..errors import UsageError
from .lexer import Token, tokenize
from .paging import top_level_tokens

__all__ = ["add_using", "dataset_clause"]

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
    found = top_level_tokens(text)
    prologue = [*takewhile(lambda token: token.text.upper() not in PROLOGUE_ENDS, found)]
    clauses = [f"[] <{kind}> {name.text} ." for kind, name in find_graphs(found[len(prologue) :])]
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


def find_graphs(found: list[Token]) -> Iterator[tuple[str, Token]]:
    """Yield of which kind each graph is that a clause names, and its name."""
    for token, *after in zip(found, found[1:], [*found[2:], *found[-1:]], strict=False):
        if token.kind == "word" and token.text.upper() == "FROM":
            is_named = after[0].text.upper() == "NAMED"
            if after[is_named].kind in ("iri", "name"):
                yield NAMED if is_named else FROM, after[is_named]


OPEN, CLOSE = frozenset("{(["), frozenset("})]")


def add_using(text: str, default: Sequence[str], named: Sequence[str]) -> str:
    """Return an update whose every WHERE is over the graphs that the request names.

    Source: SPARQL 1.1 Protocol, section 2.2.3, `using-graph-uri` and `using-named-graph-uri`.

    Raises `UsageError` where an operation has USING or WITH itself, as section 2.2.3 asks.
    """
    if not default and not named:
        return text
    clauses = "".join([f" USING <{iri}>" for iri in default])
    clauses += "".join(f" USING NAMED <{iri}>" for iri in named)
    parts, done = [], 0
    for place, insertion in find_edits(text, f"{clauses} "):
        parts += [text[done:place], insertion]
        done = place
    return "".join([*parts, text[done:]])


def find_edits(text: str, clauses: str) -> Iterator[tuple[int, str]]:
    """Yield where to put what: the clauses before WHERE; DELETE WHERE gets its template too."""
    depth, before = 0, Token("mark", "", 0)
    for token in tokenize(text):
        word = token.text.upper()
        depth -= token.kind == "mark" and token.text in CLOSE
        if depth == 0 and token.kind == "word" and word in ("USING", "WITH"):
            detail = "the request names its dataset, and so does an operation"
            raise UsageError(detail, where=f"{word}, character {token.start}")
        if depth == 0 and token.kind == "word" and word == "WHERE":
            template = first_block(text, token.start) if before.text.upper() == "DELETE" else ""
            yield token.start, template + clauses
        depth += token.kind == "mark" and token.text in OPEN
        before = token


def first_block(text: str, start: int) -> str:
    """Return the first block in braces after `start`."""
    depth, first = 0, -1
    for token in tokenize(text):
        if token.start < start or token.kind != "mark":
            continue
        if token.text == "{":
            first = token.start if depth == 0 else first
            depth += 1
        elif token.text == "}":
            depth -= 1
            if depth == 0:
                return text[first : token.start + 1]
    return ""
