"""The embedded store: pyoxigraph on disk (RocksDB) or in memory, one writing process."""

import gc
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Self

import pyoxigraph as ox

from .. import media
from ..documents import check_document
from ..errors import SourceRefused, StoreUnreachable
from .base import OxigraphStore
from .change import NODES, ChangeSet, update_text
from .durable import Syncer
from .engine import RDF_FORMATS, in_graph
from .ledger import Ledger
from .lock import StoreLock
from .protocol import Capabilities, Task, Written
from .replica import copy_of
from .tasks import Update

__all__ = ["EmbeddedStore"]

Graph = ox.NamedNode | None

MEMORY = "memory:"
LOCK_PATIENCE_S = 5.0
#: The folder of the engine's files, of new ones, and of those whose place new ones took.
DATA, FRESH, OLD = "oxigraph", "oxigraph.new", "oxigraph.old"
#: Formats that nest; a dump of lines may be larger than memory and is read as it is.
CHECKED = (media.RDFXML, media.JSONLD, media.TURTLE, media.TRIG)


class EmbeddedStore(OxigraphStore):
    """A store that this process owns: ``FOLDER/oxigraph``, ``FOLDER/ledger.sqlite``, a lock."""

    def __init__(
        self, oxigraph: ox.Store, ledger: Ledger, base_iri: str, folder: Path | None
    ) -> None:
        """Own an opened store; `EmbeddedStore.open` makes one."""
        super().__init__(oxigraph, ledger, base_iri)
        self._folder = folder
        self._lock: StoreLock | None = None
        #: Asked of a copy of the data before a change; it raises where the change is held back.
        self.before: Callable[[ox.Store, ChangeSet], None] | None = None
        self._syncer = Syncer(folder / DATA, oxigraph.flush) if folder else None

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
        store._redo()
        return store

    def announce(self, url: str) -> None:
        """Write into the lock that a server answers for this store at `url`."""
        if self._lock is not None:
            self._lock.describe(url)

    def update(self, change: str | ChangeSet) -> str:
        """Apply a change in one transaction and sync it to disk; return the new version.

        It stands in the log before it is applied: what a crash interrupts is done at the next
        opening. Raises what `before` does, and changes nothing then.
        """
        if isinstance(change, str):
            return self.write(Update(change), why="update").version
        if self.before is not None:
            self.before(copy_of(self._oxigraph), change)
        version = self.ledger.prepare(change)
        try:
            self._apply(change)
        except BaseException:
            self.ledger.abandon(version)
            raise
        self.ledger.done(version, change.graphs)
        return version

    def write(
        self, task: Task, *, who: str = "", why: str = "", is_trial: bool = False,
        before: Callable[[], None] | None = None,
    ) -> Written:  # fmt: skip
        """Do a task, worked out on a copy in memory; see `Store.write`."""
        if before is not None:
            before()
        change, existed = task.change(self._oxigraph, self._base_iri, copy_of)
        change = replace(change, who=who, why=why)
        version = self.version() if is_trial else self.update(change)
        return Written(version, change, existed)

    def replace_graph(self, graph: ox.NamedNode, triples: Sequence[ox.Triple]) -> str:
        """Replace a named graph in one transaction."""
        old = set(self._oxigraph.quads_for_pattern(None, None, None, graph))
        new = set(in_graph(triples, graph))
        why = f"replace {graph.value}"
        return self.update(ChangeSet(list(new - old), list(old - new), why=why))

    def load(self, source: bytes | Path, form: media.Format, graph: Graph = None) -> int:
        """Bulk load a document or file of any size; a fault in it leaves nothing of it.

        Raises `SourceRefused` for faults and `DocumentRefused` for what no parser could bear.
        """
        if form in CHECKED:
            source = source.read_bytes() if isinstance(source, Path) else source
            check_document(source, form)
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
        self.ledger.record("", "load", added, 0)
        return added

    def compact(self) -> None:
        """Write the data into new files: the engine's own keep every text that was ever there."""
        if self._folder is None:
            return
        shutil.rmtree(self._folder / FRESH, ignore_errors=True)
        fresh = ox.Store(str(self._folder / FRESH))
        fresh.bulk_extend(self._oxigraph)
        for graph in self._oxigraph.named_graphs():
            fresh.add_graph(graph)
        fresh.flush()
        del fresh
        self._syncer, self._oxigraph = None, ox.Store()
        gc.collect()
        (self._folder / DATA).rename(self._folder / OLD)
        self._oxigraph = open_oxigraph(self._folder)
        self._syncer = Syncer(self._folder / DATA, self._oxigraph.flush)

    def checkpoint(self, folder: Path) -> Path:
        """Write a read-only copy (hard links, milliseconds) into `folder`; return its place."""
        folder.mkdir(exist_ok=True)
        place = folder / f"{self.version()}.{time.time_ns()}"
        self._oxigraph.backup(str(place))
        return place

    def capabilities(self) -> Capabilities:
        """Say that updates are whole and, on disk, durable."""
        return Capabilities(writes=True, atomic_updates=True, durable=self._folder is not None)

    def close(self) -> None:
        """Close and let the lock go."""
        self._syncer = None
        super().close()
        if self._lock is not None:
            self._lock.release()

    def _apply(self, change: ChangeSet) -> None:
        if change.removed or change.created or change.dropped:
            self._oxigraph.update(update_text(change), custom_functions=NODES)
        else:
            self._oxigraph.extend(change.added)
        if self._syncer is not None:
            self._syncer.sync()

    def _redo(self) -> None:
        for version, change in self.ledger.pending():
            self._apply(change)
            self.ledger.done(version, change.graphs)


def open_oxigraph(folder: Path) -> ox.Store:
    """Open RocksDB, with patience: after a kill its lock may live on for a moment.

    Where the data were written anew and the old files are gone, the new ones take their place.
    """
    if not (folder / DATA).exists() and (folder / FRESH).exists():
        (folder / FRESH).rename(folder / DATA)
    shutil.rmtree(folder / OLD, ignore_errors=True)
    deadline = time.monotonic() + LOCK_PATIENCE_S
    while True:
        try:
            return ox.Store(str(folder / DATA))
        except OSError as error:
            if time.monotonic() > deadline or "lock" not in str(error).lower():
                raise StoreUnreachable(str(error), where=str(folder)) from error
            time.sleep(0.05)
