"""Tables, lists and paragraphs of an HTML page (WHATWG tables, section 4.9).

The characters of an HTML file are not those of its text, so spans count within cells only. What a
page has around its content (navigation, header, footer, forms) is not read.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, PreformattedString, Tag

from ...errors import SourceRefused
from ..document import Block, Cell, Content, Grid
from .decode import check_cell, decode

__all__ = ["read_html"]

ENTITY = re.compile(r"<!(?:ENTITY|DOCTYPE[^>]*\[)", re.IGNORECASE)
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6", "caption")
PROSE = ("p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "dt", "dd")
AROUND = ("nav", "header", "footer", "form", "script", "style", "template", "noscript")
MENU = re.compile(r"\b(?:menu|nav|navbar|breadcrumb|footer|sidebar)\b", re.IGNORECASE)
SPACE = re.compile(r"\s+")
#: Stands for the end of a line: those of the file are blanks.
BREAK = "\u2028"
#: Cells that one may cover: beyond is a mistake, or an attack.
WIDEST, TALLEST = 200, 5_000


def read_html(data: bytes, name: str) -> Content:
    """Read the partner tables and lists of an HTML page and the prose around them.

    Raises `SourceRefused` where entities are declared (they are never expanded), or where there is
    no partner table or list.
    """
    text = decode(data, name)
    if ENTITY.search(text):
        remedy = "Remove the declarations; save the page as plain HTML."
        raise SourceRefused("the file declares XML entities", where=name, remedy=remedy)
    soup = BeautifulSoup(text, "lxml")
    for tag in soup.find_all(AROUND):
        tag.decompose()
    for tag in soup.find_all(class_=MENU):
        tag.decompose()
    prose = tuple(read_paragraphs(soup))
    return Content("text/html", tuple(grids_of(soup, name)), prose)


def grids_of(soup: BeautifulSoup, name: str) -> Iterator[Grid]:
    """Yield the tables and lists of a page, each with the nearest heading above it."""
    heading: Block | None = None
    for tag in soup.find_all([*HEADINGS, "table", "ul", "ol"]):
        if tag.name in HEADINGS:
            heading = Block(f"h{tag.sourceline or 0}", text_of(tag), tag.sourceline or 0)
        elif tag.name == "table":
            yield Grid(tuple(map(tuple, read_rows(tag, name))), heading)
        elif tag.find_parent("table") is None and tag.find_parent(["ul", "ol"]) is None:
            items = [read_cell(item, name) for item in tag.find_all("li")]
            yield Grid(tuple((cell,) for cell in items), heading, is_list=True)


def read_rows(table: Tag, name: str) -> Iterator[Sequence[Cell]]:
    """Yield the rows of one table, leaving out those of inner tables.

    A cell that covers several rows or columns stands in each of the rows, and in the first of the
    columns: the others are empty.
    """
    below: dict[int, tuple[int, Cell]] = {}
    for row in table.find_all("tr"):
        if row.find_parent("table") is not table:
            continue
        cells: list[Cell] = []
        tags = row.find_all(("td", "th"), recursive=False)
        for tag in tags:
            add_carried(cells, below)
            cell = read_cell(tag, name)
            for offset in range(covered(tag, "colspan", WIDEST)):
                place = len(cells)
                cells.append(cell if not offset else replace(cell, text="", markup="", link=""))
                rows = covered(tag, "rowspan", TALLEST) - 1
                if rows:
                    below[place] = rows, cells[-1]
        add_carried(cells, below)
        if tags:
            yield cells


def add_carried(cells: list[Cell], below: dict[int, tuple[int, Cell]]) -> None:
    """Add the cells of rows above that cover the next places."""
    while len(cells) in below:
        left, cell = below.pop(len(cells))
        if left > 1:
            below[len(cells)] = left - 1, cell
        cells.append(cell)


def covered(tag: Tag, name: str, most: int) -> int:
    """Return how many rows or columns a cell covers."""
    written = str(tag.get(name, "1")).strip()
    return min(max(int(written), 1), most) if written.isdecimal() else 1


def read_cell(tag: Tag, name: str) -> Cell:
    """Return a cell: its words without footnote marks, and the first address that it leads to."""
    line = tag.sourceline or 0
    markup = tag.decode_contents()
    for mark in tag.find_all("sup"):
        mark.extract()
    for nested in tag.find_all(["ul", "ol"]) if tag.name == "li" else ():
        nested.extract()
    text = text_of(tag)
    check_cell(text, f"{name}, line {line}")
    link = next(
        (str(a["href"]) for a in tag.find_all("a", href=True) if is_web(str(a["href"]))), ""
    )
    return Cell("", text, line, markup if text != markup else "", link=link)


def is_web(address: str) -> bool:
    """Say whether an address is one of another web site."""
    parts = urlsplit(address)
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def text_of(tag: Tag) -> str:
    """Return the text of a tag with white space folded as a browser would; `br` ends a line.

    Comments are no text.
    """
    parts = [
        BREAK if isinstance(part, Tag) else str(part)
        for part in tag.descendants
        if (part.name == "br" if isinstance(part, Tag) else is_text(part))
    ]
    lines = (SPACE.sub(" ", line).strip() for line in "".join(parts).split(BREAK))
    return "\n".join(line for line in lines if line)


def is_text(part: PageElement) -> bool:
    """Say whether a part of a page is text that is shown."""
    return isinstance(part, NavigableString) and not isinstance(part, PreformattedString)


def read_paragraphs(soup: BeautifulSoup) -> Iterator[Block]:
    """Yield the prose outside tables; a term of a definition list stands before its words."""
    found = (tag for tag in soup.find_all(PROSE) if tag.find_parent("table") is None)
    for number, tag in enumerate(found, 1):
        if tag.name == "dt" and tag.find_next_sibling("dd") is not None:
            continue
        text = text_of(tag)
        if tag.name == "dd" and (term := tag.find_previous_sibling("dt")) is not None:
            text = f"{text_of(term).rstrip(' :')}: {text}"
        if text:
            markup = f"<{tag.name}>" if tag.name in HEADINGS else ""
            yield Block(f"p{number}", text, tag.sourceline or 0, markup)
