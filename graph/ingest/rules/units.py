"""Faculties in the text of a cell, and what they do there."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["FacultyMention", "find_faculties"]

CAPITALISED = r"[^\W\d_a-z][\w'ʻ’-]*(?:(?:\s+and)?\s+[^\W\d_a-z][\w'ʻ’-]*)*"
FACULTY = re.compile(
    rf"(?P<students>[Ss]tudents\s+of\s+)?[Tt]he\s+[Ff]aculty\s+of\s+(?P<token>{CAPITALISED})"
    r"(?P<conducts>\s+(?:conducts?|organi[sz]es?|holds?))?"
)


@dataclass(frozen=True)
class FacultyMention:
    """A faculty named in a text: offsets of the token and of the phrase, and its part there.

    `role` is "students" (students of the faculty act), "conducts" (the faculty acts) or "" (the
    text only names it).
    """

    token: tuple[int, int]
    phrase: tuple[int, int]
    role: str


def find_faculties(text: str) -> Iterator[FacultyMention]:
    """Yield the faculties that `text` names; their tokens are never expanded."""
    for match in FACULTY.finditer(text):
        role = next((r for r in ("students", "conducts") if match.group(r)), "")
        yield FacultyMention(match.span("token"), match.span(), role)
