"""Words of a source that are not for the public: contact data, and names that were erased.

They are replaced in the text before anything reads it, letter by letter, so that every place stays
where it is; what contact data were goes to an internal graph.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from ..store import Tombstones
from ..text import blank, found_names
from ..vocab import HK, OA, XSD

__all__ = ["Withheld", "as_triples", "blanked", "withheld"]

#: An address of e-mail (RFC 5322, section 3.4.1, without comments and quotes).
HOST = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]+)+"
EMAIL = rf"(?<![\w.+-])[\w.!#$%&'*+/=?^`{{|}}~-]{{1,64}}@{HOST}"
#: A telephone number with its country (E.164: a plus and at most fifteen digits), or after a word.
DIGITS = r"\(?\d(?:[ \t().-]{0,2}\d)"
CALLED = r"(?i:\b(?:tel|phone|mobile|телефон|тел|моб)[.:\s]{1,3})"
PHONE = rf"(?:\+{DIGITS}{{6,14}}|{CALLED}{DIGITS}{{4,14}})"
CONTACT = re.compile(rf"{EMAIL}|{PHONE}")


class Withheld(NamedTuple):
    """Words that are withheld: where they begin and end in the file, which line, what they were.

    Contact data are kept for editors; the name of who was erased is kept nowhere.
    """

    start: int
    end: int
    line: int
    words: str
    is_kept: bool


def withheld(text: str, erased: Tombstones) -> list[Withheld]:
    """Return the words of a file that are withheld, in their order."""
    told = {*contacts(text)}
    untold = {*names(text, erased)}
    return [
        Withheld(start, end, text.count("\n", 0, start) + 1, text[start:end],
                 (start, end) in told and not any(names(text[start:end], erased)))
        for start, end in sorted(told | untold)
    ]  # fmt: skip


def contacts(text: str) -> Iterator[tuple[int, int]]:
    """Yield the places of e-mail addresses and telephone numbers."""
    yield from (found.span() for found in CONTACT.finditer(text))


def names(text: str, erased: Tombstones) -> Iterator[tuple[int, int]]:
    """Yield the places of names of which there is a tombstone."""
    if erased.marks:
        yield from found_names(text, erased.words, erased.holds)


def blanked(text: str, found: Sequence[Withheld]) -> str:
    """Return a text with what is withheld replaced, letter by letter."""
    parts, done = [], 0
    for one in found:
        start = max(one.start, done)
        parts += [text[done:start], blank(text[start : one.end])]
        done = max(done, one.end)
    return "".join([*parts, text[done:]])


def as_triples(document: NamedNode, found: Sequence[Withheld]) -> str:
    """Return what is withheld of a document as N-Triples, for an internal graph."""
    triples = []
    for one in filter(lambda one: one.is_kept, found):
        node = NamedNode(f"{document.value}-{one.start}-{one.end}")
        triples += [
            Triple(node, HK.inDocument, document),
            Triple(node, OA.exact, Literal(one.words)),
            Triple(node, HK.line, Literal(str(one.line), datatype=XSD.integer)),
        ]
    return (serialize(triples, format=RdfFormat.N_TRIPLES) or b"").decode()
