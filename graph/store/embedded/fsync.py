"""An acknowledged write is on disk: pyoxigraph itself syncs no commit.

Measured (docs/decisions/0007-durable-commits.md): a simulated power cut lost every one of 500
acknowledged updates; with fdatasync on RocksDB's write-ahead log after each commit it lost none,
for 0.7 ms. `Store.flush()` would do too, for 12 ms; it is the fallback where no log is found.
"""

import os
from collections.abc import Callable
from pathlib import Path

__all__ = ["Syncer"]


class Syncer:
    """Syncs the write-ahead log files of one RocksDB folder."""

    def __init__(self, folder: Path, fallback: Callable[[], None]) -> None:
        """Watch `folder`; call `fallback` where there is no log to sync."""
        self._folder, self._fallback = folder, fallback
        self._known: frozenset[str] = frozenset()

    def sync(self) -> None:
        """Return once all commits so far are on disk. Raises `OSError`: then nothing is sure."""
        logs = sorted(self._folder.glob("*.log"))
        if not logs:
            self._fallback()
            return
        for path in logs:
            sync_file(path, os.fdatasync)
        names = frozenset(path.name for path in logs)
        if names != self._known:
            sync_file(self._folder, os.fsync)
            self._known = names


def sync_file(path: Path, sync: Callable[[int], None]) -> None:
    """Sync one file or folder; one that RocksDB has just removed needs none."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return
    try:
        sync(descriptor)
    finally:
        os.close(descriptor)
