"""Agreements on a line of time, with their state on a day."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

__all__ = ["Agreement", "Stretch", "Timeline", "day_in", "draw_timeline"]

#: Pixels of the line, of the labels before it, of a row; agreements that are drawn at most.
WIDE, LABEL, HIGH, MOST = 460, 240, 24, 60


class Agreement(NamedTuple):
    """An agreement: what it governs, the days that a source states, its state on the day.

    A day is None where none is stated.
    """

    label: str
    path: str
    begins: date | None
    ends: date | None
    state: str
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


def day_in(written: str) -> date | None:
    """Return the day that a date or time begins with, None where it begins with none."""
    try:
        return date.fromisoformat(written[:10])
    except ValueError:
        return None


def draw_timeline(agreements: Iterable[Agreement], day: date) -> Timeline | None:
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
                one.state, one.label, one.path)
        for row, (begins, ends, one) in enumerate(dated)
    ]  # fmt: skip
    step = max(1, (last - first) // 8)
    years = [(x(date(year, 1, 1)), year) for year in range(first, last + 1, step)]
    return Timeline(HIGH * len(dated) + 28, stretches, years, x(day))
