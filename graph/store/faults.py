"""Faults of disk, memory and files, as refusals: what is wrong, where, what to do."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..errors import DiskFull, HamkorError, StoreDamaged, StoreUnreachable

__all__ = ["FAULTS", "describe_fault", "refusing_faults"]

#: What the engine, SQLite and the system raise where files, room, memory or rights are lacking.
FAULTS = (OSError, RuntimeError, ValueError, SyntaxError, MemoryError, EOFError, sqlite3.Error)

RESTORE = "`hamkor validate --files` names what is damaged; restore the store from a backup."
#: Words of a fault, in lower case -> the refusal, what it says, what to do. The first that fits.
KNOWN: tuple[tuple[tuple[str, ...], type[StoreUnreachable], str, str], ...] = (
    (("no space left", "disk is full", "quota exceeded"), DiskFull,
     "no room is left on the disk", "Make room there, then try again."),
    (("file too large",), DiskFull,
     "a file may not grow further", "Raise the limit of file sizes (ulimit -f), then start again."),
    (("too many open files", "unable to open database file"), StoreUnreachable,
     "a file cannot be opened", "Allow more open files (ulimit -n), and look who may open it."),
    (("read-only", "readonly", "permission denied"), StoreUnreachable,
     "the folder cannot be written to", "Let the user of this process write there."),
    (("is locked",), StoreUnreachable, "another process writes", "Try again in a moment."),
    (("cannot allocate", "memoryerror", "out of memory"), StoreUnreachable,
     "the memory does not suffice", "Allow the process more memory (ulimit -v)."),
    (("corrupt", "checksum", "malformed", "not a database", "current file", "no such file"),
     StoreDamaged, "a file of the store is damaged or missing", RESTORE),
)  # fmt: skip


def describe_fault(error: BaseException, where: Path | str) -> HamkorError:
    """Return the refusal that a fault means; a refusal is its own."""
    if isinstance(error, HamkorError):
        return error
    words = f"{type(error).__name__} {error}".lower()
    for needles, refusal, detail, remedy in KNOWN:
        if any(needle in words for needle in needles):
            return refusal(f"{detail} ({error})", where=str(where), remedy=remedy)
    is_database = isinstance(error, sqlite3.DatabaseError)
    kind = StoreDamaged if is_database else StoreUnreachable
    return kind(f"{error or type(error).__name__}", where=str(where), remedy=RESTORE)


@contextmanager
def refusing_faults(where: Path | str) -> Iterator[None]:
    """Raise the refusal that a fault in the block means."""
    try:
        yield
    except FAULTS as error:
        raise describe_fault(error, where) from error
