"""A name laid on a text: which of its words are there, where, and what stands between them."""

from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

from ..authority import Words
from .question import Question

__all__ = ["Alignment", "align"]

#: How many places of a name's rarest word are tried as the middle of its window.
MOST_ANCHORS = 4
#: The share of a name above which it counts as found.
WHOLE = 0.95


class Alignment(NamedTuple):
    """How a name lies on a text. Shares are of weight (inverse document frequency), 0 to 1."""

    name: Words
    cover: float  #: of the name, found in the text
    compact: float  #: of the window, that the name explains
    part: float  #: of the parts that the window touches, that the name explains
    order: float  #: of neighbours, that follow one another
    weight: float  #: found, absolute
    total: float  #: of the whole name, absolute
    start: int
    end: int
    exact: float  #: share of the name's words that are there letter by letter

    @property
    def is_whole(self) -> bool:
        """Say whether the text has the name, but for a slip of spelling."""
        return self.cover > WHOLE

    @property
    def score(self) -> float:
        """One number to choose the best name of an organisation by."""
        return self.cover * (0.4 + 0.3 * self.compact + 0.2 * self.part + 0.1 * self.order)


NOTHING = Alignment((), 0, 0, 0, 0, 0, 0, 0, 0, 0)


def align(asked: Question, name: Words, weight: Callable[[str], float], least: float) -> Alignment:
    """Lay a name on a text; `NOTHING` where less than `least` of it is there."""
    total = found = 0.0
    matched, exact = list[tuple[float, list[int]]](), 0
    for word in name:
        worth = weight(word)
        total += worth
        other, like = asked.near(word)
        if like:
            found += worth * like
            exact += like == 1.0
            matched.append((worth, asked.where[other]))
    if not matched or found < least * total:
        return NOTHING
    places = window(matched)
    start, end = min(places), max(places)
    weights = [weight(word) for word in asked.words[start : end + 1]]
    touched = range(asked.part_of[start], asked.part_of[end] + 1)
    around = sum(weight(word) for number in touched for word in asked.parts[number])
    steps = sum(b > a for a, b in pairwise(places))
    return Alignment(
        name, found / total, min(1.0, found / sum(weights)), min(1.0, found / around),
        steps / (len(places) - 1) if len(places) > 1 else 1.0, found, total, start, end,
        exact / len(name),
    )  # fmt: skip


def window(matched: list[tuple[float, list[int]]]) -> list[int]:
    """Return one place for each matched word such that they lie close together."""
    if all(len(places) == 1 for _, places in matched):
        return [places[0] for _, places in matched]
    anchors = max(matched, key=lambda one: (-len(one[1]), one[0]))[1][:MOST_ANCHORS]
    tried = [
        [min(places, key=lambda place: abs(place - anchor)) for _, places in matched]
        for anchor in anchors
    ]
    return min(tried, key=lambda places: max(places) - min(places))
