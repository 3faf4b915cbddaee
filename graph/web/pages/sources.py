"""The page of a source: its document as it stands, what was made of it, what is only proposed."""

from dataclasses import dataclass, field

from pyoxigraph import NamedNode

from ...store import Row
from ..http import Site

__all__ = ["Document", "document_of"]


@dataclass(frozen=True)
class Block:
    """A paragraph or cell as it stands, and the things that were made of it."""

    text: str
    line: str
    is_present: bool
    things: list[tuple[str, str]]


@dataclass
class Table:
    """A table as it stands: rows of cells, the first row its header."""

    number: str
    rows: list[list[Block]] = field(default_factory=list)


@dataclass(frozen=True)
class Document:
    """A document with its blocks in the order of the file, and counts."""

    file: dict[str, str]
    blocks: list[Block | Table]
    bases: list[tuple[str, str, int]]
    proposals: list[dict[str, str]]


def document_of(site: Site, slug: str, node: NamedNode, language: str) -> Document:
    """Return the document of a source for its page."""
    file = [plain_row(row) for row in site.rows("document", thing=node)]
    stated = site.iris.graph("stated", slug)
    bases = [
        (
            row["basis"].value,
            site.words.label(str(row["basis"].value), language),
            row["count"].value,
        )
        for row in site.rows("bases", stated=stated)
    ]
    proposed = site.rows("proposals", proposals=site.iris.graph("proposals", slug))
    shown = [
        {**plain_row(row), "verdict": site.words.label(str(row["verdict"].value), language)}
        for row in proposed
    ]
    blocks = blocks_of(site, node, language)
    numbers = [(str(iri).rsplit("#", 1)[-1], label, int(count)) for iri, label, count in bases]
    return Document(file[0] if file else {}, blocks, numbers, shown)


def plain_row(row: Row) -> dict[str, str]:
    """Return the values of a row as text."""
    return {name: str(term.value) for name, term in row.items()}


def blocks_of(site: Site, node: NamedNode, language: str) -> list[Block | Table]:
    """Return paragraphs and tables in the order of the file."""
    made = made_of(site, node, language)
    blocks: list[Block | Table] = []
    for row in map(plain_row, site.rows("blocks", thing=node)):
        block = Block(
            row["text"], row.get("line", ""), row.get("present") != "false",
            made.get(row["block"], []),
        )  # fmt: skip
        if "table" not in row:
            blocks.append(block)
            continue
        last = blocks[-1] if blocks else None
        if not isinstance(last, Table) or last.number != row["table"]:
            last = Table(row["table"])
            blocks.append(last)
        if row["column"] == "1":
            last.rows.append([])
        last.rows[-1].append(block)
    return blocks


def made_of(site: Site, node: NamedNode, language: str) -> dict[str, list[tuple[str, str]]]:
    """Return block -> path and label of the things that rest on its words."""
    made: dict[str, dict[str, str]] = {}
    for row in map(plain_row, site.rows("made-of-blocks", thing=node)):
        page = row["subject"].partition("#")[0]
        path = site.iris.page_path(page)
        if path and page != node.value:
            made.setdefault(row["block"], {})[path] = site.words.label(page, language)
    return {block: sorted(things.items(), key=lambda p: p[1]) for block, things in made.items()}
