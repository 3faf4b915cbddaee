"""Words of a source that are not for the public: contact data, and names that were erased.

They are replaced in the text before anything reads it, letter by letter, so that every place stays
where it is; what contact data were goes to an internal graph.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from ..store import Tombstones
from ..text import blank_spans, find_names
from ..vocab import HK, OA, XSD

__all__ = ["WithheldWords", "as_triples", "blank_withheld", "find_withheld", "withhold_words"]

HOST = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]+)+"
#: An address of e-mail (RFC 5322, section 3.4.1, without comments and quotes).
EMAIL = rf"(?<![\w.+-])[\w.!#$%&'*+/=?^`{{|}}~-]{{1,64}}@{HOST}"
DIGITS = r"\(?\d(?:[ \t().-]{0,2}\d)"
CALLED = r"(?i:\b(?:tel|phone|mobile|телефон|тел|моб)[.:\s]{1,3})"
#: A telephone number with its country (E.164: a plus and at most fifteen digits), or after a word.
PHONE = rf"(?:\+{DIGITS}{{6,14}}|{CALLED}{DIGITS}{{4,14}})"
INITIAL = re.compile(r"\b[^\W\d_]\.\s*\Z")
#: Letters before a name in which an initial may stand.
NEAR = 8
INITIAL_AFTER = re.compile(r"\s+[^\W\d_]\.")
CONTACT = re.compile(rf"{EMAIL}|{PHONE}")


class WithheldWords(NamedTuple):
    """Words that are withheld: where they begin and end in the file, which line, what they were.

    Contact data are kept for editors; the name of who was erased is kept nowhere.
    """

    start: int
    end: int
    line: int
    words: str
    is_kept: bool


def find_withheld(text: str, erased: Tombstones) -> list[WithheldWords]:
    """Return the words of a file that are withheld, in their order."""
    told = {*find_contacts(text)}
    untold = {*find_erased_names(text, erased)}
    ends = [found.start() for found in re.finditer("\n", text)]
    return [
        WithheldWords(start, end, bisect_left(ends, start) + 1, text[start:end],
                 (start, end) in told and not any(find_erased_names(text[start:end], erased)))
        for start, end in sorted(told | untold)
    ]  # fmt: skip


def withhold_words(text: str, span: tuple[int, int], erased: Tombstones) -> WithheldWords:
    """Return the words at a span of a text as withheld: kept for editors unless they are erased."""
    words = text[slice(*span)]
    line = text.count("\n", 0, span[0]) + 1
    return WithheldWords(*span, line, words, not any(find_erased_names(words, erased)))


def find_contacts(text: str) -> Iterator[tuple[int, int]]:
    """Yield the places of e-mail addresses and telephone numbers."""
    yield from (found.span() for found in CONTACT.finditer(text))


def find_erased_names(text: str, erased: Tombstones) -> Iterator[tuple[int, int]]:
    """Yield the places of names of which there is a tombstone."""
    if erased.marks:
        for start, end in find_names(text, erased.words, erased.holds):
            # A surname beside an initial may be another person's name.
            before = INITIAL.search(text[max(start - NEAR, 0) : start])
            if " " in text[start:end].strip() or not (before or INITIAL_AFTER.match(text, end)):
                yield start, end


def blank_withheld(text: str, found: Sequence[WithheldWords]) -> str:
    """Return a text with what is withheld replaced, letter by letter."""
    return blank_spans(text, [(one.start, one.end) for one in found])


def as_triples(document: NamedNode, found: Sequence[WithheldWords]) -> str:
    """Return what is withheld of a document as N-Triples, for an internal graph."""
    triples = []
    for number, one in enumerate((one for one in found if one.is_kept), 1):
        node = NamedNode(f"{document.value}-withheld-{number}")
        triples += [
            Triple(node, HK.inDocument, document),
            Triple(node, OA.exact, Literal(one.words)),
            Triple(node, HK.line, Literal(str(one.line), datatype=XSD.integer)),
        ]
    return (serialize(triples, format=RdfFormat.N_TRIPLES) or b"").decode()
