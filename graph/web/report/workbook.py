"""Tables as a spreadsheet (XLSX, ISO/IEC 29500). A text stays a text: nothing is a formula."""

import io
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from ...text import replace_unprintable, shorten

__all__ = ["Sheet", "write_workbook"]

#: Characters that a cell may have (ECMA-376, part 1, section 18.3.1.4).
LONGEST = 32_767


class Sheet(NamedTuple):
    """A sheet: its name, the titles of its columns, its rows of texts and whole numbers."""

    name: str
    titles: Sequence[str]
    rows: Iterable[Sequence[str | int]]


def write_workbook(sheets: Iterable[Sheet]) -> bytes:
    """Return the bytes of a workbook; titles are bold and stay in sight."""
    book = Workbook(write_only=True)
    for one in sheets:
        sheet = book.create_sheet(one.name)
        sheet.freeze_panes = "A2"
        titles = [write_cell(sheet, title) for title in one.titles]
        for title in titles:
            title.font = Font(bold=True)
        sheet.append(titles)
        for row in one.rows:
            sheet.append([write_cell(sheet, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def write_cell(sheet: object, value: str | int) -> WriteOnlyCell:
    """Return a cell that holds what it is given, and never evaluates it."""
    if isinstance(value, int):
        return WriteOnlyCell(sheet, value)
    found = WriteOnlyCell(sheet, shorten(replace_unprintable(value), LONGEST))
    found.data_type = "s"
    return found
