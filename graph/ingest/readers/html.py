"""Tables and paragraphs of an HTML page (WHATWG tables, section 4.9).

The characters of an HTML file are not those of its text, so spans count within cells only.
"""

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup
from bs4.element import Tag

from ...errors import SourceRefused
from ..decode import decode
from ..document import Block, Cell, Document
from .grid import check_cell, no_table, tables_of
from .page import short_rows

__all__ = ["read_html"]

ENTITY = re.compile(r"<!(?:ENTITY|DOCTYPE[^>]*\[)", re.IGNORECASE)
PROSE = ("p", "h1", "h2", "h3", "h4", "h5", "h6", "li")
SPACE = re.compile(r"\s+")


def read_html(data: bytes, name: str) -> Document:
    """Read the partner tables of an HTML page and the prose around them.

    Raises `SourceRefused` where entities are declared (they are never expanded), where a cell
    spans rows or columns, or where no table has the titles of a partner table.
    """
    text = decode(data, name)
    if ENTITY.search(text):
        remedy = "Remove the declarations; save the page as plain HTML."
        raise SourceRefused("the file declares XML entities", where=name, remedy=remedy)
    soup = BeautifulSoup(text, "lxml")
    runs = [list(records(table, name)) for table in soup.find_all("table")]
    tables = tables_of(runs, name)
    if not tables:
        raise no_table(name)
    prose = tuple(paragraphs(soup))
    return Document(name, "text/html", data, prose, tables, tuple(short_rows(tables)))


def records(table: Tag, name: str) -> Iterator[list[Cell]]:
    """Yield the rows of one table as unaddressed cells, leaving out those of inner tables."""
    for row in table.find_all("tr"):
        if row.find_parent("table") is not table:
            continue
        tags = row.find_all(("td", "th"), recursive=False)
        if tags:
            yield [cell(tag, name) for tag in tags]


def cell(tag: Tag, name: str) -> Cell:
    """Return a table cell; a cell that covers several is refused, not guessed."""
    line = tag.sourceline or 0
    for covers in ("rowspan", "colspan"):
        if str(tag.get(covers, "1")).strip() not in ("1", ""):
            remedy = "Write the text into every row or column that it covers."
            raise SourceRefused(f"a cell has {covers}", where=f"{name}, line {line}", remedy=remedy)
    text = words(tag)
    check_cell(text, f"{name}, line {line}")
    return Cell("", text, line, tag.decode_contents() if text != tag.decode_contents() else "")


def words(tag: Tag) -> str:
    """Return the text of a tag with white space folded as a browser would."""
    return SPACE.sub(" ", tag.get_text()).strip()


def paragraphs(soup: BeautifulSoup) -> Iterator[Block]:
    """Yield the prose outside tables."""
    found = (tag for tag in soup.find_all(PROSE) if tag.find_parent("table") is None)
    for number, tag in enumerate(found, 1):
        text = words(tag)
        if text:
            yield Block(f"p{number}", text, tag.sourceline or 0)
