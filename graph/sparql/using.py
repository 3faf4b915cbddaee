"""The dataset of an update request as USING clauses (SPARQL 1.1 Protocol, section 2.2.3)."""

from collections.abc import Iterator, Sequence

from ..errors import UsageError
from .lexer import Token, tokens

__all__ = ["with_using"]

OPEN, CLOSE = frozenset("{(["), frozenset("})]")


def with_using(text: str, default: Sequence[str], named: Sequence[str]) -> str:
    """Return an update whose every WHERE is over the graphs that the request names.

    Raises `UsageError` where an operation has USING or WITH itself, as section 2.2.3 asks.
    """
    if not default and not named:
        return text
    clauses = "".join([f" USING <{iri}>" for iri in default])
    clauses += "".join(f" USING NAMED <{iri}>" for iri in named)
    parts, done = [], 0
    for place, insertion in edits(text, f"{clauses} "):
        parts += [text[done:place], insertion]
        done = place
    return "".join([*parts, text[done:]])


def edits(text: str, clauses: str) -> Iterator[tuple[int, str]]:
    """Yield where to put what: the clauses before WHERE; DELETE WHERE gets its template too."""
    depth, before = 0, Token("mark", "", 0)
    for token in tokens(text):
        word = token.text.upper()
        depth -= token.kind == "mark" and token.text in CLOSE
        if depth == 0 and token.kind == "word" and word in ("USING", "WITH"):
            detail = "the request names its dataset, and so does an operation"
            raise UsageError(detail, where=f"{word}, character {token.start}")
        if depth == 0 and token.kind == "word" and word == "WHERE":
            template = block(text, token.start) if before.text.upper() == "DELETE" else ""
            yield token.start, template + clauses
        depth += token.kind == "mark" and token.text in OPEN
        before = token


def block(text: str, start: int) -> str:
    """Return the first block in braces after `start`."""
    depth, first = 0, -1
    for token in tokens(text):
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
