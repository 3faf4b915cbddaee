"""Invisible letters, and letters written as entities: read as the words that they make.

A soft hyphen says where a word may be parted; it parts none (Unicode, chapter 23.2). An entity
stands for its letter (HTML, section 13.5). The words as written stay in the mark-up of the block.
"""

from dataclasses import replace

from ...text import HIDDEN, plain_letters
from ..document import AnyBlock, Block, Document, Row

__all__ = ["with_plain_words"]


def with_plain_words(document: Document) -> Document:
    """Return a document whose blocks have no hidden letters and no entities."""
    if not any(HIDDEN.search(block.text) for block in document.blocks()):
        return document
    return replace(
        document,
        paragraphs=tuple(map(clean_block, document.paragraphs)),
        tables=tuple(
            replace(table, header=clean_row(table.header), rows=tuple(map(clean_row, table.rows)))
            for table in document.tables
        ),
    )


def clean_row(row: Row) -> Row:
    """Return a row with plain cells."""
    return replace(row, cells=tuple(map(clean_block, row.cells)))


def clean_block(block: AnyBlock) -> AnyBlock:
    """Return a block with plain words, and the way back from each to the file."""
    pieces, places, done = "", [(0, 0)], 0
    for match in HIDDEN.finditer(block.text):
        letter = plain_letters(match.group())
        pieces += block.text[done : match.start()]
        done = match.end()
        places += [(len(pieces), match.start()), (len(pieces) + len(letter), done)]
        pieces += letter
    if not done:
        return block
    pieces += block.text[done:]
    text = pieces.strip()
    lead = len(pieces) - len(pieces.lstrip())
    return replace(
        block,
        text=text,
        markup=block.markup or block.text,
        origin=shift_places(block, places, lead),
    )


def shift_places(
    block: Block, places: list[tuple[int, int]], lead: int
) -> tuple[tuple[int, int], ...]:
    """Return the way back from a new text, of which `places` say where it stood in the old one."""
    marks = {new for new, _ in places}
    steps = dict(places)
    for old, _ in block.origin:
        new, before = max((one for one in places if one[1] <= old), key=lambda one: one[1])
        marks.add(new + old - before)
        steps.setdefault(new + old - before, old)
    origin = {
        max(new - lead, 0): block.in_file(steps[new] + max(lead - new, 0)) for new in sorted(marks)
    }
    return tuple((new, file) for new, file in origin.items() if file is not None)
