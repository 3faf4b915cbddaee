"""Tables as CSV (RFC 4180) and TSV, with the way back from each character to the file."""

import re
from collections import Counter
from collections.abc import Iterator

from ...errors import SourceRefused
from ..document import Cell, Content, Grid
from .decode import check_cell, decode

__all__ = ["read_csv", "read_tsv"]

SEPARATORS = ",;\t|"
QUOTED = re.compile(r'"(?:[^"]|"")*"')


def read_csv(data: bytes, name: str) -> Content:
    """Read a table whose cells are parted by a comma, semicolon, tab or pipe.

    The mark is the one that parts most lines into the same number of cells; quoted cells may hold
    line ends.
    """
    text = decode(data, name)
    return read_delimited(data, text, name, find_separator(text), "text/csv")


def find_separator(text: str) -> str:
    """Return the mark that parts the first lines most evenly."""
    lines = [line for line in QUOTED.sub("x", text[:20_000]).splitlines() if line.strip()][:30]

    def evenness(mark: str) -> tuple[int, int]:
        counts = Counter(line.count(mark) for line in lines)
        count, lines_of = max(((c, n) for c, n in counts.items() if c), default=(0, 0),
                              key=lambda one: (one[1], one[0]))  # fmt: skip
        return lines_of, count

    return max(SEPARATORS, key=evenness)


def read_tsv(data: bytes, name: str) -> Content:
    """Read a tab-separated table."""
    return read_delimited(data, decode(data, name), name, "\t", "text/tab-separated-values")


def read_delimited(data: bytes, text: str, name: str, separator: str, media: str) -> Content:
    """Read records into one table, or several where a line of titles comes again."""
    records = tuple(tuple(record) for record in split_cells(text, separator, name))
    return Content(media, (Grid(records),))


def split_cells(text: str, separator: str, name: str) -> Iterator[list[Cell]]:
    """Yield the records of `text` as unaddressed cells."""
    mark = re.escape(separator)
    plain = rf"[^{mark}\r\n]*"
    quoted = rf'"(?:[^"]|"")*"(?=[{mark}\r\n]|\Z)'
    field = re.compile(rf"({quoted}|{plain})({mark}|\r\n|\r|\n|\Z)")
    position, line, record = 1 if text.startswith("\ufeff") else 0, 1, list[Cell]()
    while position < len(text):
        match = field.match(text, position)
        if match is None:  # pragma: no cover - the plain alternative always matches
            raise SourceRefused("the table cannot be read", where=f"{name}, line {line}")
        raw = match.group(1)
        check_quote(raw, f"{name}, line {line}, column {len(record) + 1}")
        check_cell(raw, f"{name}, line {line}, column {len(record) + 1}")
        record.append(read_cell(raw, match.start(), line, separator))
        line += raw.count("\n") + (match.group(2) in ("\n", "\r\n", "\r"))
        position = match.end()
        if match.group(2) != separator:
            yield record
            record = []
    if record:
        yield [*record, Cell("", "", line, origin=((0, len(text)),))]


def check_quote(raw: str, where: str) -> None:
    """Refuse a quoted cell that never ends."""
    if raw.startswith('"') and raw.count('"') == 1:
        detail = "a quoted cell has no closing quote"
        raise SourceRefused(detail, where=where, remedy='Add the missing ".')


def read_cell(raw: str, start: int, line: int, separator: str) -> Cell:
    """Return the cell written as `raw` at `start`, unquoted, with its way back to the file.

    Programs quote a cell of a TSV only where they must: other quotes belong to the words.
    """
    is_quoted = len(raw) > 1 and raw.startswith('"') and raw.endswith('"')
    if separator == "\t":
        is_quoted = is_quoted and any(mark in raw[1:-1] for mark in ('"', "\n", "\t"))
    inner = raw[1:-1] if is_quoted else raw
    offset = start + is_quoted
    lead = len(inner) - len(inner.lstrip())
    origin, text, at = [(0, offset + lead)], "", 0
    pieces = inner.strip().split('""') if is_quoted else [inner.strip()]
    for index, piece in enumerate(pieces):
        if index:
            text += '"'
            at += 2
            origin.append((len(text), offset + lead + at))
        text += piece
        at += len(piece)
    return Cell("", text, line, raw if raw != text else "", tuple(origin))
