"""Workbooks (XLSX, XLS, ODS): every visible sheet, with real dates and merged cells (calamine).

A formula is read as the value that the program stored. Nothing in a workbook is run.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from io import BytesIO
from zipfile import BadZipFile, ZipFile, is_zipfile

from lxml import etree
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetMetadata,
    SheetVisibleEnum,
)

from ...errors import SourceRefused
from ..document import Cell, Content, Grid
from .decode import check_cell

__all__ = ["read_workbook"]

MEDIA = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xls": "application/vnd.ms-excel",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
}
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
#: What calamine, zipfile and lxml raise for a file that is no workbook, or a damaged one.
UNREADABLE = (CalamineError, OSError, ValueError, KeyError, BadZipFile, etree.XMLSyntaxError)
#: Rows and columns of one sheet that are read.
MOST_ROWS, MOST_COLUMNS = 200_000, 200


def read_workbook(data: bytes, name: str) -> Content:
    """Read the partner tables of a workbook. Raises `SourceRefused` for what is none."""
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        shown = [one.name for one in book.sheets_metadata if is_visible(one)]
        hidden = [one.name for one in book.sheets_metadata if not is_visible(one)]
        sheets = map(book.get_sheet_by_name, shown)
        grids = [Grid(tuple(lines_of(sheet, name))) for sheet in sheets]
        notes = [f'the sheet "{sheet}" is hidden; it was not read' for sheet in hidden]
        notes += [
            f'{count} rows of the sheet "{sheet}" are hidden; they were read'
            for sheet, count in count_hidden_rows(data).items()
            if count and sheet in shown
        ]
    except (
        CalamineError,
        OSError,
        ValueError,
        KeyError,
        BadZipFile,
        etree.XMLSyntaxError,
    ) as error:
        remedy = "Open it in its program and save it again, or save it as CSV."
        raise SourceRefused(
            f"the workbook cannot be read ({error})", where=name, remedy=remedy
        ) from error
    suffix = f".{name.rpartition('.')[2].lower()}"
    media = MEDIA.get(suffix, "application/octet-stream")
    return Content(media, tuple(grids), notes=tuple(notes))


def is_visible(sheet: SheetMetadata) -> bool:
    """Say whether a sheet is shown."""
    return sheet.visible == SheetVisibleEnum.Visible


def count_hidden_rows(data: bytes) -> dict[str, int]:
    """Return sheet -> rows that are hidden, of a workbook of Office Open XML (ECMA-376, 18.3.1.73).

    Other formats say nothing of it here.
    """
    if not is_zipfile(BytesIO(data)):
        return {}
    with ZipFile(BytesIO(data)) as packed:
        if "xl/workbook.xml" not in packed.namelist():
            return {}
        targets = {
            one.get("Id"): one.get("Target", "").removeprefix("/xl/")
            for one in parse(packed.read("xl/_rels/workbook.xml.rels")).iter("{*}Relationship")
        }
        return {
            str(sheet.get("name")): sum(
                row.get("hidden") in ("1", "true")
                for row in parse(packed.read(f"xl/{targets[sheet.get(RELATION)]}")).iter("{*}row")
            )
            for sheet in parse(packed.read("xl/workbook.xml")).iter("{*}sheet")
        }


def parse(data: bytes) -> etree._Element:
    """Return the root of XML, without entities."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(data, parser)


def lines_of(sheet: CalamineSheet, name: str) -> Iterator[tuple[Cell, ...]]:
    """Yield the lines of a sheet. A merged cell stands in each of its rows, in its first column."""
    if sheet.height > MOST_ROWS or sheet.width > MOST_COLUMNS:
        detail = f"the sheet has {sheet.height:,} rows and {sheet.width:,} columns"
        remedy = f"{MOST_ROWS:,} and {MOST_COLUMNS} are read: split it."
        raise SourceRefused(detail, where=f"{name}, {sheet.name}", remedy=remedy)
    top, left = sheet.start or (0, 0)
    values = sheet.to_python(skip_empty_area=True)
    carried = {
        (row - top, column - left): (first[0] - top, first[1] - left)
        for first, last in sheet.merged_cell_ranges or ()
        for row in range(first[0] + 1, min(last[0], first[0] + MOST_ROWS) + 1)
        for column in (first[1],)
    }
    for row, line in enumerate(values):
        yield tuple(
            cell_of(values_at(values, carried, row, column, value), sheet.name,
                    row + top, column + left, name)
            for column, value in enumerate(line)
        )  # fmt: skip


def values_at(
    values: Sequence[Sequence[object]], carried: dict[tuple[int, int], tuple[int, int]],
    row: int, column: int, value: object,
) -> object:  # fmt: skip
    """Return the value of a cell, or of the one that it is merged with."""
    source = carried.get((row, column))
    if source is None or not (0 <= source[0] < len(values) and value in ("", None)):
        return value
    return values[source[0]][source[1]]


def cell_of(value: object, sheet: str, row: int, column: int, name: str) -> Cell:
    """Return the cell of a value; a day is written as ISO 8601, a whole number without a point."""
    text = text_of(value)
    place = f"{sheet}!{letters(column)}{row + 1}"
    check_cell(text, f"{name}, {place}")
    return Cell("", text, row + 1, place=place)


def text_of(value: object) -> str:
    """Return a value as words."""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()


def letters(column: int) -> str:
    """Return the letters of a column, counted from 0."""
    found = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found
