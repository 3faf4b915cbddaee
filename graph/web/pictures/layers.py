"""Things in columns with lines between neighbours: which partner has which form, who is two steps
away. A drawing that needs no script, and whose every label can be read.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from ...text import shorten

__all__ = ["MOST", "Column", "Layers", "Node", "draw_layers"]

#: Pixels of a column, of a line of text; characters of a label; things of a column at most.
WIDE, HIGH, LETTERS, MOST = 310, 24, 32, 40

Edge = tuple[str, str]
#: Key -> label and path of what stands in a column.
Column = Mapping[str, tuple[str, str]]


class Node(NamedTuple):
    """A thing of the drawing: where it stands, its label, the path of its page."""

    x: int
    y: int
    label: str
    path: str
    whole: str


class Layers(NamedTuple):
    """The drawing: its size, its things, its lines, and how many things were left out."""

    width: int
    height: int
    nodes: Sequence[Node]
    lines: Sequence[str]
    left: int


def draw_layers(columns: Sequence[Column], edges: Collection[Edge]) -> Layers:
    """Draw columns of key -> (label, path), with edges between keys of neighbouring columns.

    A column after the first is ordered by the middle of what it is joined with (Sugiyama's
    barycentres), which keeps lines from crossing much; of a long column the most joined are kept.
    """
    kept = [select_most_linked(column, edges) for column in columns]
    order: list[list[str]] = [[*kept[0]]]
    for column in kept[1:]:
        order.append(order_keys(column, order[-1], edges))
    height = HIGH * max(map(len, order))
    at = {
        key: (WIDE * place, round(height * (row + 0.5) / len(keys)))
        for place, keys in enumerate(order)
        for row, key in enumerate(keys)
    }
    nodes = {
        key: Node(*at[key], shorten(column[key][0], LETTERS), column[key][1], column[key][0])
        for keys, column in zip(order, columns, strict=True)
        for key in keys
    }
    lines = [curve(nodes[a], nodes[b]) for a, b in edges if a in nodes and b in nodes]
    left = sum(map(len, columns)) - sum(map(len, kept))
    return Layers(WIDE * len(columns), height, [*nodes.values()], lines, left)


def select_most_linked(column: Column, edges: Collection[Edge]) -> list[str]:
    """Return the keys of a column that are joined most, in their order."""
    joined = Counter(key for edge in edges for key in edge)
    best = set(sorted(column, key=lambda key: -joined[key])[:MOST])
    return [key for key in column if key in best]


def order_keys(column: Sequence[str], before: Sequence[str], edges: Collection[Edge]) -> list[str]:
    """Return the keys of a column by the middle of their neighbours in the column before."""
    row = {key: place for place, key in enumerate(before)}
    rows: dict[str, list[int]] = {}
    for a, b in edges:
        if a in row:
            rows.setdefault(b, []).append(row[a])
    return sorted(column, key=lambda key: sum(rows.get(key, ())) / len(rows.get(key, [0])))


def curve(start: Node, end: Node) -> str:
    """Return the path of a line from behind a label to the thing that it is joined with."""
    x = start.x + 14 + len(start.label) * 7
    middle = (x + end.x) // 2
    return f"M{x} {start.y}C{middle} {start.y} {middle} {end.y} {end.x} {end.y}"
