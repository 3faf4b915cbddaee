"""Rows of text for a terminal: aligned, as wide as what they hold, no colour of their own."""

import csv
import io
import unicodedata

__all__ = ["table_of_csv"]


def width(text: str) -> int:
    """Return the columns that a terminal gives to `text`."""
    return sum(1 + (unicodedata.east_asian_width(c) in "WF") for c in text)


def table_of_csv(data: bytes) -> str:
    """Return a CSV answer as an aligned table with a rule under its head."""
    rows = list(csv.reader(io.StringIO(data.decode("utf-8"))))
    if not rows:
        return ""
    flat = [[" ".join(cell.split()) for cell in row] for row in rows]
    sizes = [max(width(row[i]) for row in flat if i < len(row)) for i in range(len(flat[0]))]
    lines = ["  ".join(pad(c, n) for c, n in zip(row, sizes, strict=False)) for row in flat]
    rule = "  ".join("-" * size for size in sizes)
    return "\n".join(line.rstrip() for line in [lines[0], rule, *lines[1:]])


def pad(text: str, size: int) -> str:
    """Return `text` with blanks behind it."""
    return text + " " * (size - width(text))
