"""Readers: the workers of a server answer from a snapshot that no one writes to.

A pyoxigraph store opened read-only beside its writer is undefined behaviour; a checkpoint made
by `Store.backup` is not touched again, opens in some 30 ms and is shared by all processes.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Self

import pyoxigraph as ox

from .. import media
from ..errors import NotOffered, StoreUnreachable
from ..sparql import check_query
from .base import OxigraphStore
from .ledger import Ledger
from .processes import QueryProcesses
from .protocol import Answer, Capabilities, ChangeSet, Dataset

__all__ = ["SnapshotReader", "generations"]


class SnapshotReader(OxigraphStore):
    """A store that only answers. Queries of callers run in processes that can be stopped."""

    def __init__(
        self, folder: Path, ledger: Ledger, base_iri: str, processes: QueryProcesses | None
    ) -> None:
        """Answer from the snapshot in `folder`."""
        super().__init__(ox.Store.read_only(str(folder)), ledger, base_iri)
        self._processes = processes

    @classmethod
    def open(cls, store: Path, base_iri: str, processes: int) -> Self:
        """Open the newest snapshot of the store in a folder; `processes` keep the deadlines.

        Raises `StoreUnreachable` where no server has made one.
        """
        found = sorted(generations(store).glob("*"), key=lambda path: int(path.name))
        if not found:
            remedy = "Start it with `hamkor serve`."
            raise StoreUnreachable("there is no snapshot to read", where=str(store), remedy=remedy)
        pool = QueryProcesses(found[-1], base_iri, processes) if processes else None
        return cls(found[-1], Ledger(store / "ledger.sqlite"), base_iri, pool)

    def query(
        self,
        text: str,
        *,
        dataset: Dataset | None = None,
        result: media.Format = media.JSON,
        deadline_s: float | None = None,
    ) -> Answer:
        """Answer a query; with a deadline, in a process that is stopped when it passes."""
        if deadline_s is None or self._processes is None:
            return super().query(text, dataset=dataset, result=result)
        check_query(text)
        version = self.version()
        body = self._processes.query(text, dataset or Dataset(), result, deadline_s)
        return Answer(body, result.media_type, version)

    def update(self, change: str | ChangeSet) -> str:
        """Refuse."""
        raise read_only()

    def replace_graph(self, graph: ox.NamedNode, triples: Sequence[ox.Triple]) -> str:
        """Refuse."""
        raise read_only()

    def load(
        self, source: bytes | Path, form: media.Format, graph: ox.NamedNode | None = None
    ) -> int:
        """Refuse."""
        raise read_only()

    def capabilities(self) -> Capabilities:
        """Say that nothing is written here."""
        return Capabilities(writes=False, atomic_updates=True, durable=True)

    def close(self) -> None:
        """Close, and end the query processes."""
        super().close()
        if self._processes is not None:
            self._processes.close()


def generations(store: Path) -> Path:
    """Return the folder in which a store's snapshots are, each named by its version."""
    return store / "generations"


def read_only() -> NotOffered:
    """Return the refusal of a write."""
    remedy = "Stop the server and use the command line where the store is."
    return NotOffered("this server does not write yet", remedy=remedy)
