"""Word documents (DOCX): tables, lists and paragraphs in their order (python-docx)."""

from collections.abc import Iterator
from io import BytesIO
from zipfile import BadZipFile

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph

from ...errors import SourceRefused
from ..document import Block, Cell, Content, Grid
from .decode import check_cell

__all__ = ["read_docx"]

MEDIA = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def read_docx(data: bytes, name: str) -> Content:
    """Read the partner tables and lists of a Word document. Raises `SourceRefused`."""
    try:
        word = docx.Document(BytesIO(data))
        grids, paragraphs = list[Grid](), list[Block]()
        heading: Block | None = None
        items: list[tuple[Cell, ...]] = []
        number = 0
        for part in word.iter_inner_content():
            if isinstance(part, WordTable):
                number += 1
                grids.append(Grid(tuple(lines_of(part, number, name)), heading))
                continue
            text = part.text.strip()
            block = Block(
                f"p{len(paragraphs) + 1}", text, 0, place=f"paragraph {len(paragraphs) + 1}"
            )
            if text:
                paragraphs.append(block)
            if is_item(part) and text:
                place = f'heading "{heading.text}", item {len(items) + 1}' if heading else ""
                items.append((Cell("", text, 0, place=place),))
                continue
            if items:
                grids.append(Grid(tuple(items), heading, is_list=True))
                items = []
            heading = block if text else heading
        if items:
            grids.append(Grid(tuple(items), heading, is_list=True))
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError, OSError) as error:
        remedy = "Open it in Word and save it again as .docx."
        raise SourceRefused(
            f"the document cannot be read ({error})", where=name, remedy=remedy
        ) from error
    return Content(MEDIA, tuple(grids), tuple(paragraphs))


def is_item(paragraph: Paragraph) -> bool:
    """Say whether a paragraph is an item of a list, by its style or its numbering."""
    style = paragraph.style.name.lower() if paragraph.style and paragraph.style.name else ""
    properties = paragraph._p.pPr
    return style.startswith("list") or (properties is not None and properties.numPr is not None)


def lines_of(table: WordTable, number: int, name: str) -> Iterator[tuple[Cell, ...]]:
    """Yield the lines of a table; a merged cell stands in each row, in its first column."""
    for row_number, row in enumerate(table.rows, 1):
        cells: list[Cell] = []
        before = None
        for column, cell in enumerate(row.cells, 1):
            text = "" if cell._tc is before else cell.text.strip()
            before = cell._tc
            place = f"table {number}, row {row_number}, column {column}"
            check_cell(text, f"{name}, {place}")
            cells.append(Cell("", text, row_number, place=place))
        yield tuple(cells)
