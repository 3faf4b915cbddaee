"""Agreements on a line of time: in force, ended or not begun on a day, or nobody can say."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

__all__ = ["STATES", "Agreement", "Stretch", "Timeline", "drawn", "state_on"]

#: Pixels of the line, of the labels before it, of a row; agreements that are drawn at most.
WIDE, LABEL, HIGH, MOST = 460, 240, 24, 60
STATES = ("in-force", "not-begun", "ended", "cannot-say")


class Agreement(NamedTuple):
    """An agreement: what it governs and the days that a source states, None where it does not."""

    label: str
    path: str
    begins: date | None
    ends: date | None
    words: str


class Stretch(NamedTuple):
    """A bar: where it begins, how wide and in which row it is, its state, its label."""

    x: float
    width: float
    y: int
    state: str
    label: str
    path: str


class Timeline(NamedTuple):
    """The drawing: bars, years (x, year), and where the day stands."""

    height: int
    stretches: Sequence[Stretch]
    years: Sequence[tuple[float, int]]
    day: float


def state_on(one: Agreement, day: date) -> str:
    """Say how it is on a day. What a source does not state stays open: it is never guessed."""
    if one.begins and day < one.begins:
        return "not-begun"
    if one.ends and one.ends < day:
        return "ended"
    return "in-force" if one.begins and one.ends else "cannot-say"


def drawn(agreements: Iterable[Agreement], day: date) -> Timeline | None:
    """Draw the agreements of which both days are stated; None where there is none of these."""
    dated = sorted((one.begins, one.ends, one) for one in agreements if one.begins and one.ends)[
        :MOST
    ]
    if not dated:
        return None
    first = min(day, min(begins for begins, _, _ in dated)).year
    last = min(max(day, max(ends for _, ends, _ in dated)).year + 1, date.max.year)
    start, whole = date(first, 1, 1), (date(last, 12, 31) - date(first, 1, 1)).days

    def x(when: date) -> float:
        return round(LABEL + WIDE * (when - start).days / whole, 1)

    stretches = [
        Stretch(x(begins), max(2.0, round(x(ends) - x(begins), 1)), HIGH * row,
                state_on(one, day), one.label, one.path)
        for row, (begins, ends, one) in enumerate(dated)
    ]  # fmt: skip
    step = max(1, (last - first) // 8)
    years = [(x(date(year, 1, 1)), year) for year in range(first, last + 1, step)]
    return Timeline(HIGH * len(dated) + 28, stretches, years, x(day))
