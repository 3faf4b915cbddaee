"""The embedded store: pyoxigraph on disk (RocksDB) or in memory, one writing process."""

import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Self

import pyoxigraph as ox

from ... import media
from ...errors import DiskFull, HamkorError, SourceRefused, StoreUnreachable
from ..change import NODES, ChangeSet, update_text
from ..change_size import check_change, check_source
from ..documents import check_document
from ..engine import in_graph
from ..faults import FAULTS, describe_fault, refusing_faults
from ..ledger import BASE, Ledger
from ..protocol import Answer, Capabilities, Dataset, Limits, Task, WriteResult
from ..replica import copy_of
from ..serial import RDF_FORMATS
from ..tasks import Update
from .base import OxigraphStore
from .folder import StoreFolder
from .lock import StoreLock

__all__ = ["EmbeddedStore"]

Graph = ox.NamedNode | None

MEMORY = "memory:"
#: Of so many quads a change is not one transaction: they are removed one by one, and loaded in
#: sorted files, five times as fast and in a quarter of the memory. A change that is cut short is
#: done again from the log, like a transaction: adding or removing twice is the same as once.
BULK = 10_000
#: Quads that are sorted at once.
PART = 20_000
#: Formats that nest; a dump of lines may be larger than memory and is read as it is.
CHECKED = (media.RDFXML, media.JSONLD, media.TURTLE, media.TRIG)


