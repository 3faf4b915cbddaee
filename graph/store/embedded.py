"""The embedded store: pyoxigraph on disk (RocksDB) or in memory, one writing process."""

import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Self

import pyoxigraph as ox

from .. import media
from ..errors import SourceRefused, StoreUnreachable
from ..sparql import check_update
from .base import OxigraphStore
from .durable import Syncer
from .engine import RDF_FORMATS, in_graph
from .ledger import Ledger
from .lock import StoreLock
from .protocol import Capabilities, ChangeSet

__all__ = ["EmbeddedStore"]

Graph = ox.NamedNode | None

MEMORY = "memory:"
LOCK_PATIENCE_S = 5.0
XML_DECLARES = (b"<!DOCTYPE", b"<!doctype", b"<!ENTITY")


class EmbeddedStore(OxigraphStore):
    """A store that this process owns: ``FOLDER/oxigraph``, ``FOLDER/ledger.sqlite``, a lock."""

    def __init__(
        self, oxigraph: ox.Store, ledger: Ledger, base_iri: str, folder: Path | None
    ) -> None:
        """Own an opened store; `EmbeddedStore.open` makes one."""
        super().__init__(oxigraph, ledger, base_iri)
        self._folder = folder
        self._lock: StoreLock | None = None
        self._syncer = Syncer(folder / "oxigraph", oxigraph.flush) if folder else None

    @classmethod
    def open(cls, where: str, base_iri: str) -> Self:
        """Open the store in a folder, made if it is missing, or a new one in ``memory:``.

        Raises `StoreLocked` while another process has it and `StoreUnreachable` where it cannot
        be opened.
        """
        if where == MEMORY:
            return cls(ox.Store(), Ledger(), base_iri, None)
        folder = Path(where)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            detail = f"the folder cannot be made ({error.strerror})"
            raise StoreUnreachable(detail, where=where) from error
        lock = StoreLock(folder / "hamkor.lock")
        store = cls(open_oxigraph(folder), Ledger(folder / "ledger.sqlite"), base_iri, folder)
        store._lock = lock
        return store

    def announce(self, url: str) -> None:
        """Write into the lock that a server answers for this store at `url`."""
        if self._lock is not None:
            self._lock.describe(url)

    def update(self, change: str | ChangeSet) -> str:
        """Apply a change in one transaction and sync it to disk; return the new version."""
        if isinstance(change, str):
            check_update(change)
            self._run(change)
            return self._recorded("", "update", 0, 0)
        if change.removed:
            self._run(update_text(change))
        else:
            self._oxigraph.extend(change.added)
        return self._recorded(change.who, change.why, len(change.added), len(change.removed))

    def replace_graph(self, graph: ox.NamedNode, triples: Sequence[ox.Triple]) -> str:
        """Replace a named graph in one transaction."""
        old = set(self._oxigraph.quads_for_pattern(None, None, None, graph))
        new = set(in_graph(triples, graph))
        why = f"replace {graph.value}"
        return self.update(ChangeSet(list(new - old), list(old - new), why=why))

    def load(self, source: bytes | Path, form: media.Format, graph: Graph = None) -> int:
        """Bulk load a document or file of any size; a fault in it leaves nothing of it.

        Raises `SourceRefused` for faults, and for XML that declares anything: its entities
        could expand without bound.
        """
        if form == media.RDFXML:
            source = source.read_bytes() if isinstance(source, Path) else source
            if any(mark in source for mark in XML_DECLARES):
                raise SourceRefused("the XML declares a document type or entities")
        before = len(self._oxigraph)
        where = {"path": str(source)} if isinstance(source, Path) else {"input": source}
        try:
            self._oxigraph.bulk_load(
                format=RDF_FORMATS[form.name], base_iri=self._base_iri, to_graph=graph, **where
            )
        except (SyntaxError, ValueError) as error:
            raise SourceRefused(str(error), remedy="Nothing of the file was loaded.") from error
        added = len(self._oxigraph) - before
        self._oxigraph.flush()
        self._recorded("", "load", added, 0)
        return added

    def snapshot(self, folder: Path) -> None:
        """Write a read-only copy (hard links, milliseconds) that readers can open safely."""
        self._oxigraph.backup(str(folder))

    def capabilities(self) -> Capabilities:
        """Say that updates are whole and, on disk, durable."""
        return Capabilities(writes=True, atomic_updates=True, durable=self._folder is not None)

    def close(self) -> None:
        """Close and let the lock go."""
        self._syncer = None
        super().close()
        if self._lock is not None:
            self._lock.release()

    def _run(self, text: str) -> None:
        try:
            self._oxigraph.update(text, base_iri=self._base_iri)
        except SyntaxError as error:
            raise SourceRefused(str(error), where="update") from error

    def _recorded(self, who: str, why: str, added: int, removed: int) -> str:
        if self._syncer is not None:
            self._syncer.sync()
        return self.ledger.record(who, why, added, removed)


def open_oxigraph(folder: Path) -> ox.Store:
    """Open RocksDB, with patience: after a kill its lock may live on for a moment."""
    deadline = time.monotonic() + LOCK_PATIENCE_S
    while True:
        try:
            return ox.Store(str(folder / "oxigraph"))
        except OSError as error:
            if time.monotonic() > deadline or "lock" not in str(error).lower():
                raise StoreUnreachable(str(error), where=str(folder)) from error
            time.sleep(0.05)


def update_text(change: ChangeSet) -> str:
    """Return one update request, which the engine applies as one transaction."""
    parts = []
    for verb, quads in (("DELETE", change.removed), ("INSERT", change.added)):
        if quads:
            parts.append(f"{verb} DATA {{\n{''.join(lines(quads))}}}")
    return " ;\n".join(parts)


def lines(quads: Sequence[ox.Quad]) -> Iterator[str]:
    """Yield quads as the patterns of an update."""
    for quad in quads:
        triple = f"{quad.subject} {quad.predicate} {quad.object} ."
        is_named = isinstance(quad.graph_name, ox.NamedNode)
        yield f"GRAPH {quad.graph_name} {{ {triple} }}\n" if is_named else f"{triple}\n"
