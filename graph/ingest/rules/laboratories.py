"""Laboratories that a text says are being set up; one that exists is another matter."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["LaboratoryMention", "find_laboratories"]

LABORATORY = re.compile(
    r"(?P<whole>(?:\b[^\W\d_][\w-]*(?:\s+and)?\s+){0,5}?"
    r"(?P<noun>\blaborator(?:y|ies|iya\w*))\s+[\"«“](?P<name>[^\"»”«“]+)[\"»”])"
    r"(?P<between>[^.;\"]*?(?:\d\.\d[^.;\"]*?)?)"
    r"(?P<status>\bis\s+being\s+(?:established|created|set\s+up|organi[sz]ed))",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class LaboratoryMention:
    """A laboratory being set up: its name in quotes, and offsets of the words.

    `phrase` is noun to status, `between` what stands in between (where an amount may be).
    """

    name: str
    whole: tuple[int, int]
    phrase: tuple[int, int]
    between: tuple[int, int]
    status: tuple[int, int]


def find_laboratories(text: str) -> Iterator[LaboratoryMention]:
    """Yield the named laboratories that `text` says are being set up."""
    for match in LABORATORY.finditer(text):
        phrase = (match.start("noun"), match.end("status"))
        spans = match.span("whole"), phrase, match.span("between"), match.span("status")
        yield LaboratoryMention(match["name"].strip(), *spans)
