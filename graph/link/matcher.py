"""The matcher: a text about an institution in, a verdict with its reasons out.

Two models answer two questions: how probable is each candidate beside the others, and how
probable is it that the best one is right at all. Only the second is shown as a probability.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np

from ..resources import data_dir
from .asked import Asked
from .explain import explain
from .features import Compared, compared
from .forest import Forest
from .index import Index

__all__ = ["Match", "Matcher", "Scored", "Verdict", "best_row"]

Verdict = Literal["match", "ask", "none"]
#: Candidates that are told beside the best.
TOLD = 8
#: A candidate below this beside the best one is not told.
LEAST = 0.005


class Scored(NamedTuple):
    """A candidate with the probability that it is the one, and the reasons in words."""

    id: str
    name: str
    probability: float
    features: Sequence[str]


class Match(NamedTuple):
    """What the matcher says of a text."""

    verdict: Verdict
    id: str | None
    probability: float
    candidates: Sequence[Scored]


class Matcher:
    """Matches texts against one index."""

    def __init__(self, index: Index, folder: Path | None = None) -> None:
        """Take an index and the models of a folder (the shipped ones)."""
        folder = folder or data_dir() / "matcher"
        self.index = index
        self._each, self._best = Forest.read(folder / "each.txt"), Forest.read(folder / "best.txt")
        bounds = json.loads((folder / "bounds.json").read_text())
        self.answer, self.sure, self.doubt = bounds["answer"], bounds["sure"], bounds["doubt"]

    def match(self, asked: Asked) -> Match:
        """Return the verdict for a text: `match` and `ask` have candidates, `none` may have."""
        found = compared(self.index, asked)
        each = self._each.probabilities(np.array([one.row for one in found]))
        if not len(each):
            return Match("none", None, 0.0, ())
        best, row = best_row([one.organization.id for one in found], each, found)
        probability = float(self._best.probabilities(np.array([row]))[0])
        order = [int(n) for n in np.argsort(-each, kind="stable") if each[n] >= LEAST or n == best]
        scored = [self._scored(found[n], float(each[n]), each[best], probability, asked, found)
                  for n in order[:TOLD]]  # fmt: skip
        winner = found[best].organization.id if probability >= self.answer else None
        return Match(self._verdict(probability, found, best, asked), winner, probability, scored)

    def _scored(
        self, one: Compared, each: float, best: float, probability: float, asked: Asked,
        found: Sequence[Compared],
    ) -> Scored:  # fmt: skip
        """Return a candidate; those after the best share what it leaves."""
        share = probability * each / best
        told = explain(asked, one, found)
        return Scored(one.organization.id, one.organization.name, round(float(share), 4), told)

    def _verdict(
        self, probability: float, found: Sequence[Compared], best: int, asked: Asked
    ) -> Verdict:
        """Say what to do with the best candidate; one with an equal rival is never sure."""
        if probability < self.doubt:
            return "none"
        is_sure = probability >= self.sure and not rivals(found, best)
        return "match" if is_sure else "ask"


def best_row(
    ids: Sequence[str], each: np.ndarray, found: Sequence[Compared]
) -> tuple[int, list[float]]:
    """Return the number of the best candidate and the row from which its truth is judged."""
    order = np.argsort(-each, kind="stable")
    best = int(order[0])
    second = next((float(each[n]) for n in order[1:] if ids[n] != ids[best]), 0.0)
    top = float(each[best])
    row = [top, second, top - second, float(each.sum()), float((each > 0.1).sum())]
    return best, [*row, *found[best].row]


def rivals(found: Sequence[Compared], best: int) -> list[Compared]:
    """Return the candidates that have the same words for a name and fit the place as well."""
    one = found[best]
    return [
        other
        for other in found
        if other.organization.id != one.organization.id
        and sorted(other.best.name) == sorted(one.best.name)
        and other.country >= one.country
        and other.city >= one.city
    ]
