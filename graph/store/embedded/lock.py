"""One process writes to a store; the lock says which, in words that help."""

import fcntl
import json
import os
from pathlib import Path
from typing import TextIO

from ...errors import StoreLocked

__all__ = ["StoreLock"]


class StoreLock:
    """An exclusive lock on a store's folder, gone with the process that holds it."""

    def __init__(self, path: Path) -> None:
        """Take the lock file at `path`.

        Raises `StoreLocked`, naming the process that holds it and how to go through it.
        """
        self._file = path.open("a+", encoding="utf-8")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = read(self._file)
            self._file.close()
            raise describe_holder(path.parent, holder) from error
        self.describe("")

    def describe(self, url: str) -> None:
        """Write who holds the lock and, for a server, its address."""
        text = json.dumps({"pid": os.getpid(), "url": url})
        self._file.seek(0)
        self._file.truncate()
        self._file.write(text)
        self._file.flush()

    def release(self) -> None:
        """Let the lock go."""
        self._file.close()


def read(file: TextIO) -> dict[str, object]:
    """Return what the holder wrote, as far as it is readable."""
    file.seek(0)
    try:
        holder = json.load(file)
    except ValueError:
        return {}
    return holder if isinstance(holder, dict) else {}


def describe_holder(folder: Path, holder: dict[str, object]) -> StoreLocked:
    """Return the refusal, with the process and the way through it."""
    detail = f"another process (pid {holder.get('pid', 'unknown')}) writes to the store"
    url = holder.get("url")
    remedy = f"Use --store {url} or stop it." if url else "Wait for it to end, or stop it."
    return StoreLocked(detail, where=str(folder), remedy=remedy)
