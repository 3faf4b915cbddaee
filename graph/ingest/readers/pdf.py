"""PDF with text (pdfplumber): tables by their lines, else by the columns of their text.

A scan has no text to read.
"""

from dataclasses import replace
from io import BytesIO

import pdfplumber
from pdfminer.pdfexceptions import PDFException
from pdfplumber.utils.exceptions import PdfminerException

from ...errors import SourceRefused
from ..document import AnyBlock, Block, Cell, Content, Grid
from .decode import check_cell
from .page import line_blocks

__all__ = ["read_pdf"]

MOST_PAGES = 500


def read_pdf(data: bytes, name: str) -> Content:
    """Read the partner tables of a PDF. Raises `SourceRefused`, also for a scan."""
    lines: list[tuple[Cell, ...]] = []
    grids, paragraphs = list[Grid](), list[Block]()
    has_text = False
    try:
        with pdfplumber.open(BytesIO(data)) as pdf:
            if len(pdf.pages) > MOST_PAGES:
                remedy = "Print the pages that have the table into a file of their own."
                raise SourceRefused(f"it has {len(pdf.pages)} pages", where=name, remedy=remedy)
            for number, page in enumerate(pdf.pages, 1):
                has_text = has_text or bool(page.chars)
                tables = page.extract_tables()
                if not tables and page.chars:
                    add_text(page.extract_text(layout=True), number, grids, paragraphs)
                for index, table in enumerate(tables, 1):
                    lines += [
                        tuple(cell_of(text, f"page {number}, table {index}, row {row}", row, name)
                              for text in line)
                        for row, line in enumerate(table, 1)
                    ]  # fmt: skip
                page.close()
    except (PDFException, PdfminerException, ValueError, KeyError, TypeError) as error:
        remedy = "Save the table in another format: DOCX, XLSX, CSV."
        raise SourceRefused(
            f"the PDF cannot be read ({error})", where=name, remedy=remedy
        ) from error
    if not has_text:
        remedy = "It is a picture of pages. Use the file that it was printed from."
        raise SourceRefused("the PDF has no text", where=name, remedy=remedy)
    return Content("application/pdf", (Grid(tuple(lines)), *grids), tuple(paragraphs))


def add_text(text: str, page: int, grids: list[Grid], paragraphs: list[Block]) -> None:
    """Add the lines of a page without ruled tables: what stands in columns, and the others."""
    found, tables = line_blocks(text, "")
    for block in found:
        place = f"page {page}, line {block.line}"
        paragraphs.append(
            replace(block, address=f"p{page}-{block.line}", origin=(), line=0, place=place)
        )
    for grid in tables:
        rows = tuple(tuple(place_cell(cell, page) for cell in line) for line in grid.lines)
        heading = place_cell(grid.heading, page) if grid.heading else None
        grids.append(replace(grid, lines=rows, heading=heading))


def place_cell(block: AnyBlock, page: int) -> AnyBlock:
    """Return a block of a page's text with its place in the file."""
    place = f"page {page}, line {block.line}"
    return replace(block, origin=(), place=place)


def cell_of(text: str | None, place: str, row: int, name: str) -> Cell:
    """Return a cell; line ends within it are those of the layout."""
    words = " ".join((text or "").split())
    check_cell(words, f"{name}, {place}")
    return Cell("", words, row, place=place)
