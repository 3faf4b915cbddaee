"""A private copy of the data in memory: what queries and writes are tried on."""

from pathlib import Path

import pyoxigraph as ox

from .change import apply_to_replica
from .ledger import BASE, Ledger

__all__ = ["Replica", "copy_of"]


def copy_of(store: ox.Store) -> ox.Store:
    """Return a copy in memory, with the names of empty graphs."""
    copy = ox.Store()
    copy.bulk_extend(store)
    for graph in store.named_graphs():
        copy.add_graph(graph)
    return copy


class Replica:
    """A copy of one version, which follows the log of changes."""

    def __init__(self, checkpoint: Path, ledger: Ledger) -> None:
        """Copy a checkpoint of the store; its folder's name is its version."""
        self._ledger = ledger
        self.store = copy_of(ox.Store.read_only(str(checkpoint)))
        self.version = checkpoint.name.split(".")[0]

    def base(self) -> str | None:
        """Return with what the IRI of every thing begins; None before the first write."""
        return self._ledger.setting(BASE)

    def follow(self) -> None:
        """Apply what was written since."""
        for version, change in self._ledger.since(self.version):
            apply_to_replica(self.store, change)
            self.version = version
