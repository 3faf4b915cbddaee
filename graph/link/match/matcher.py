"""The matcher: a text about an institution in, a verdict with its reasons out.

Two models answer two questions: how probable is each candidate beside the others, and how
probable is it that the best one is right at all. Only the second is shown as a probability.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np

from ...resources import data_dir
from ..authority import Index
from .explain import explain, namesakes, signals
from .features import ComparedCandidate, compare_candidates
from .forest import Forest
from .question import Question

__all__ = ["Match", "Matcher", "ScoredCandidate", "Verdict", "best_row"]

Verdict = Literal["match", "ask", "none"]
#: Candidates that are listed at most.
TOLD = 8
#: A candidate below this probability is not listed, unless it is the best.
LEAST = 0.005


class ScoredCandidate(NamedTuple):
    """A candidate, the reasons in words, and the same as numbers.

    `probability`: for the best candidate, that it is the one; for the others that of the best,
    scaled by what the model of single candidates says of both. They need not add up to one, since
    a text may name several organisations.
    """

    id: str
    name: str
    probability: float
    features: Sequence[str]
    signals: Mapping[str, float | bool]


class Match(NamedTuple):
    """What the matcher says of a text."""

    verdict: Verdict
    id: str | None
    probability: float
    candidates: Sequence[ScoredCandidate]


class Matcher:
    """Matches texts against one index."""

    def __init__(self, index: Index, folder: Path | None = None) -> None:
        """Take an index and the models of a folder (the shipped ones)."""
        folder = folder or data_dir() / "matcher"
        self.index = index
        self._each, self._best = Forest.read(folder / "each.txt"), Forest.read(folder / "best.txt")
        bounds = json.loads((folder / "bounds.json").read_text())
        self.answer, self.sure, self.doubt = bounds["answer"], bounds["sure"], bounds["doubt"]

    def match(self, asked: Question) -> Match:
        """Return the verdict for a text: `match` and `ask` have candidates, `none` may have."""
        found = compare_candidates(self.index, asked)
        each = self._each.probabilities(np.array([one.row for one in found]))
        if not len(each):
            return Match("none", None, 0.0, ())
        each = by_domain(each, found)
        best, row = best_row([one.organization.id for one in found], each, found)
        probability = float(self._best.probabilities(np.array([row]))[0])
        order = [int(n) for n in np.argsort(-each, kind="stable") if each[n] >= LEAST or n == best]
        share = each * (probability / each[best])
        scored = [
            ScoredCandidate(
                found[n].organization.id, found[n].organization.name, round(float(share[n]), 4),
                explain(asked, found[n], found), signals(found[n]),
            )
            for n in order[:TOLD]
        ]  # fmt: skip
        winner = found[best].organization.id if probability >= self.answer else None
        return Match(self._verdict(probability, found, found[best]), winner, probability, scored)

    def _verdict(
        self, probability: float, found: Sequence[ComparedCandidate], best: ComparedCandidate
    ) -> Verdict:
        """Say what to do with the best candidate; one with an equal rival is never sure."""
        if probability < self.doubt and not best.is_domain:
            return "none"
        rivals = [
            other
            for other in namesakes(best, found)
            if other.country >= best.country and other.city >= best.city
        ]
        return "match" if probability >= self.sure and not rivals else "ask"


def by_domain(each: np.ndarray, found: Sequence[ComparedCandidate]) -> np.ndarray:
    """Put the candidates of the web domain that was asked before the others.

    The models have learned of names alone: how probable the best one is, they still say.
    """
    own = np.array([one.is_domain for one in found])
    return np.where(own, each, each * min(1.0, each[own].max() / 2)) if own.any() else each


def best_row(
    ids: Sequence[str], each: np.ndarray, found: Sequence[ComparedCandidate]
) -> tuple[int, list[float]]:
    """Return the number of the best candidate and the row from which its truth is judged."""
    order = np.argsort(-each, kind="stable")
    best = int(order[0])
    second = next((float(each[n]) for n in order[1:] if ids[n] != ids[best]), 0.0)
    top = float(each[best])
    row = [top, second, top - second, float(each.sum()), float((each > 0.1).sum())]
    return best, [*row, *found[best].row]
