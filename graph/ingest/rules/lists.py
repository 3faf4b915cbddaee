"""Lists of organisations in sentences: what a person should look at, never what is asserted.

"These organizations include the following: A, B and others" gives one proposal a name, and one
for each marker that the list is open.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .names import has_organization_word

__all__ = ["Candidate", "find_candidates"]

TRIGGER = re.compile(
    r"\b(?:(?P<open>including|such\s+as)|includes?\s+the\s+following|as\s+follows|namely|"
    r"cooperat\w+\s+with(?:\s+the\s+following)?)\b\s*:?\s*",
    re.IGNORECASE,
)
#: "cooperation with universities abroad, including A, B": the later words announce the list.
ANNOUNCED = re.compile(r"\b(?P<open>including|such\s+as)\b\s*:?\s*", re.IGNORECASE)
SENTENCE_END = re.compile(r"\.(?:\s+|$)")
INITIAL = re.compile(r"(?:^|[\s.])[A-Z]$")
LONE_WORD = re.compile(r"[A-Z]\w+(?=,)")
OPEN_END = re.compile(r",?\s*\b(?P<marker>and\s+others|etc\.?|and\s+so\s+on)\s*$", re.IGNORECASE)
ITEM_END = re.compile(r",\s+|\s+and\s+(?=[A-Z\"«“])")
TITLED = re.compile(
    r"\b(?:Professor|Associate\s+Professor|Doctor|Dr\.|Academician)\s+"
    r"(?P<name>[A-Z][a-zʻʼ'’-]+(?:\s+[A-Z][a-zʻʼ'’-]+){1,2})"
)


@dataclass(frozen=True)
class Candidate:
    """Something a sentence seems to name: its kind, where, and the rule that saw it."""

    kind: str
    span: tuple[int, int]
    rule: str


def find_candidates(text: str) -> Iterator[Candidate]:
    """Yield parties, markers and titled persons that the sentences of `text` seem to name."""
    position = 0
    while trigger := TRIGGER.search(text, position):
        end = list_end(text, trigger.end())
        trigger = ANNOUNCED.search(text, trigger.end(), end) or trigger
        found = list(find_parties(text, trigger.end(), end))
        if found and trigger["open"]:
            yield Candidate("marker", trigger.span("open"), "open-list-word")
        yield from found
        position = end if found else trigger.end()
    for match in TITLED.finditer(text):
        yield Candidate("person", match.span("name"), "titled-person")


def list_end(text: str, start: int) -> int:
    """Return where the sentence of a list ends.

    A full stop does not end it after an initial, nor before a lone organisation word and a comma
    ("Oxford of Great Britain. University, ..."): that is a name split in two.
    """
    for stop in SENTENCE_END.finditer(text, start):
        lone = LONE_WORD.match(text, stop.end())
        is_split = lone is not None and has_organization_word(lone.group())
        if not is_split and not INITIAL.search(text[start : stop.start()]):
            return stop.start()
    return len(text)


def find_parties(text: str, start: int, end: int) -> Iterator[Candidate]:
    """Yield the items of a list that carry an organisation word, and the marker that ends it."""
    marker = OPEN_END.search(text[start:end])
    stop = start + marker.start() if marker else end
    for first, last in split_items(text, start, stop):
        item = text[first:last]
        is_name = not item[0].islower() and not TITLED.match(item)
        if is_name and has_organization_word(item):
            yield Candidate("party", (first, last), "list-of-organizations")
    if marker:
        span = (start + marker.start("marker"), start + marker.end("marker"))
        yield Candidate("marker", span, "open-list-words")


def split_items(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the spans of the items; "and" parts two only where both carry an organisation word."""
    first = start
    for gap in ITEM_END.finditer(text, start, end):
        is_and = "and" in gap.group()
        both = has_organization_word(text[first : gap.start()]) and has_organization_word(
            text[gap.end() : end].split(",")[0]
        )
        if not is_and or both:
            yield (first, gap.start())
            first = gap.end()
    if first < end:
        yield (first, end)
