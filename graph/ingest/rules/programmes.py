"""Programmes: an eight-digit code and the abbreviation behind a dash, never expanded."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["ProgrammeMention", "find_programmes"]

PROGRAMME = re.compile(
    r"(?<![\d.,-])(?P<code>\d{8})(?![\d,.-]\d|\d)(?:\s*[-–—]\s*(?P<abbreviation>[^\W\d_][\w'ʻ’]*))?"
)


@dataclass(frozen=True)
class ProgrammeMention:
    """A programme named in a text: its code, and where the words stand."""

    code: str
    abbreviation: str
    span: tuple[int, int]


def find_programmes(text: str) -> Iterator[ProgrammeMention]:
    """Yield the programmes that `text` names."""
    for match in PROGRAMME.finditer(text):
        yield ProgrammeMention(match["code"], match["abbreviation"] or "", match.span())
