"""Tables as CSV (RFC 4180) and TSV, with the way back from each character to the file."""

import re
from collections.abc import Iterator

from ...errors import SourceRefused
from ..decode import decode
from ..document import Cell, Document
from .grid import check_cell, no_table, tables_of
from .page import short_rows

__all__ = ["read_csv", "read_tsv"]

SEPARATORS = ",;"


def read_csv(data: bytes, name: str) -> Document:
    """Read a comma- or semicolon-separated table; quoted cells may hold line ends."""
    text = decode(data, name)
    first_line = text.split("\n", 1)[0]
    separator = max(SEPARATORS, key=first_line.count)
    return read_delimited(data, text, name, separator, "text/csv")


def read_tsv(data: bytes, name: str) -> Document:
    """Read a tab-separated table."""
    return read_delimited(data, decode(data, name), name, "\t", "text/tab-separated-values")


def read_delimited(data: bytes, text: str, name: str, separator: str, media: str) -> Document:
    """Read records into one table, or several where a line of titles comes again."""
    records = [record for record in split(text, separator, name) if any(c.text for c in record)]
    tables = tables_of([records], name)
    if not tables:
        raise no_table(name)
    return Document(name, media, data, (), tables, tuple(short_rows(tables)))


def split(text: str, separator: str, name: str) -> Iterator[list[Cell]]:
    """Yield the records of `text` as unaddressed cells."""
    plain = rf"[^{separator}\r\n]*"
    quoted = rf'"(?:[^"]|"")*"(?=[{separator}\r\n]|\Z)'
    field = re.compile(rf"({quoted}|{plain})({separator}|\r\n|\r|\n|\Z)")
    position, line, record = 1 if text.startswith("\ufeff") else 0, 1, list[Cell]()
    while position < len(text):
        match = field.match(text, position)
        if match is None:  # pragma: no cover - the plain alternative always matches
            raise SourceRefused("the table cannot be read", where=f"{name}, line {line}")
        raw = match.group(1)
        check_quote(raw, f"{name}, line {line}, column {len(record) + 1}")
        check_cell(raw, f"{name}, line {line}, column {len(record) + 1}")
        record.append(cell(raw, match.start(), line, separator))
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


def cell(raw: str, start: int, line: int, separator: str) -> Cell:
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