class EmbeddedStore(OxigraphStore):
    """A store that this process owns: ``FOLDER/oxigraph``, ``FOLDER/ledger.sqlite``, a lock."""

    def __init__(
        self, oxigraph: ox.Store, ledger: Ledger, base_iri: str, disk: StoreFolder | None = None
    ) -> None:
        """Own an opened store; `EmbeddedStore.open` makes one."""
        super().__init__(oxigraph, ledger, base_iri)
        self._disk = disk
        self._lock: StoreLock | None = None
        #: Whether a fault left open what is on disk; nothing is written any more then.
        self.is_broken = False
        #: Asked of a copy of the data before a change; it raises where the change is held back.
        self.before: Callable[[ox.Store, ChangeSet], None] | None = None

    @classmethod
    def open(cls, where: str, base_iri: str) -> Self:
        """Open the store in a folder, made if it is missing, or a new one in ``memory:``.

        Raises `StoreLocked` while another process has it, `StoreDamaged` where its files are not
        whole or of different ages, and `StoreUnreachable` where it cannot be opened.
        """
        if where == MEMORY:
            return cls(ox.Store(), Ledger(), base_iri)
        folder = Path(where)
        with refusing_faults(folder), ExitStack() as undo:
            folder.mkdir(parents=True, exist_ok=True)
            lock = StoreLock(folder / "hamkor.lock")
            undo.callback(lock.release)
            disk = StoreFolder(folder)
            ledger = disk.open_ledger()
            undo.callback(ledger.close)
            store = cls(disk.open_engine(ledger), ledger, base_iri, disk)
            store._redo()
            disk.protect()
            store._lock = lock
            undo.pop_all()
            return store

    def announce(self, url: str) -> None:
        """Write into the lock that a server answers for this store at `url`."""
        if self._lock is not None:
            self._lock.describe(url)

    def update(self, change: str | ChangeSet) -> str:
        """Apply a change in one transaction and sync it to disk; return the new version.

        It stands in the log before it is applied: what a crash interrupts is done at the next
        opening. Raises what `before` does, and `TooLarge`, and changes nothing then; `DiskFull`
        and `StoreUnreachable` say where it is not known whether the change is there.
        """
        if isinstance(change, str):
            return self.write(Update(change), why="update").version
        self._require_whole()
        self._check(change)
        if self.before is not None:
            self.before(copy_of(self._oxigraph), change)
        version = self._prepare(change)
        try:
            self._apply(change)
            if self._disk is not None:
                self._disk.sync()
            self._note(version, change)
        except (SyntaxError, ValueError):
            self.ledger.abandon(version)
            raise
        except FAULTS:
            is_done = False
        else:
            is_done = True
        # Not above: the fault's traceback would keep the engine open.
        if not is_done:
            self._recover()
        return version

    def write(
        self, task: Task, *, who: str = "", why: str = "", is_trial: bool = False,
        before: Callable[[], None] | None = None,
    ) -> WriteResult:  # fmt: skip
        """Do a task, worked out on a copy in memory; see `Store.write`."""
        if before is not None:
            before()
        change, existed = task.change(self._oxigraph, self._base_iri, copy_of)
        if is_trial:
            self._check(change)
        change = replace(change, who=who, why=why)
        version = self.version() if is_trial else self.update(change)
        return WriteResult(version, change, existed)

    def replace_graph(self, graph: ox.NamedNode, triples: Sequence[ox.Triple]) -> str:
        """Replace a named graph in one transaction."""
        old = set(self._oxigraph.quads_for_pattern(None, None, None, graph))
        new = set(in_graph(triples, graph))
        why = f"replace {graph.value}"
        return self.update(ChangeSet(list(new - old), list(old - new), why=why))

    def load(self, source: bytes | Path, form: media.Format, graph: Graph = None) -> int:
        """Bulk load a document or file of any size; a fault in it leaves nothing of it.

        Raises `SourceRefused` for faults, `DocumentRefused` for what no parser could bear, and
        `TooLarge` for a term beyond `MAX_TERM`.
        """
        if form in CHECKED:
            source = source.read_bytes() if isinstance(source, Path) else source
            check_document(source, form)
        check_source(source, form, self._base_iri, self.ledger.setting(BASE))
        before = len(self._oxigraph)
        where = {"path": str(source)} if isinstance(source, Path) else {"input": source}
        version = self.ledger.begin_load("", "load")
        try:
            self._oxigraph.bulk_load(
                format=RDF_FORMATS[form.name], base_iri=self._base_iri, to_graph=graph, **where
            )
        except (SyntaxError, ValueError, MemoryError) as error:
            self.ledger.abandon(version)
            name = source.name if isinstance(source, Path) else ""
            remedy = "Nothing of the file was loaded."
            raise SourceRefused(str(error), where=name, remedy=remedy) from error
        added = len(self._oxigraph) - before
        with self._stopping_at_faults():
            self.flush()
            self.ledger.end_load(version, added)
        return added

    def flush(self) -> None:
        """Have every change in the engine's own files, so that none is done again from the log."""
        if self._disk is not None:
            self._disk.flush(self._oxigraph, self.ledger.newest())

    def compact(self) -> None:
        """Write the data into new files: the engine's own keep every text that was ever there."""
        if self._disk is None:
            return
        self._disk.begin_compaction(self._oxigraph, self.ledger.newest())
        self._oxigraph = ox.Store()
        self._oxigraph = self._disk.end_compaction(self.ledger)

    def find_damage(self) -> list[str]:
        """Read every file; return one line for each that is not as it was written."""
        return self._disk.find_damage() + self.ledger.find_damage() if self._disk else []

    def query(
        self, text: str, *, dataset: Dataset | None = None, result: media.Format = media.JSON,
        limits: Limits | None = None,
    ) -> Answer:  # fmt: skip
        """Answer a guarded query; see `Store.query`."""
        self._require_whole()
        with refusing_damage(self._disk):
            return super().query(text, dataset=dataset, result=result, limits=limits)

    def export(self, form: media.Format, graph: Graph = None) -> Iterator[bytes]:
        """Yield all quads, or one graph; see `Store.export`."""
        self._require_whole()
        with refusing_damage(self._disk):
            yield from super().export(form, graph)

    def copy(self) -> ox.Store:
        """Return a private copy in memory."""
        return copy_of(self._oxigraph)

    def checkpoint(self, folder: Path) -> Path:
        """Write a read-only copy (hard links, milliseconds) into `folder`; return its place."""
        folder.mkdir(exist_ok=True)
        place = folder / f"{self.version()}.{time.time_ns()}"
        self._oxigraph.backup(str(place))
        return place

    def capabilities(self) -> Capabilities:
        """Say that updates are whole and, on disk, durable."""
        return Capabilities(writes=True, atomic_updates=True, durable=self._disk is not None)

    def close(self) -> None:
        """Flush, close and let the lock go."""
        if self._disk is not None and not self.is_broken:
            with suppress(*FAULTS):
                self.flush()
                self._disk.protect()
        if self._disk is not None:
            self._disk.close()
        super().close()
        if self._lock is not None:
            self._lock.release()

    def _apply(self, change: ChangeSet) -> None:
        is_small = len(change) < BULK
        if change.created or change.dropped or (is_small and change.removed):
            self._oxigraph.update(update_text(change), custom_functions=NODES)
        elif is_small:
            self._oxigraph.extend(change.added)
        else:
            for quad in change.removed:
                self._oxigraph.remove(quad)
            for start in range(0, len(change.added), PART):
                self._oxigraph.bulk_extend(change.added[start : start + PART])

    def _check(self, change: ChangeSet) -> None:
        check_change(change, change.records.settings.get(BASE) or self.ledger.setting(BASE))

    def _require_whole(self) -> None:
        if self.is_broken:
            raise StoreUnreachable("an earlier change failed", remedy="Open the store again.")

    def _prepare(self, change: ChangeSet) -> str:
        with self._stopping_at_faults():
            try:
                return self.ledger.prepare(change)
            except sqlite3.Error as error:
                full = describe_fault(error, self._disk.folder if self._disk else "")
                if not isinstance(full, DiskFull):
                    raise
        full.remedy = f"Nothing was written. {full.remedy}"
        raise full

    def _note(self, version: str, change: ChangeSet) -> None:
        is_full = self._disk is not None and self._disk.note(version, len(change))
        self.ledger.mark_done(version, change)
        if is_full:
            self.flush()

    def _recover(self) -> None:
        """Open the engine anew and do again from the log what it may lack.

        A sync that failed is never tried again on the same handle: the system may have dropped
        what was not on disk (docs/decisions/0029-whole-stores.md).
        """
        if self._disk is None:
            raise StoreUnreachable("the change could not be made", remedy="Open the store again.")
        with self._stopping_at_faults():
            self._oxigraph = ox.Store()
            self._oxigraph = self._disk.reopen(self.ledger)
            self._redo()

    @contextmanager
    def _stopping_at_faults(self) -> Iterator[None]:
        """Let nothing be written after a fault in the block: what is there is not known then."""
        try:
            yield
        except (HamkorError, *FAULTS) as error:
            self.is_broken = True
            found = describe_fault(error, self._disk.folder if self._disk else "")
            detail = f"it is not known whether the change was written: {found.detail}"
            remedy = "It is done, whole or not at all, when the store opens again; look then."
            raise type(found)(detail, where=found.where, remedy=remedy) from error

    def _redo(self) -> None:
        """Do what the engine may lack, from the log; end what a kill interrupted."""
        if self._disk is None:
            return
        pending = {version for version, _ in self.ledger.pending()}
        changes = self.ledger.after(self._disk.flushed)
        for version, change in changes:
            try:
                self._apply(change)
            except (SyntaxError, ValueError):
                self.ledger.abandon(version)
                continue
            if version in pending:
                self.ledger.mark_done(version, change)
        loads = self.ledger.interrupted_loads()
        for version in loads:
            self.ledger.end_load(version, 0)
        if changes or loads:
            self.flush()


@contextmanager
def refusing_damage(disk: StoreFolder | None) -> Iterator[None]:
    """Raise the refusal that a fault of reading means, where the data are on disk."""
    try:
        yield
    except (OSError, RuntimeError) as error:
        if disk is None:
            raise
        raise describe_fault(error, disk.folder) from error
