"""When an entry of a feed was first seen as it is (RFC 4287, section 4.2.15: `updated`)."""

import hashlib
from collections.abc import Mapping, Sequence

from .ledger import Ledger

__all__ = ["note_first_times"]


def note_first_times(
    ledger: Ledger, entries: Mapping[str, Sequence[str]], now: str
) -> dict[str, str]:
    """Return id -> the time at which its content was seen first: `now` for what is new.

    `entries` are id -> what it says. A hash of it is kept, never the words.
    """
    marks = {
        id_: hashlib.sha256("\0".join(content).encode()).hexdigest()[:24]
        for id_, content in entries.items()
    }
    known = {id_: read_times(ledger, id_).get(mark) for id_, mark in marks.items()}
    new = [(id_, marks[id_], now) for id_, at in known.items() if at is None]
    if new:
        ledger.run_all("INSERT OR IGNORE INTO seen VALUES (?, ?, ?)", new)
    return {id_: at or now for id_, at in known.items()}


def read_times(ledger: Ledger, id_: str) -> dict[str, str]:
    """Return the hash of a content -> when it was first seen, of one entry."""
    return {mark: at for mark, at in ledger.rows("SELECT mark, at FROM seen WHERE id = ?", id_)}
