"""Workbooks (XLSX, XLS, ODS): every visible sheet, with real dates and merged cells (calamine).

A formula is read as the value that the program stored. Nothing in a workbook is run.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from io import BytesIO
from typing import IO
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
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
#: What calamine, zipfile and lxml raise for a file that is no workbook, or a damaged one.
UNREADABLE = (CalamineError, OSError, ValueError, KeyError, BadZipFile, etree.XMLSyntaxError)
#: Rows and columns of one sheet that are read.
MOST_ROWS, MOST_COLUMNS = 50_000, 200


def read_workbook(data: bytes, name: str) -> Content:
    """Read the partner tables of a workbook. Raises `SourceRefused` for what is none."""
    try:
        hidden_rows = count_hidden_rows(data, name)
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        shown = [one.name for one in book.sheets_metadata if is_visible(one)]
        hidden = [one.name for one in book.sheets_metadata if not is_visible(one)]
        sheets = map(book.get_sheet_by_name, shown)
        grids = [Grid(tuple(lines_of(sheet, name))) for sheet in sheets]
        notes = [f'the sheet "{sheet}" is hidden; it was not read' for sheet in hidden]
        notes += [
            f'{count} rows of the sheet "{sheet}" are hidden; they were read'
            for sheet, count in hidden_rows.items()
            if count and sheet in shown
        ]
    except UNREADABLE as error:
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


def count_hidden_rows(data: bytes, name: str) -> dict[str, int]:
    """Return sheet -> rows that are hidden, of a workbook of Office Open XML (ECMA-376, 18.3.1.73).

    Raises `SourceRefused` for a sheet that is too large, before it is read: the reader takes memory
    for every cell up to the last one. Other formats say nothing of it here.
    """
    if not is_zipfile(BytesIO(data)):
        return {}
    with ZipFile(BytesIO(data)) as packed:
        if "content.xml" in packed.namelist():
            with packed.open("content.xml") as file:
                require_size(*measure_open_document(file), name)
        if "xl/workbook.xml" not in packed.namelist():
            return {}
        targets = {
            one.get("Id"): one.get("Target", "").removeprefix("/xl/")
            for one in parse(packed.read("xl/_rels/workbook.xml.rels")).iter("{*}Relationship")
        }
        found = {}
        for sheet in parse(packed.read("xl/workbook.xml")).iter("{*}sheet"):
            title = str(sheet.get("name"))
            with packed.open(f"xl/{targets[sheet.get(RELATION)]}") as file:
                found[title], rows, columns = measure_sheet(file)
            require_size(rows, columns, f"{name}, {title}")
        return found


def measure_sheet(file: IO[bytes]) -> tuple[int, int, int]:
    """Return how many rows of a sheet are hidden, and its last row and column."""
    hidden = last = width = 0
    rows = etree.iterparse(file, tag="{*}row", resolve_entities=False, no_network=True)
    for count, (_, row) in enumerate(rows, 1):
        hidden += row.get("hidden") in ("1", "true")
        last = max(last, int(row.get("r") or count))
        width = max(width, column_of(row[-1].get("r") or "") or len(row)) if len(row) else width
        row.clear()
    return hidden, last, width


def measure_open_document(file: IO[bytes]) -> tuple[int, int]:
    """Return the last row and column with words of any sheet of an OpenDocument (part 3, 9.1)."""
    count = last = width = 0
    rows = etree.iterparse(
        file, tag=(f"{TABLE}table-row", f"{TABLE}table"), resolve_entities=False, no_network=True
    )
    for _, tag in rows:
        if tag.tag == f"{TABLE}table":
            count = 0
            continue
        count += int(tag.get(f"{TABLE}number-rows-repeated") or 1)
        column = 0
        for cell in tag:
            column += int(cell.get(f"{TABLE}number-columns-repeated") or 1)
            if len(cell):
                last, width = max(last, count), max(width, column)
        tag.clear()
    return last, width


def column_of(reference: str) -> int:
    """Return the number of the column of a reference, "B7" is 2; 0 of none."""
    number = 0
    for letter in reference.upper():
        if not "A" <= letter <= "Z":
            break
        number = 26 * number + ord(letter) - 64
    return number


def require_size(rows: int, columns: int, where: str) -> None:
    """Refuse a sheet with too many rows or columns."""
    if rows > MOST_ROWS or columns > MOST_COLUMNS:
        detail = f"the sheet has {rows:,} rows and {columns:,} columns"
        remedy = f"{MOST_ROWS:,} and {MOST_COLUMNS} are read: delete what is empty, or split it."
        raise SourceRefused(detail, where=where, remedy=remedy)


def parse(data: bytes) -> etree._Element:
    """Return the root of XML, without entities."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(data, parser)


def lines_of(sheet: CalamineSheet, name: str) -> Iterator[tuple[Cell, ...]]:
    """Yield the lines of a sheet. A merged cell stands in each of its rows, in its first column."""
    require_size(sheet.height, sheet.width, f"{name}, {sheet.name}")
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
