"""Pages of text and Markdown: paragraphs, lists, tables whose cells are parted by tabs or pipes.

Cells may stand in ``<b>``; the mark-up is kept beside the text. Every character of a cell knows
its place in the file.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise

from ..document import Block, Cell, Content, Grid
from .decode import check_cell, decode

__all__ = ["line_blocks", "read_page"]

#: Tags, and both marks of words in bold (CommonMark, section 6.2).
TAG = re.compile(
    r"</?(?:b|i|u|strong|em)\s*>|\*\*(?=[^\s*](?:[^*]*[^\s*])?\*\*)|(?<=[^\s*])\*\*(?!\*)",
    re.IGNORECASE,
)
LINE = re.compile(r"([^\r\n]*)(?:\r\n|\r|\n|$)")
HEADING = re.compile(r"^#{1,6}\s+")
#: A line of a Markdown table, and the rule below its titles.
PIPED = re.compile(r"^\s*\|.*\|\s*$")
RULE = re.compile(r"\s*\|?(?:\s*:?-{2,}:?\s*\|)+\s*(?::?-{2,}:?)?\s*")
#: Blanks between two columns, and lines that make a table of columns.
GAP = re.compile(r"\S {2,}\S")
FEWEST_LINES = 3
#: An item of a list: a bullet or a number.
ITEM = re.compile(r"^\s*(?:[-–—•*·▪◦‣]\s+|\(?\d{1,3}[.)]\s+)(?=\S)")


def read_page(data: bytes, name: str) -> Content:
    """Read a page of text: paragraphs, headings, tab-separated and piped tables, lists.

    Raises `SourceRefused` for bytes that are no text and for a page without table or list.
    """
    text = decode(data, name)
    paragraphs, grids = line_blocks(text, name)
    return Content("text/plain", tuple(grids), tuple(paragraphs))


def line_blocks(text: str, name: str) -> tuple[list[Block], list[Grid]]:
    """Split `text` into paragraphs and runs of lines of one kind: cells, piped cells, items."""
    paragraphs: list[Block] = []
    grids: list[Grid] = []
    lines: list[tuple[Cell, ...]] = []
    kind, heading = "", None
    found = list(split_lines(text))
    aligned = find_aligned(found)
    for number, start, line in [*found, (0, 0, "")]:
        now = kind_of(line) or ("aligned" if number in aligned else "")
        if lines and (now != kind or not number) and (line.strip() or not number):
            grids.append(Grid(tuple(lines), heading, kind == "item"))
            lines = []
        if now:
            parts = aligned.get(number, ())
            split = CELLS.get(now) or partial(split_aligned, parts)
            cells = tuple(split(line, start, number, name))
            lines += [cells] if cells else []
        elif line.strip():
            block = read_paragraph(line, start, number)
            paragraphs.append(block)
            heading = block
        kind = now or (kind if not line.strip() else "")
    return paragraphs, grids


def find_aligned(lines: Sequence[tuple[int, int, str]]) -> dict[int, tuple[int, ...]]:
    """Return number of a line -> where its columns begin, for runs of lines in columns.

    At least three lines follow each other, and two blanks or more stand in all of them at the same
    places.
    """
    found: dict[int, tuple[int, ...]] = {}
    run: list[tuple[int, str]] = []
    for number, _, line in [*lines, (0, 0, "")]:
        is_wide = GAP.search(line) is not None and not kind_of(line)
        if is_wide:
            run.append((number, line))
            continue
        starts = column_starts([text for _, text in run]) if len(run) >= FEWEST_LINES else ()
        found |= {one: starts for one, _ in run if len(starts) > 1}
        run = []
    return found


def column_starts(lines: Sequence[str]) -> tuple[int, ...]:
    """Return where the columns of lines begin: behind two places that are blank in all of them."""
    width = max(map(len, lines))
    blank = [all(line[place : place + 1].strip() == "" for line in lines) for place in range(width)]
    starts = [
        place for place in range(2, width) if not blank[place] and all(blank[place - 2 : place])
    ]
    first = next((place for place in range(width) if not blank[place]), 0)
    return (first, *(place for place in starts if place > first))


def split_aligned(
    starts: Sequence[int], line: str, start: int, number: int, name: str
) -> Iterator[Cell]:
    """Yield the cells of a line in columns."""
    for first, last in pairwise((*starts, max(len(line), starts[-1]))):
        block = unmark(line[first:last], start + first, number)
        yield Cell("", block.text, number, block.markup, block.origin)


def kind_of(line: str) -> str:
    """Return what kind of line it is: ``tab``, ``pipe``, ``item`` or "" for prose."""
    if "\t" in line and not ITEM.match(line):
        return "tab"
    if PIPED.match(line):
        return "pipe"
    return "item" if ITEM.match(line) else ""


def split_piped(line: str, start: int, number: int, name: str) -> Iterator[Cell]:
    """Yield the cells of a line of a Markdown table; none of the rule below its titles."""
    if RULE.fullmatch(line):
        return
    first = line.index("|") + 1
    inner = line[first:].rstrip()
    inner = inner.removesuffix("|")
    offset = start + first
    for raw in inner.split("|"):
        block = unmark(raw, offset, number)
        yield Cell("", block.text, number, block.markup, block.origin)
        offset += len(raw) + 1


def split_item(line: str, start: int, number: int, _name: str) -> Iterator[Cell]:
    """Yield the one cell of an item of a list, without its mark or number."""
    match = ITEM.match(line)
    skip = match.end() if match else 0
    block = unmark(line[skip:], start + skip, number)
    yield Cell("", block.text, number, line, block.origin)


def split_lines(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield number, offset and content of each line, without a leading byte order mark."""
    for number, match in enumerate(LINE.finditer(text), 1):
        mark = 1 if match.start() == 0 and text.startswith("\ufeff") else 0
        yield number, match.start() + mark, match.group(1)[mark:]


def read_paragraph(line: str, start: int, number: int) -> Block:
    """Return a line of prose; heading marks stay in the mark-up."""
    heading = HEADING.match(line)
    skip = heading.end() if heading else 0
    block = unmark(line[skip:], start + skip, number)
    return replace(block, address=f"p{number}", markup=line if heading else block.markup)


def split_cells(line: str, start: int, number: int, name: str) -> Iterator[Cell]:
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


CELLS: Mapping[str, Callable[[str, int, int, str], Iterator[Cell]]] = {
    "tab": split_cells,
    "pipe": split_piped,
    "item": split_item,
}
