"""Facets: what a list may be narrowed by, with counts. The address is the whole state.

Values of one facet widen each other, facets narrow each other; the count beside a value says how
many things it would show together with what is chosen of the other facets.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

__all__ = ["Choice", "Entry", "Wanted", "choices", "matching"]

#: Facet -> the values that are wanted; a facet that is not here does not narrow.
Wanted = Mapping[str, Collection[str]]


class Entry(NamedTuple):
    """A thing of a list: its IRI, its label, facet -> its values."""

    iri: str
    label: str
    values: Mapping[str, Sequence[str]]


class Choice(NamedTuple):
    """A value of a facet, how many things it would show, and whether it is chosen."""

    value: str
    things: int
    chosen: bool


def matching(entries: Iterable[Entry], wanted: Wanted) -> list[Entry]:
    """Return the things that have a wanted value of every facet."""
    return [
        entry for entry in entries
        if all(set(entry.values.get(facet, ())) & set(of) for facet, of in wanted.items())
    ]  # fmt: skip


def choices(entries: Collection[Entry], facet: str, wanted: Wanted) -> list[Choice]:
    """Return the values of a facet, the most frequent first; a chosen one stays at nought."""
    others = {name: values for name, values in wanted.items() if name != facet}
    counts = Counter(
        value for entry in matching(entries, others) for value in entry.values.get(facet, ())
    )
    known = {value for entry in entries for value in entry.values.get(facet, ())}
    chosen = set(wanted.get(facet, ()))
    ordered = sorted(known, key=lambda value: (-counts[value], value))
    return [
        Choice(value, counts[value], value in chosen)
        for value in ordered
        if counts[value] or value in chosen
    ]
