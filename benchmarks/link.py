"""Train and measure the matcher (graph/link) on labelled texts.

    python benchmarks/link.py bench INDEX DEV     cross-validation on DEV, the table of figures
    python benchmarks/link.py train INDEX DEV     the same, then data/matcher is written anew

INDEX is the folder of an authority's index, DEV one of `{"text": ..., "ror": [ids]}` lines. Texts
fall into five parts by a hash; each part is answered by models that have not seen it. Recall is
correct texts / texts with an id. The same data and LightGBM give the same files, bit for bit.
"""

import hashlib
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import lightgbm
import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from graph.console import show_progress
from graph.link.authority.index import Index
from graph.link.match.features import NAMES, ComparedCandidate, compare_candidates
from graph.link.match.matcher import best_row
from graph.link.match.question import Question
from graph.resources import data_dir

MEASURED = ("ror_names", "ror_logs", "s2aff_gold", "ror_crossref", "ror_springer")
#: Labels of these were made by machines: they teach, with half the weight, and are not measured.
NOISY = ("crossref_publisher", "springer_nature")
PARTS, SURE_PRECISION, DOUBT_RECALL = 5, 0.98, 0.993
COMMON = {
    "objective": "binary", "min_data_in_leaf": 30, "bagging_fraction": 0.8, "bagging_freq": 1,
    "lambda_l2": 5, "verbose": -1, "num_threads": 1, "seed": 7, "deterministic": True,
    "force_col_wise": True,
}  # fmt: skip
EACH = {**COMMON, "learning_rate": 0.05, "num_leaves": 24, "feature_fraction": 0.5}
BEST = {**COMMON, "learning_rate": 0.03, "num_leaves": 8, "feature_fraction": 0.4}
EACH_ROUNDS, BEST_ROUNDS = 350, 200


@dataclass
class Example:
    """A labelled text with its candidates."""

    dataset: str
    text: str
    gold: frozenset[str]
    ids: list[str]
    found: list[ComparedCandidate]
    rows: np.ndarray
    ms: float
    each: np.ndarray = field(default_factory=lambda: np.zeros(0))
    probability: float = 0.0

    @property
    def is_right(self) -> bool:
        """Say whether the best candidate is right."""
        return bool(len(self.each)) and self.ids[int(np.argmax(self.each))] in self.gold

    def part(self) -> int:
        """Return the part of cross-validation."""
        return int(hashlib.sha256(self.text.strip().lower().encode()).hexdigest(), 16) % PARTS


def successors(index: Index) -> Callable[[str], str]:
    """Return what gives, for a withdrawn organisation, the one that took its place."""

    def follow(one: str) -> str:
        for _ in range(5):
            record = index.record(one)
            if record is None or record.status != "withdrawn":
                return one
            after = record.related("successor")
            one = after[0] if len(after) == 1 else one
        return one

    return follow


def examples(index: Index, folder: Path) -> Iterator[Example]:
    """Yield all labelled texts with their candidates."""
    follow = successors(index)
    for dataset in (*MEASURED, *NOISY):
        lines = (folder / f"{dataset}.jsonl").read_text(encoding="utf-8").splitlines()
        with show_progress(dataset) as tell:
            for number, line in enumerate(lines):
                record = json.loads(line)
                begun = time.process_time()
                found = compare_candidates(index, Question(record["text"]))
                ms = (time.process_time() - begun) * 1000
                rows = np.array([one.row for one in found], np.float32).reshape(-1, len(NAMES))
                ids = [follow(one.organization.id) for one in found]
                gold = frozenset(map(follow, record["ror"]))
                yield Example(dataset, record["text"], gold, ids, found, rows, ms)
                if tell:
                    tell("comparing", number + 1, len(lines))


def train_each(chosen: Sequence[Example]) -> lightgbm.Booster:
    """Return the model of single candidates."""
    rows = np.concatenate([one.rows for one in chosen])
    labels = np.array([id_ in one.gold for one in chosen for id_ in one.ids], int)
    weights = np.array([0.5 if one.dataset in NOISY else 1.0 for one in chosen for _ in one.ids])
    data = lightgbm.Dataset(rows, labels, weight=weights, feature_name=list(NAMES))
    return lightgbm.train(EACH, data, EACH_ROUNDS)


