"""Triples with property paths as they stand in a pattern (SPARQL 1.1, section 19.8, rules 75-96).

Read are subjects with their predicates and objects, as far as they are plain: what has annotations
(RDF 1.2) is left alone.
"""

from collections.abc import Iterator, Sequence
from math import prod
from typing import NamedTuple

from .lexer import Token
from .scope import closing_bracket

__all__ = ["Part", "Path", "Statement", "Triple", "is_constant", "is_node", "statement"]

CONSTANT = ("iri", "name", "string", "number", "word")
#: Ways that are counted: a path like ``(:p?|:q?)`` has two.
MOST_WAYS = 16


class Part(NamedTuple):
    """Some tokens: where they begin, and the index after the last; 0 where there are none."""

    start: int
    end: int


class Path(NamedTuple):
    """A path, and in how many ways it leads from a term to itself without a step."""

    start: int
    end: int
    ways: int


class Triple(NamedTuple):
    """A triple of a pattern."""

    subject: Part
    path: Path
    object: Part


class Statement(NamedTuple):
    """The triples of one subject, and the index after the last token of them."""

    triples: Sequence[Triple]
    end: int


def statement(found: Sequence[Token], place: int) -> Statement:
    """Return what is said of the subject at `place`; nothing where none is, or not plainly."""
    subject = term(found, place)
    triples, here = list[Triple](), subject.end
    while here and (path := alternatives(found, here)).end:
        values = list(objects(found, path.end))
        if not values or not values[-1].end:
            return Statement((), 0)
        triples += [Triple(subject, path, value) for value in values]
        here = values[-1].end
        if mark_at(found, here) == "~" or [mark_at(found, here + n) for n in (0, 1)] == ["{", "|"]:
            return Statement((), 0)
        if mark_at(found, here) != ";":
            break
        while mark_at(found, here) == ";":
            here += 1
    return Statement(triples, here)


def objects(found: Sequence[Token], place: int) -> Iterator[Part]:
    """Yield the objects of a list; the last one has no end where it is none."""
    while place < len(found):
        yield (value := term(found, place))
        if not value.end or mark_at(found, value.end) != ",":
            return
        place = value.end + 1


def is_constant(token: Token) -> bool:
    """Say whether a constant begins with a token; blank nodes are none."""
    is_word = token.kind in CONSTANT or token.text in ("+", "-")
    return is_word and not token.text.startswith("_:")


def is_node(found: Sequence[Token], place: int) -> bool:
    """Say whether a blank node stands somewhere: ``_:b`` or ``[]``."""
    pair = [token.text for token in found[place : place + 2]]
    return found[place].text.startswith("_:") or pair == ["[", "]"]


def mark_at(found: Sequence[Token], place: int) -> str:
    """Return the mark at a place, an empty text where there is none."""
    is_mark = place < len(found) and found[place].kind == "mark"
    return found[place].text if is_mark else ""


def term(found: Sequence[Token], place: int) -> Part:
    """Return the term at a place; what stands in brackets is one."""
    token, after = found[place], found[place + 1 : place + 3]
    if token.text in ("[", "("):
        return Part(
            place, closing_bracket(found, place) + 1 if closing_bracket(found, place) else 0
        )
    if token.text in ("+", "-"):
        return Part(place, place + 2 if after and after[0].kind == "number" else 0)
    if token.kind == "word":
        return Part(place, place + 1 if token.text.lower() in ("true", "false") else 0)
    if token.kind == "string" and after and after[0].text == "^^":
        return Part(place, place + 3)
    if token.kind == "string" and after and after[0].kind == "language":
        return Part(place, place + 2)
    return Part(place, place + 1 if token.kind in ("variable", *CONSTANT) else 0)


def alternatives(found: Sequence[Token], place: int) -> Path:
    """Return the path at a place (rule PathAlternative): its ways are those of all members."""
    ways, here = 0, place
    while True:
        sequence, here = steps(found, here)
        if not here:
            return Path(place, 0, 0)
        ways += sequence
        if mark_at(found, here) != "|":
            return Path(place, here, min(ways, MOST_WAYS))
        here += 1


def steps(found: Sequence[Token], place: int) -> tuple[int, int]:
    """Return the ways of a sequence (rule PathSequence), and the index after it or 0."""
    ways, here = list[int](), place
    while True:
        one, here = element(found, here)
        ways.append(one)
        if not here or mark_at(found, here) != "/":
            return prod(ways), here
        here += 1


def element(found: Sequence[Token], place: int) -> tuple[int, int]:
    """Return the ways of one step (rule PathEltOrInverse), and the index after it or 0."""
    ways, here = 0, place + (mark_at(found, place) == "^")
    if here >= len(found):
        return 0, 0
    token = found[here]
    if token.text == "(":
        inner = alternatives(found, here + 1)
        ways, here = inner.ways, inner.end + 1 if mark_at(found, inner.end) == ")" else 0
    elif token.text == "!":
        here += 1 + (mark_at(found, here + 1) == "^")
        here = closing_bracket(found, here) + 1 if mark_at(found, here) == "(" else here + 1
    elif token.kind in ("iri", "name", "variable") or token.text == "a":
        here += 1
    else:
        here = 0
    sign = mark_at(found, here) if here else ""
    if sign in ("*", "?", "+"):
        return (1 if sign != "+" else min(ways, 1)), here + 1
    return ways, here
