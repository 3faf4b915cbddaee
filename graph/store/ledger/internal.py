"""Internal graphs, never returned to readers, and tombstones of erased names.

Both stand in the ledger, which no query reaches: they are in no engine, so no page, dump, feed,
cache or copy for query workers can show them. A tombstone is a salted hash: it tells whether a name
is the one that was erased, and never which.
"""

import hashlib
import secrets
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from typing import NamedTuple

from ...errors import NotFound
from ...text import find_stems, fold
from .ledger import Ledger

__all__ = [
    "Tombstones", "bury", "drop_internal", "internal_graph", "internal_names", "put_internal",
    "tombstones",
]  # fmt: skip

SALT = "tombstone_salt"


def put_internal(ledger: Ledger, name: str, data: str) -> None:
    """Keep a graph (N-Triples) under a name, in the place of what was there."""
    ledger.rows("INSERT OR REPLACE INTO internal VALUES (?, ?)", name, data)


def internal_graph(ledger: Ledger, name: str) -> str:
    """Return a graph as N-Triples. Raises `NotFound`."""
    rows = ledger.rows("SELECT data FROM internal WHERE name = ?", name)
    if not rows:
        raise NotFound("there is no internal graph of this name", where=name)
    return rows[0][0]


def internal_names(ledger: Ledger) -> list[str]:
    """Return the names of the internal graphs."""
    return [name for (name,) in ledger.rows("SELECT name FROM internal ORDER BY name")]


def drop_internal(ledger: Ledger, name: str) -> None:
    """Remove a graph. Raises `NotFound`."""
    internal_graph(ledger, name)
    ledger.rows("DELETE FROM internal WHERE name = ?", name)


class Tombstones(NamedTuple):
    """The names that were erased, as hashes; how many words such names have."""

    salt: str
    marks: frozenset[str]
    words: frozenset[int]

    def holds(self, name: str) -> bool:
        """Say whether a name was erased; alphabet, case and apostrophes do not matter."""
        forms = find_stems(fold(name)) if self.marks else ()
        return any(hash_name(self.salt, form) in self.marks for form in forms)


def hash_name(salt: str, name: str) -> str:
    """Return the hash of a name as matching sees it."""
    return hashlib.sha256(f"{salt} {fold(name)}".encode()).hexdigest()


def tombstones(ledger: Ledger) -> Tombstones:
    """Return the tombstones of a store."""
    rows = ledger.rows("SELECT mark, words FROM erased")
    marks, words = frozenset(row[0] for row in rows), frozenset(int(row[1]) for row in rows)
    return Tombstones(ledger.setting(SALT) or "", marks, words)


def bury(ledger: Ledger, iri: str, names: Collection[str], without: Callable[[str], str]) -> None:
    """Leave a tombstone for a thing (if there is one) and names; take slug, history, words away.

    `without` gives a text without the names: internal graphs, suggestions and the log have some.
    """
    salt = ledger.setting(SALT)
    if salt is None:
        salt = secrets.token_hex(16)
        ledger.set_setting(SALT, salt)
    now = datetime.now(UTC).date().isoformat()
    for name in filter(None, (iri, *names)):
        count = str(len(fold(name).split()))
        ledger.rows(
            "INSERT OR REPLACE INTO erased VALUES (?, ?, ?)", hash_name(salt, name), count, now
        )
    ledger.forget(iri, without)
