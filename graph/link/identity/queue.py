"""The queue of a reviewer: things without a decision, in a chosen order."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from ...store import Store, select
from ...vocab import HK, ORG
from .assertions import Assertion, Status
from .decisions import Register
from .suggest import SCHEME, SURE

__all__ = ["ORDERS", "Item", "count_cooperations", "list_open", "select_sure"]

WORTH = (
    f"SELECT ?thing (COUNT(DISTINCT ?c) AS ?n) {{ ?thing a {ORG.Organization} "
    f"OPTIONAL {{ ?c {HK.party} ?thing }} }} GROUP BY ?thing"
)


class Item(NamedTuple):
    """A thing to decide: its best candidate, how many there are, and its cooperations."""

    thing: str
    name: str
    best: Assertion | None
    candidates: int
    worth: int

    @property
    def doubt(self) -> float:
        """How far the matcher is from knowing: 1 at an even chance, 0 where it is sure."""
        score = self.best.score if self.best is not None else None
        return 0.0 if score is None else 1 - abs(2 * score - 1)


#: How a queue may be ordered; ties by name.
ORDERS: Mapping[str, Callable[[Item], float]] = {
    "doubt": lambda item: -item.doubt, "value": lambda item: -item.worth,
    "score": lambda item: -((item.best.score if item.best else None) or 0),
}  # fmt: skip


def count_cooperations(store: Store) -> dict[str, int]:
    """Return how many cooperations each organisation has."""
    return {row["thing"].value: int(row["n"].value) for row in select(store, WORTH)}


def list_open(register: Register, worths: Mapping[str, int], order: str = "doubt") -> list[Item]:
    """Return the organisations that are open, those with candidates first."""
    items = [
        item_of(register, thing, count)
        for thing, count in worths.items()
        if thing in register.names and register.is_open(thing, SCHEME)
    ]
    return sorted(items, key=lambda item: (item.best is None, ORDERS[order](item), item.name))


def item_of(register: Register, thing: str, count: int) -> Item:
    """Return the item of one thing."""
    found = [one for one in register.of(thing) if one.status is Status.CANDIDATE]
    return Item(thing, register.names[thing], found[0] if found else None, len(found), count)


def select_sure(items: list[Item]) -> list[Item]:
    """Return the items of which the matcher is sure: what may be accepted together."""
    return [item for item in items if item.best is not None and item.best.method == SURE]
