"""The department page: paragraphs, and tables whose cells are parted by tabs.

Cells may stand in ``<b>``; the mark-up is kept beside the text. Every character of a cell knows
its place in the file.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from ..decode import decode
from ..document import Block, Cell, Document, Table
from .grid import check_cell, no_table, tables_of

__all__ = ["line_blocks", "read_page"]

TAG = re.compile(r"</?(?:b|i|u|strong|em)\s*>", re.IGNORECASE)
LINE = re.compile(r"([^\r\n]*)(?:\r\n|\r|\n|$)")
HEADING = re.compile(r"^#{1,6}\s+")


def read_page(data: bytes, name: str) -> Document:
    """Read a page of text with tab-separated tables.

    Raises `SourceRefused` for bytes that are not clean UTF-8 text and for a page without table.
    """
    text = decode(data, name)
    paragraphs, runs = line_blocks(text, name)
    tables = tables_of(runs, name)
    if not tables:
        raise no_table(name)
    warnings = tuple(short_rows(tables))
    return Document(name, "text/plain", data, tuple(paragraphs), tables, warnings)


def line_blocks(text: str, name: str) -> tuple[list[Block], list[list[list[Cell]]]]:
    """Split `text` into paragraphs (lines without tab) and runs of lines of cells."""
    paragraphs: list[Block] = []
    runs: list[list[list[Cell]]] = []
    in_run = False
    for number, start, line in lines(text):
        if "\t" in line:
            if not in_run:
                runs.append([])
            runs[-1].append([cell for cell in cells(line, start, number, name)])
        elif line.strip():
            paragraphs.append(paragraph(line, start, number))
        in_run = "\t" in line
    return paragraphs, runs


def lines(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield number, offset and content of each line, without a leading byte order mark."""
    for number, match in enumerate(LINE.finditer(text), 1):
        mark = 1 if match.start() == 0 and text.startswith("\ufeff") else 0
        yield number, match.start() + mark, match.group(1)[mark:]


def paragraph(line: str, start: int, number: int) -> Block:
    """Return a line of prose; heading marks stay in the mark-up."""
    heading = HEADING.match(line)
    skip = heading.end() if heading else 0
    block = unmark(line[skip:], start + skip, number)
    return replace(block, address=f"p{number}", markup=line if heading else block.markup)


def cells(line: str, start: int, number: int, name: str) -> Iterator[Cell]:
    """Yield the cells of a line."""
    offset = start
    for column, raw in enumerate(line.split("\t"), 1):
        check_cell(raw, f"{name}, line {number}, column {column}")
        block = unmark(raw, offset, number)
        yield Cell("", block.text, number, block.markup, block.origin)
        offset += len(raw) + 1


def unmark(raw: str, start: int, number: int) -> Block:
    """Drop mark-up and outer blanks from `raw`, keeping the way back to the file."""
    pieces: list[tuple[int, str]] = []
    position = 0
    for tag in TAG.finditer(raw):
        pieces.append((position, raw[position : tag.start()]))
        position = tag.end()
    pieces.append((position, raw[position:]))
    joined = "".join(piece for _, piece in pieces)
    lead = len(joined) - len(joined.lstrip())
    text = joined.strip()
    origin: list[tuple[int, int]] = []
    at = -lead
    for offset, piece in pieces:
        if piece or len(pieces) == 1:
            origin.append((max(at, 0), start + offset + max(0, -at)))
        at += len(piece)
    kept = tuple(dict(origin).items())
    return Block("", text, number, raw if raw != text else "", kept)


def short_rows(tables: tuple[Table, ...]) -> Iterator[str]:
    """Yield a warning for each row that has fewer cells than its header."""
    for table in tables:
        for row in table.rows:
            absent = [str(cell.column) for cell in row.cells if not cell.present]
            if absent:
                line = row.cells[0].line
                yield (
                    f"table {table.number}, row {row.number} (line {line}): "
                    f"column {', '.join(absent)} is not there; read as not present"
                )
