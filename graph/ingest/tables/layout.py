"""Where the tables of a file are: titles, rows, groups of rows, what is no row.

A line of titles may stand below others, in two lines, or again; it may be missing, then the columns
are known by what they hold. A line of one cell that names a country or a unit holds for the rows
below it. Totals, footnotes and empty lines are no rows.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from ...text import fold, shorten
from ..document import Cell, Grid, Row, Table
from ..rules import (
    country_named,
    end_of_name,
    has_body_word,
    has_digit,
    has_organization_word,
)
from .columns import (
    AGREEMENTS,
    fields_by_content,
    fields_of,
    is_data,
    is_other_matter,
    key_of,
    looks_like_header,
    may_be_header,
)

__all__ = ["find_tables"]

#: Lines among which the first line of titles is looked for.
TITLE_LINES = 40
TOTAL = re.compile(
    r"^(?:sub)?(?:total|jami|jami:|vsego|itogo|insgesamt|summe|gesamt|toplam|合计|总计)(?!\w)"
)
UNIT = re.compile(
    r"\b(?:faculty|department|chair|school of|fakultet\w*|kafedra\w*|fakultat|fakulte\w*"
    r"|fachbereich|facultad|faculte|bolim\w*|centre|center)\b"
)
FOOTNOTE = re.compile(
    r"^\s*(?:[*†‡]|\d{1,2}\s+\w|[¹²³⁴]|note\b|примечание|izoh\b|.{1,40}\s=\s)", re.IGNORECASE
)


@dataclass
class Finding:
    """The tables found so far, and lines about what is no part of one.

    `chosen` are fields of columns by their titles, where a person has chosen them.
    """

    chosen: Mapping[str, str]
    tables: list[Table] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def find_tables(
    grids: Sequence[Grid], chosen: Mapping[str, str]
) -> tuple[tuple[Table, ...], tuple[str, ...]]:
    """Return the partner tables of a file, and a line for each thing that was left out.

    `chosen` are fields of columns by their titles, where a person has chosen them.
    """
    finding = Finding({key_of(title): field for title, field in chosen.items()})
    for grid in grids:
        if grid.is_list:
            add_list(finding, grid)
        elif grid.is_cards:
            add_table(finding, grid, grid.lines[0], grid.lines[1:])
        else:
            add_grid(finding, grid)
    return tuple(finding.tables), tuple(finding.notes)


def is_blank(line: Sequence[Cell]) -> bool:
    """Say whether no cell of a line has words."""
    return not any(cell.text.strip() for cell in line)


def add_grid(finding: Finding, grid: Grid) -> None:
    """Find the tables of a grid: each line of titles begins one."""
    lines = [line for line in grid.lines if not is_blank(line)]
    starts = [
        n
        for n, line in enumerate(lines)
        if looks_like_header([c.text for c in line], finding.chosen)
    ]
    starts = starts or first_titles(lines, finding.chosen)
    if not starts or starts[0] >= TITLE_LINES:
        add_untitled(finding, grid, lines)
        return
    same = {tuple(key(cell) for cell in lines[starts[0]])}
    bodies: list[tuple[int, int, list[tuple[Cell, ...]]]] = []
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        titles = tuple(key(cell) for cell in lines[start])
        depth = 2 if has_second_line(lines, start) else 1
        body = list(lines[start + depth : end])
        is_next = start and lines[start][0].line == lines[start - 1][0].line + 1
        if bodies and titles in same and is_next:
            bodies[-1][2].extend(body)  # The titles again, on another page.
        else:
            bodies.append((start, depth, body))
            same.add(titles)
    for start, depth, body in bodies:
        header = join_titles(lines[start], lines[start + 1]) if depth == 2 else lines[start]
        add_table(finding, grid, header, body)


def first_titles(lines: Sequence[Sequence[Cell]], chosen: Mapping[str, str]) -> list[int]:
    """Return the number of the first line that may be one of titles, in a list of none or one."""
    found = (
        number for number, line in enumerate(lines[:TITLE_LINES])
        if may_be_header([cell.text for cell in line], chosen)
    )  # fmt: skip
    return [*islice(found, 1)]


def key(cell: Cell) -> str:
    """Return how titles are compared."""
    return fold(cell.text)


def has_second_line(lines: Sequence[Sequence[Cell]], start: int) -> bool:
    """Say whether the line below a line of titles has the titles of parts of its columns.

    It has words only under titles that are empty or repeated to their right, and no data.
    """
    if start + 1 >= len(lines):
        return False
    upper, lower = lines[start], lines[start + 1]
    blanks = {index for index, cell in enumerate(upper) if not cell.text.strip()}
    blanks |= {index - 1 for index in blanks if index}
    words = {index for index, cell in enumerate(lower)
             if cell.text.strip() and not is_carried(upper, lower, index)}  # fmt: skip
    is_short = all(len(cell.text) < 40 for cell in lower)
    has_digits = any(has_digit(lower[index].text) for index in words)
    return bool(words) and len(blanks) > 1 and words <= blanks and is_short and not has_digits


def is_carried(upper: Sequence[Cell], lower: Sequence[Cell], index: int) -> bool:
    """Say whether a cell of the second line is the one above it, merged with it."""
    return index < len(upper) and upper[index].text == lower[index].text


def join_titles(upper: Sequence[Cell], lower: Sequence[Cell]) -> list[Cell]:
    """Return the titles of two lines: the lower one where it has words, else the upper one."""
    return [
        low if low.text.strip() else high
        for high, low in zip(upper, [*lower, *upper[len(lower) :]], strict=False)
    ]


def add_untitled(finding: Finding, grid: Grid, lines: Sequence[Sequence[Cell]]) -> None:
    """Take a grid without titles as a table where its cells tell what they are."""
    width = max((len(line) for line in lines), default=0)
    if len(lines) < 2 or width < 2:
        return
    fields = fields_by_content([texts_of(lines, index) for index in range(width)])
    if "partner" not in fields or not {"country", "signed"} & {*fields}:
        return
    if not any(map(is_data, (cell.text for cell in lines[0]))):
        return  # Titles of no field that is known.
    blank = [Cell("", "", lines[0][0].line, present=False) for _ in range(width)]
    number = len(finding.tables) + 1
    header = Row(0, tuple(address(cell, number, 0, n) for n, cell in enumerate(blank, 1)))
    rows = rows_of(finding, grid, number, lines, fields)
    finding.tables.append(Table(number, header, tuple(rows), tuple(fields)))
    finding.notes.append(
        f"table {number} has no titles: its columns were read as "
        f"{', '.join(one or 'a remark' for one in fields)}, by what their cells hold"
    )


def texts_of(lines: Sequence[Sequence[Cell]], index: int) -> list[str]:
    """Return the texts of a column."""
    return [line[index].text for line in lines if index < len(line)]


def address(cell: Cell, table: int, row: int, column: int) -> Cell:
    """Return a cell with its address."""
    return replace(cell, address=f"t{table}-r{row}-c{column}", column=column)


def add_table(
    finding: Finding, grid: Grid, titles: Sequence[Cell], body: Sequence[Sequence[Cell]]
) -> None:
    """Add the table of some titles and the lines below them."""
    number = len(finding.tables) + 1
    header = Row(0, tuple(address(cell, number, 0, n) for n, cell in enumerate(titles, 1)))
    columns = [texts_of(body, index) for index in range(len(titles))]
    fields, questions = fields_of(header, columns, finding.chosen)
    if grid.is_cards and "partner" not in fields and are_partners(columns[0], fields):
        fields[0] = "partner"
    if "partner" not in fields:
        return
    is_chosen = any(key_of(cell.text) in finding.chosen for cell in titles)
    other = is_other_matter([cell.text for cell in titles], fields)
    if other and not is_chosen:
        finding.notes.append(
            f'a table is not read: its title "{shorten(other, 60)}" is not one of a list of '
            'partners; --column "TITLE=FIELD" says that it is'
        )
        return
    finding.notes += [f"table {number}: {question}" for question in questions]
    rows = rows_of(finding, grid, number, body, fields)
    finding.tables.append(Table(number, header, tuple(rows), tuple(fields)))


def are_partners(names: Sequence[str], fields: Sequence[str | None]) -> bool:
    """Say whether names of cards are those of partners: a third are, and the labels bear it out."""
    institutions = sum(map(has_body_word, names))
    return 3 * institutions >= len(names) and not {"country", *AGREEMENTS}.isdisjoint(fields)


def rows_of(
    finding: Finding, grid: Grid, number: int, lines: Sequence[Sequence[Cell]],
    fields: Sequence[str | None],
) -> Iterator[Row]:  # fmt: skip
    """Yield the rows among some lines, each with what holds for its group."""
    groups = heading_groups(grid)
    index = 0
    for line in lines:
        kind = kind_of_line(line, fields)
        if kind in ("country", "unit"):
            cell = next(cell for cell in line if cell.text.strip())
            groups[kind] = replace(cell, address=f"t{number}-g{len(groups)}-{cell.line}", column=0)
            groups[kind] = address(cell, number, index + 1, 0)
            continue
        if kind == "total":
            continue
        if kind == "note":
            words = " ".join(cell.text for cell in line if cell.text.strip())
            finding.notes.append(f"line {line[0].line} is no row: {shorten(words, 120)}")
            continue
        index += 1
        width = len(fields)
        if len(line) > width:
            extra = ", ".join(cell.text for cell in line[width:] if cell.text.strip())
            if extra:
                finding.notes.append(
                    f"table {number}, row {index} (line {line[0].line}) has {len(line)} cells, its "
                    f"header {width}; not read: {shorten(extra, 120)}"
                )
        cells = [*line[:width]]
        absent = [Cell("", "", line[0].line, present=False) for _ in range(width - len(cells))]
        yield Row(
            index,
            tuple(address(cell, number, index, n) for n, cell in enumerate([*cells, *absent], 1)),
            tuple(groups.items()),
        )


def heading_groups(grid: Grid) -> dict[str, Cell]:
    """Return the country or unit that the heading above a grid names, as the first group."""
    if grid.heading is None:
        return {}
    words = grid.heading.text.strip(" :")
    block = grid.heading
    cell = Cell(block.address, block.text, block.line, block.markup, block.origin, block.place)
    if country_named(words):
        return {"country": cell}
    if UNIT.search(fold(words)) and len(words) < 80:
        return {"unit": cell}
    return {}


def kind_of_line(line: Sequence[Cell], fields: Sequence[str | None]) -> str:
    """Return what a line is: ``row``, ``country`` or ``unit`` (a group), ``total``, ``note``."""
    written = [cell for cell in line if cell.text.strip()]
    first = written[0].text.strip()
    if TOTAL.match(fold(first)) or TOTAL.match(first.casefold()):
        return "total"
    if len({cell.text for cell in written}) > 1 or len(fields) < 2:
        return "row"
    if FOOTNOTE.match(first):
        return "note"
    place = next((n for n, cell in enumerate(line) if cell.text.strip()), 0)
    if place and place < len(fields) and fields[place] == "country":
        return "row"  # Its partner is missing: it is no heading of others.
    if country_named(first):
        return "country"
    if UNIT.search(fold(first)):
        return "unit"
    is_partner = place < len(fields) and fields[place] == "partner"
    return "row" if is_partner and has_organization_word(first) else "note"


def add_list(finding: Finding, grid: Grid) -> None:
    """Take a list as a table of one column, where its items are organisations.

    Half of the items must carry a word of organisations in their name: a menu of a page is no list
    of partners, nor are its news.
    """
    lines = [line for line in grid.lines if not is_blank(line)]
    names = [line[0].text[: end_of_name(line[0].text)] for line in lines]
    organizations = sum(map(has_body_word, names))
    if not lines or 2 * organizations < len(lines):
        return
    number = len(finding.tables) + 1
    header = Row(0, (address(Cell("", "", lines[0][0].line, present=False), number, 0, 1),))
    groups = heading_groups(grid)
    rows = [
        Row(index, (address(line[0], number, index, 1),), tuple(groups.items()))
        for index, line in enumerate(lines, 1)
    ]
    finding.tables.append(Table(number, header, tuple(rows), ("item",)))
