"""What a file says and where: blocks of text with addresses, in tables and around them.

Layer 1 of the model: every cell and paragraph keeps its words, its markup, its line and the way
back to the characters of the file. Nothing here knows what the words mean.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from .withheld import WithheldWords

__all__ = [
    "AnyBlock", "Block", "Cell", "Content", "Document", "Grid", "Row", "Span", "Table", "cut_cell",
]  # fmt: skip


@dataclass(frozen=True)
class Block:
    """A run of text with an address: a table cell or a paragraph.

    `origin` maps text to file: pairs (offset in `text`, offset in the file), ascending; empty
    where the format has no plain characters to point at.
    """

    address: str
    text: str
    line: int
    markup: str = ""
    origin: tuple[tuple[int, int], ...] = ()
    #: Where a person finds it again, as "Sheet2!B7"; empty where the line says it.
    place: str = ""

    def span(self, start: int, end: int) -> "Span":
        """Return the characters `start` to `end` (exclusive) of this block."""
        return Span(self, start, end)

    @property
    def is_heading(self) -> bool:
        """Whether its mark-up makes it a heading: of Markdown, or of HTML."""
        return self.markup.startswith(("#", "<h"))

    @property
    def whole(self) -> "Span":
        """The whole text of the block."""
        return Span(self, 0, len(self.text))

    def in_file(self, offset: int) -> int | None:
        """Return where the character at `offset` stands in the file, if that can be said."""
        known = [(text, file) for text, file in self.origin if text <= offset]
        return known[-1][1] + offset - known[-1][0] if known else None


AnyBlock = TypeVar("AnyBlock", bound=Block)


@dataclass(frozen=True)
class Cell(Block):
    """A table cell. A short row leaves its last cells out: they are not `present`.

    `link` is the address that its words lead to.
    """

    column: int = 0
    present: bool = True
    link: str = ""


def cut_cell(block: Block, start: int, end: int) -> Cell:
    """Return the characters `start` to `end` of a block as a cell, at their place in the file."""
    place = block.in_file(start)
    origin = ((0, place),) if place is not None else ()
    return Cell(block.address, block.text[start:end], block.line, origin=origin, place=block.place)


@dataclass(frozen=True)
class Grid:
    """Lines of cells as a reader finds them, before it is known which are titles.

    `heading` is the nearest one above. In a list each line is one item, without titles. Of cards
    the first cell of each line is a name, the others have the titles of the first line.
    """

    lines: tuple[tuple[Cell, ...], ...]
    heading: Block | None = None
    is_list: bool = False
    is_cards: bool = False


@dataclass(frozen=True)
class Content:
    """What a reader finds in a file: lines of cells, the prose around them, and what to say."""

    media_type: str
    grids: tuple[Grid, ...]
    paragraphs: tuple[Block, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """A table row; `number` counts data rows from 1, the header is 0.

    `groups` are cells above that hold for it: (field, cell), as the country of a group of rows.
    """

    number: int
    cells: tuple[Cell, ...]
    groups: tuple[tuple[str, Cell], ...] = ()


@dataclass(frozen=True)
class Table:
    """A table with its header row, and the field of each column (None: a remark)."""

    number: int
    header: Row
    rows: tuple[Row, ...]
    fields: tuple[str | None, ...] = ()

    @property
    def address(self) -> str:
        """The table's address within its document."""
        return f"t{self.number}"


@dataclass(frozen=True)
class Document:
    """A source file as read: its bytes and its blocks, without the words that are withheld."""

    name: str
    media_type: str
    data: bytes
    paragraphs: tuple[Block, ...] = ()
    tables: tuple[Table, ...] = ()
    warnings: tuple[str, ...] = field(default=())
    withheld: tuple[WithheldWords, ...] = ()

    @cached_property
    def sha256(self) -> str:
        """The hexadecimal SHA-256 of the bytes."""
        return hashlib.sha256(self.data).hexdigest()

    def blocks(self) -> Iterator[Block]:
        """Yield every paragraph and present cell, headers included."""
        yield from self.paragraphs
        for table in self.tables:
            for row in (table.header, *table.rows):
                yield from (cell for cell in row.cells if cell.present)


@dataclass(frozen=True)
class Span:
    """Characters `start` to `end` (exclusive) of a block's text; may be empty."""

    block: Block
    start: int
    end: int

    @property
    def words(self) -> str:
        """The very words."""
        return self.block.text[self.start : self.end]

    @property
    def file_range(self) -> tuple[int, int] | None:
        """The same characters counted in the file, where they stand there in one piece."""
        first = self.block.in_file(self.start)
        if first is None:
            return None
        last = self.block.in_file(max(self.start, self.end - 1))
        end = first if self.start == self.end else (last or 0) + 1
        return (first, end) if end - first == self.end - self.start else None

    def sub(self, start: int, end: int) -> "Span":
        """Return a part of this span, counted from its own start."""
        return Span(self.block, self.start + start, self.start + end)
