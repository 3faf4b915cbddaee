"""Cells to tables: what every reader of tables does the same way."""

from collections.abc import Sequence

from ...errors import SourceRefused
from ..columns import looks_like_header
from ..decode import MAX_CELL
from ..document import Cell, Row, Table

__all__ = ["check_cell", "no_table", "tables_of"]


def check_cell(text: str, where: str) -> None:
    """Refuse a cell that is too long to be one."""
    if len(text) > MAX_CELL:
        detail = f"the cell has {len(text):,} characters; a cell may have {MAX_CELL:,}"
        raise SourceRefused(detail, where=where, remedy="Is a line end or a quote missing?")


def no_table(name: str) -> SourceRefused:
    """Return the refusal of a file in which no partner table stands."""
    return SourceRefused(
        "no table was found: no line has the titles of a partner table",
        where=name,
        remedy='A table begins with its titles: "Department name", "Company name", ...',
    )


def address_row(cells: Sequence[Cell], table: int, number: int, width: int, name: str) -> Row:
    """Give cells their addresses; fill a short row up with cells that are not present."""
    if len(cells) > width:
        raise SourceRefused(
            f"the row has {len(cells)} cells, its header {width}",
            where=f"{name}, table {table}, row {number} (line {cells[0].line})",
            remedy="Remove the extra tabs or separators, or add a column title.",
        )
    line = cells[0].line if cells else 0
    absent = [Cell("", "", line, present=False) for _ in range(width - len(cells))]
    addressed = (
        Cell(f"t{table}-r{number}-c{column}", c.text, c.line, c.markup, c.origin, column, c.present)
        for column, c in enumerate([*cells, *absent], 1)
    )
    return Row(number, tuple(addressed))


def tables_of(runs: Sequence[Sequence[Sequence[Cell]]], name: str) -> tuple[Table, ...]:
    """Turn runs of lines of cells into tables; a line of titles begins a new one.

    Lines before the first title line of a run have no header: `SourceRefused`.
    """
    tables: list[Table] = []
    for run in runs:
        starts = [i for i, cells in enumerate(run) if looks_like_header([c.text for c in cells])]
        if not starts or starts[0] != 0:
            continue
        for start, end in zip(starts, [*starts[1:], len(run)], strict=True):
            number = len(tables) + 1
            width = len(run[start])
            rows = [
                address_row(cells, number, index, width, name)
                for index, cells in enumerate(run[start:end])
            ]
            tables.append(Table(number, rows[0], tuple(rows[1:])))
    return tuple(tables)
