"""A store's folder on disk: engine and ledger that belong together, opened, synced, flushed.

A change stands in the ledger's log, on disk, before the engine has it. So what the engine lacks
after a kill, a power cut or a failed sync is done again from the log, beginning after the last
change that the engine has flushed (docs/decisions/0029-whole-stores.md).
"""

import gc
import shutil
import time
import uuid
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox

from ...errors import StoreDamaged
from ..ledger import Ledger
from .files import (
    DATA,
    FRESH,
    OLD,
    EngineState,
    find_damage,
    make_private,
    record_checksums,
    settle_folders,
)
from .fsync import Syncer

__all__ = ["CHECKPOINTS", "StoreFolder"]

LEDGER, IDENTITY = "ledger.sqlite", "identity"
#: Copies of the engine of which replicas are made.
CHECKPOINTS = "generations"
#: A copy of the engine by hard links, for a moment: it has the names of the whole tables.
TABLES = "tables.tmp"
LOCK_PATIENCE_S = 5.0
#: Changes, and quads of changes, after which the engine is flushed: what is redone at most.
MOST_CHANGES, MOST_QUADS = 500, 50_000
BACKUP = "Restore the whole folder from a backup."


class StoreFolder:
    """The files of one store, which this process owns."""

    def __init__(self, folder: Path) -> None:
        """Own `folder`; a compaction that was interrupted is settled."""
        self.folder, self._data = folder, folder / DATA
        settle_folders(folder)
        make_private(folder)
        self._changes = self._quads = 0
        self._state = EngineState.read(self._data)
        self._syncer: Syncer | None = None

    @property
    def flushed(self) -> int:
        """The last change that the engine has on disk for certain."""
        return self._known.flushed

    @property
    def _known(self) -> EngineState:
        if self._state is None:
            raise self._damaged("the engine is not open")
        return self._state

    def open_ledger(self) -> Ledger:
        """Open the ledger, a new one only beside a new engine. Raises `StoreDamaged`."""
        if self._state is not None and not (self.folder / LEDGER).exists():
            raise self._damaged("the ledger (versions, tokens, log) is missing")
        return Ledger(self.folder / LEDGER)

    def open_engine(self, ledger: Ledger) -> ox.Store:
        """Open the engine. Raises `StoreDamaged` where it is not that of the ledger."""
        self._check_agreement(ledger)
        engine = open_oxigraph(self._data)
        if self._state is None:
            if ledger.version() == "0" and len(engine):
                raise self._damaged("the ledger is empty and the engine is not")
            identity = ledger.setting(IDENTITY) or uuid.uuid4().hex
            ledger.set_setting(IDENTITY, identity)
            version = int(ledger.version())
            engine.flush()
            self._state = EngineState(identity, version, version)
            self._state.write(self._data)
        self._syncer = Syncer(self._data, engine.flush)
        return engine

    def sync(self) -> None:
        """Return once every commit is on disk. Raises `OSError`: then nothing is sure."""
        if self._syncer is not None:
            self._syncer.sync()

    def note(self, version: str, quads: int) -> bool:
        """Note that the engine has a change; say whether it is time to flush."""
        self._state = self._known.advance(self._data, int(version))
        self._changes, self._quads = self._changes + 1, self._quads + quads
        return self._changes >= MOST_CHANGES or self._quads >= MOST_QUADS

    def flush(self, engine: ox.Store, version: int) -> None:
        """Have all changes up to `version` in the engine's tables, on disk."""
        engine.flush()
        self._state = replace(self._known, flushed=version, last=version)
        self._state.write(self._data)
        record_checksums(self._data, self._list_tables(engine))
        self._changes = self._quads = 0

    def _list_tables(self, engine: ox.Store) -> list[str]:
        """Return the names of the engine's tables that are whole: those of a checkpoint.

        Others in its folder may be written at this moment, by a compaction of RocksDB.
        """
        place = self.folder / TABLES
        shutil.rmtree(place, ignore_errors=True)
        engine.backup(str(place))
        names = sorted(path.name for path in place.glob("*.sst"))
        shutil.rmtree(place)
        return names

    def begin_compaction(self, engine: ox.Store, version: int) -> None:
        """Write the data into new files, which take the place of the old ones when these close."""
        settle_folders(self.folder)
        fresh = ox.Store(str(self.folder / FRESH))
        fresh.bulk_extend(engine)
        for graph in engine.named_graphs():
            fresh.add_graph(graph)
        fresh.flush()
        del fresh
        gc.collect()
        replace(self._known, flushed=version, last=version).write(self.folder / FRESH)

    def end_compaction(self, ledger: Ledger) -> ox.Store:
        """Put the new files into the place of the old ones; return the engine, opened anew."""
        self.close()
        gc.collect()
        self._data.rename(self.folder / OLD)
        settle_folders(self.folder)
        shutil.rmtree(self.folder / CHECKPOINTS, ignore_errors=True)
        return self.reopen(ledger)

    def reopen(self, ledger: Ledger) -> ox.Store:
        """Open the engine anew; the caller has let the old one go."""
        self.close()
        gc.collect()
        self._state = EngineState.read(self._data)
        return self.open_engine(ledger)

    def close(self) -> None:
        """Let go of the engine, which closes with its last owner."""
        self._syncer = None

    def protect(self) -> None:
        """Let the owner alone read and write the files."""
        make_private(self.folder)

    def find_damage(self) -> list[str]:
        """Read the engine's tables; return one line for each that is not as it was written."""
        return [*find_damage(self._data)]

    def _check_agreement(self, ledger: Ledger) -> None:
        state, identity, newest = self._state, ledger.setting(IDENTITY), ledger.newest()
        has_engine = (self._data / "CURRENT").exists()
        if not has_engine and (state is not None or newest):
            raise self._damaged("the engine's files are missing or not whole")
        if state is None:
            if identity is not None and newest:
                raise self._damaged("the engine's files do not say to which ledger they belong")
            return
        if identity != state.identity:
            raise self._damaged("engine and ledger belong to different stores")
        if max(state.flushed, state.last) > newest:
            ages = f"it ends at change {newest}, the engine has {max(state.flushed, state.last)}"
            raise self._damaged(f"the ledger is older than the engine ({ages})")
        if ledger.lacks_content_after(state.flushed):
            ages = f"the engine has {state.flushed} of {newest} changes"
            raise self._damaged(f"the engine is older than the ledger, whose log is cut ({ages})")

    def _damaged(self, detail: str) -> StoreDamaged:
        return StoreDamaged(detail, where=str(self.folder), remedy=BACKUP)


def open_oxigraph(folder: Path) -> ox.Store:
    """Open RocksDB, with patience: after a kill its lock may live on for a moment."""
    deadline = time.monotonic() + LOCK_PATIENCE_S
    while True:
        try:
            return ox.Store(str(folder))
        except OSError as error:
            if time.monotonic() > deadline or "lock" not in str(error).lower():
                raise
            time.sleep(0.01)
