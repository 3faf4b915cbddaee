"""Lists that only their lines make: cards, and lines that are names.

A card is a name, and below it lines of "label: value": its grid has the labels as titles, and a
first column without a title with the names. Lines that each begin with a name are items of a list.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ...text import fold
from ..document import Block, Cell, Grid, cut_cell
from ..rules import country_named, find_phrases

__all__ = ["find_cards", "find_name_lines"]

#: "Valid until: 31/12/2026": a label has letters and few words, and no sentence before its colon.
LABELLED = re.compile(
    r"^[ \t]*(?P<label>[^\W\d_][^:.!?\n]{1,40}?)[ \t]*[:：][ \t]+(?P<value>\S.*?)[ \t]*$",
    re.MULTILINE,
)
LONGEST_NAME = 150
#: Lines of names that make a list, where no country stands above them.
FEWEST_LINES = 3
#: So many cards make a list, and share so many labels.
FEWEST = 2


@dataclass
class Card:
    """The name above, if there is one, and label -> the cells of label and value."""

    name: Cell | None
    fields: dict[str, tuple[Cell, Cell]] = field(default_factory=dict)


def find_cards(paragraphs: Iterable[Block]) -> tuple[Grid, ...]:
    """Return the grid of the cards among some paragraphs: none, or one."""
    cards = [card for card in read_cards(paragraphs) if card.fields]
    labels = dict.fromkeys(label for card in cards for label in card.fields)
    shared = [label for label in labels if sum(label in card.fields for card in cards) >= FEWEST]
    cards = [card for card in cards if any(label in card.fields for label in shared)]
    if len(cards) < FEWEST or not shared:
        return ()
    titles = {
        label: next(c.fields[label][0] for c in cards if label in c.fields) for label in labels
    }
    return (Grid(tuple(lines_of(cards, titles)), is_cards=True),)


def lines_of(cards: Iterable[Card], titles: dict[str, Cell]) -> Iterator[tuple[Cell, ...]]:
    """Yield the line of titles and a line a card."""
    nothing = Cell("", "", 0, present=False)
    yield (nothing, *titles.values())
    for card in cards:
        values = (card.fields[label][1] if label in card.fields else nothing for label in titles)
        yield (card.name or nothing, *values)


def read_cards(paragraphs: Iterable[Block]) -> Iterator[Card]:
    """Yield the cards: a label that comes again, or another name, begins one."""
    card, name = Card(None), None
    for block in paragraphs:
        found = list(LABELLED.finditer(block.text))
        if not found:
            name = cut_cell(block, 0, len(block.text)) if len(block.text) <= LONGEST_NAME else None
            continue
        for match in found:
            label = fold(match["label"])
            if name is not None or label in card.fields:
                yield card
                card, name = Card(name), None
            card.fields[label] = (
                cut_cell(block, *match.span("label")), cut_cell(block, *match.span("value"))
            )  # fmt: skip
    yield card


def find_name_lines(paragraphs: Iterable[Block]) -> tuple[Grid, ...]:
    """Return the lists among paragraphs of which each begins with the name of an institution."""
    grids, run, heading = list[Grid](), list[Block](), None
    for block in [*paragraphs, None]:
        if block is not None and is_name_line(block):
            run.append(block)
            continue
        is_country = heading is not None and country_named(heading.text.strip(" :")) is not None
        if len(run) >= (1 if is_country else FEWEST_LINES):
            lines = tuple((cut_cell(one, 0, len(one.text)),) for one in run)
            grids.append(Grid(lines, heading, is_list=True))
        run, heading = [], block
    return tuple(grids)


def is_name_line(block: Block) -> bool:
    """Say whether a paragraph is one line that begins with a name, and no sentence goes on."""
    text = block.text
    if block.is_heading or len(text) > LONGEST_NAME or "\n" in text:
        return False
    first = next(find_phrases(text), (1, 0))
    rest = text[first[1] :].lstrip()
    return first[0] == 0 and (not rest or rest[0] in "(,;–—-")