def train_best(chosen: Sequence[Example]) -> lightgbm.Booster:
    """Return the model of whether the best candidate is right."""
    answered = [one for one in chosen if len(one.each)]
    rows = np.array([best_row(one.ids, one.each, one.found)[1] for one in answered])
    labels = np.array([one.is_right for one in answered], int)
    return lightgbm.train(BEST, lightgbm.Dataset(rows, labels), BEST_ROUNDS)


def predict(model: lightgbm.Booster, chosen: Sequence[Example]) -> None:
    """Give each candidate of each example its probability."""
    filled = [one for one in chosen if len(one.rows)]
    all_ = model.predict(np.concatenate([one.rows for one in filled]))
    ends = np.cumsum([len(one.rows) for one in filled])
    for one, end in zip(filled, ends, strict=True):
        one.each = all_[end - len(one.rows) : end]


def cross_validate(all_: Sequence[Example]) -> None:
    """Give every example probabilities by models that have not seen its part."""
    for part in range(PARTS):
        predict(train_each([one for one in all_ if one.part() != part]),
                [one for one in all_ if one.part() == part])  # fmt: skip
    clean = [one for one in all_ if one.dataset in MEASURED and len(one.each)]
    for part in range(PARTS):
        model = train_best([one for one in clean if one.part() != part])
        mine = [one for one in clean if one.part() == part]
        rows = np.array([best_row(one.ids, one.each, one.found)[1] for one in mine])
        for one, probability in zip(mine, model.predict(rows), strict=True):
            one.probability = float(probability)


def figures(chosen: Sequence[Example], bound: float) -> tuple[float, float, float]:
    """Return precision, recall and F1 of one answer at a bound."""
    answered = [one for one in chosen if one.probability >= bound]
    right = sum(one.is_right for one in answered)
    precision = right / max(len(answered), 1)
    recall = right / max(sum(bool(one.gold) for one in chosen), 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def bounds_of(chosen: Sequence[Example]) -> dict[str, float]:
    """Return the bounds of an answer (best F1), of being sure, and of doubt."""
    steps = [number / 200 for number in range(1, 200)]
    answer = max(steps, key=lambda bound: figures(chosen, bound)[2])
    sure = next((s for s in steps if figures(chosen, s)[0] >= SURE_PRECISION), steps[-1])
    right = sorted(one.probability for one in chosen if one.is_right)
    doubt = right[int(len(right) * (1 - DOUBT_RECALL))]
    return {"answer": answer, "sure": sure, "doubt": round(min(doubt, answer), 3)}


def table(measured: Sequence[Example], bounds: dict[str, float]) -> str:
    """Return the figures of each set and of all."""
    lines = [
        "| set | n | top-1 | P / R / F1 | sure: P / R | ms, median / p99 |",
        "|" + " --- |" * 6,
    ]
    for dataset in (*MEASURED, "all five"):
        chosen = [one for one in measured if dataset in (one.dataset, "all five")]
        top = sum(one.is_right for one in chosen) / sum(bool(one.gold) for one in chosen)
        answer = "/".join(f"{n:.3f}" for n in figures(chosen, bounds["answer"]))
        sure = "/".join(f"{n:.3f}" for n in figures(chosen, bounds["sure"])[:2])
        times = [one.ms for one in chosen]
        ms = f"{statistics.median(times):.1f}/{statistics.quantiles(times, n=100)[98]:.1f}"
        lines.append(f"| {dataset} | {len(chosen)} | {top:.3f} | {answer} | {sure} | {ms} |")
    return "\n".join(lines)


def main(verb: str, index: str, dev: str) -> None:
    """Measure; for `train` write the models too."""
    opened = Index(Path(index))
    all_ = list(examples(opened, Path(dev)))
    cross_validate(all_)
    measured = [one for one in all_ if one.dataset in MEASURED]
    bounds = bounds_of(measured)
    print(table(measured, bounds))
    print(f"bounds: {bounds}")
    if verb == "train":
        folder = data_dir() / "matcher"
        folder.mkdir(exist_ok=True)
        train_best(measured).save_model(folder / "best.txt")
        train_each(all_).save_model(folder / "each.txt")
        (folder / "bounds.json").write_text(json.dumps(bounds, indent=2) + "\n")


if __name__ == "__main__":
    if len(sys.argv) != 4 or sys.argv[1] not in ("bench", "train"):
        sys.exit(__doc__)
    main(*sys.argv[1:])
