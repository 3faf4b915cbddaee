"""What is withheld of a document once its columns are known: persons in charge, contact data.

A column of persons is for editors: its words go to an internal graph, and are blanked everywhere
else. The bytes of a packed file cannot be blanked: such a document keeps its words as lines.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from ...store import Tombstones
from ...text import blank_spans
from ..document import AnyBlock, Cell, Document, Row, Table
from ..withheld import WithheldWords, find_withheld, withhold_words

__all__ = ["find_person_cells", "withhold_in_blocks", "withhold_spans"]


def find_person_cells(document: Document) -> list[Cell]:
    """Return the cells with words in columns of persons."""
    return [
        row.cells[index]
        for table in document.tables
        for index, field in enumerate(table.fields)
        if field == "person"
        for row in table.rows
        if row.cells[index].text
    ]


def withhold_spans(
    text: str, found: Sequence[WithheldWords], spans: Sequence[tuple[int, int]], erased: Tombstones
) -> list[WithheldWords]:
    """Return what is withheld of a text with some spans more; what stands within one is a part."""
    added = [withhold_words(text, span, erased) for span in spans]
    others = [
        one for one in found if not any(a.start <= one.start and one.end <= a.end for a in added)
    ]
    return sorted([*others, *added])


def withhold_in_blocks(document: Document, erased: Tombstones) -> Document:
    """Return a document without the words that are withheld, in its blocks."""
    persons = {cell.address for cell in find_person_cells(document)}
    found: list[WithheldWords] = []

    def clean(block: AnyBlock) -> AnyBlock:
        if block.address in persons:
            hits = [withhold_words(block.text, (0, len(block.text)), erased)]
        else:
            hits = find_withheld(block.text, erased)
        found.extend(one._replace(line=block.line) for one in hits)
        words = blank_spans(block.text, [(one.start, one.end) for one in hits])
        return replace(block, text=words) if hits else block

    tables = tuple(
        replace(
            table,
            header=clean_row(table.header, clean),
            rows=tuple(clean_row(row, clean) for row in table.rows),
        )
        for table in document.tables
    )
    paragraphs = tuple(map(clean, document.paragraphs))
    if not found:
        return document
    withheld = (*document.withheld, *found)
    cleaned = replace(document, tables=tables, paragraphs=paragraphs, withheld=withheld)
    return replace(cleaned, data=as_lines(cleaned), media_type="text/tab-separated-values")


def clean_row(row: Row, clean: Callable[[AnyBlock], AnyBlock]) -> Row:
    """Return a row with cleaned cells."""
    return replace(row, cells=tuple(map(clean, row.cells)))  # type: ignore[arg-type]


def as_lines(document: Document) -> bytes:
    """Return the words of a document: a line a paragraph, a line of cells a row."""
    lines = [block.text for block in document.paragraphs]
    for table in document.tables:
        lines += [
            "\t".join(" ".join(cell.text.split()) for cell in row.cells) for row in rows_of(table)
        ]
    return "\n".join(lines).encode()


def rows_of(table: Table) -> tuple[Row, ...]:
    """Return the header of a table and its rows."""
    return (table.header, *table.rows)
