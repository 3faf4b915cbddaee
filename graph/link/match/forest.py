"""Boosted trees as LightGBM writes them, evaluated with numpy alone.

LightGBM itself needs a system library (OpenMP) that a plain machine does not have; what is needed
to apply a model is a walk down its trees. Only what our models use is read: numerical splits.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from ...errors import SourceRefused

__all__ = ["Forest"]


class Forest:
    """A binary classifier: rows of numbers in, probabilities out."""

    def __init__(self, text: str) -> None:
        """Read a model in LightGBM's text form. Raises `SourceRefused` for another kind."""
        header, *trees = text.split("\nTree=")
        if "objective=binary sigmoid:1" not in header or not trees:
            raise SourceRefused("this is no model of two classes", where="LightGBM")
        found = [dict(parse_lines(tree)) for tree in trees]
        size = max(2 * int(tree["num_leaves"]) - 1 for tree in found)
        self.features = header.split("feature_names=")[1].split("\n")[0].split()
        shape = (len(found), size)
        feature, bound, value = np.zeros(shape, np.int32), np.full(shape, np.inf), np.zeros(shape)
        left, right, self._depth = np.zeros(shape, np.int32), np.zeros(shape, np.int32), 0
        for number, tree in enumerate(found):
            add_tree(
                tree, feature[number], bound[number], value[number], left[number], right[number]
            )
            self._depth = max(self._depth, depth(left[number], right[number], tree))
        self._starts = (np.arange(len(found)) * size)[None, :]
        self._left, self._right = ((side + self._starts.T).ravel() for side in (left, right))
        self._feature, self._bound, self._value = (x.ravel() for x in (feature, bound, value))

    @classmethod
    def read(cls, path: Path) -> "Forest":
        """Return the model of a file."""
        return cls(path.read_text(encoding="utf-8"))

    def probabilities(self, rows: np.ndarray) -> np.ndarray:
        """Return the probability of each row (n × features, no missing numbers)."""
        rows = np.asarray(rows, dtype=np.float64)
        if not len(rows):
            return np.zeros(0)
        here = np.repeat(self._starts, len(rows), axis=0)
        at = (np.arange(len(rows)) * rows.shape[1])[:, None]
        flat = rows.ravel()
        for _ in range(self._depth):
            goes_left = flat[self._feature[here] + at] <= self._bound[here]
            here = np.where(goes_left, self._left[here], self._right[here])
        found: np.ndarray = 1 / (1 + np.exp(-self._value[here].sum(axis=1)))
        return found


def add_tree(
    tree: Mapping[str, str], feature: np.ndarray, bound: np.ndarray, value: np.ndarray,
    left: np.ndarray, right: np.ndarray,
) -> None:  # fmt: skip
    """Put a tree into the arrays: its splits first, its leaves behind them, as loops."""
    leaves = int(tree["num_leaves"])
    splits = leaves - 1
    ends = np.arange(splits, splits + leaves)
    left[ends] = right[ends] = ends
    value[ends] = floats(tree["leaf_value"])
    if splits:
        feature[:splits] = integers(tree["split_feature"])
        bound[:splits] = floats(tree["threshold"])
        for side, name in ((left, "left_child"), (right, "right_child")):
            child = integers(tree[name])
            side[:splits] = np.where(child < 0, splits + ~child, child)


def parse_lines(tree: str) -> Iterator[tuple[str, str]]:
    """Yield the lines of a tree as name and value."""
    for line in tree.split("\n"):
        name, equals, value = line.partition("=")
        if equals:
            yield name, value


def floats(text: str) -> np.ndarray:
    """Return numbers that stand in a line."""
    return np.array(text.split(), dtype=np.float64)


def integers(text: str) -> np.ndarray:
    """Return whole numbers that stand in a line."""
    return np.array(text.split(), dtype=np.int32)


def depth(left: np.ndarray, right: np.ndarray, tree: Mapping[str, str]) -> int:
    """Return how many splits there are at most on the way to a leaf."""
    level, found, splits = {0}, 0, int(tree["num_leaves"]) - 1
    while level := {node for node in level if node < splits}:
        found += 1
        level = {int(side[node]) for node in level for side in (left, right)}
    return found
