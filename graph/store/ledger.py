"""The ledger beside the store (SQLite): versions, base IRI, names. SPARQL never sees it."""

import sqlite3
import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

from .change import ChangeSet, decoded, encoded

__all__ = ["Ledger", "Preview"]

SCHEMA = """
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS changes (
  version INTEGER PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL, why TEXT NOT NULL,
  added INTEGER NOT NULL, removed INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS slugs (
  kind TEXT NOT NULL, key TEXT NOT NULL, slug TEXT NOT NULL,
  PRIMARY KEY (kind, key), UNIQUE (kind, slug));
CREATE TABLE IF NOT EXISTS gone (iri TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS touched (graph TEXT PRIMARY KEY, version INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS tokens (
  name TEXT PRIMARY KEY, hash TEXT NOT NULL, role TEXT NOT NULL, created TEXT NOT NULL,
  expires TEXT NOT NULL, revoked TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS internal (name TEXT PRIMARY KEY, data TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS erased (mark TEXT PRIMARY KEY, words INTEGER NOT NULL, at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS corrections (
  id INTEGER PRIMARY KEY, at TEXT NOT NULL, thing TEXT NOT NULL, about TEXT NOT NULL,
  words TEXT NOT NULL, client TEXT NOT NULL, state TEXT NOT NULL, who TEXT NOT NULL);
"""
#: Columns that came later: a change's content, and 0 until the store is known to have it.
LATER = {"delta": "BLOB", "is_done": "INTEGER NOT NULL DEFAULT 1"}
#: Texts that people write, and that may name somebody.
TEXTS = (
    ("internal", "data"), ("corrections", "about"), ("corrections", "words"), ("changes", "why"),
    ("changes", "who"),
)  # fmt: skip
#: Stands for every graph, where a load does not say which.
EVERY = "*"


class Ledger:
    """Versions and names of one store. Safe to use from several threads."""

    def __init__(self, path: Path | str = ":memory:") -> None:
        """Open or make the ledger; ``:memory:`` is forgotten."""
        self._lock = threading.RLock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        if path != ":memory:":
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=FULL")
        self._db.executescript(SCHEMA)
        known = {row[1] for row in self._db.execute("PRAGMA table_info(changes)")}
        for name, kind in LATER.items():
            if name not in known:
                self._db.execute(f"ALTER TABLE changes ADD COLUMN {name} {kind}")

    def setting(self, name: str) -> str | None:
        """Return a recorded setting."""
        return self._one("SELECT value FROM settings WHERE name = ?", name)

    def set_setting(self, name: str, value: str) -> None:
        """Record a setting."""
        self._run("INSERT OR REPLACE INTO settings VALUES (?, ?)", name, value)

    def version(self) -> str:
        """Return the number of the last change that is done, "0" before the first."""
        return self._one("SELECT max(version) FROM changes WHERE is_done") or "0"

    def prepare(self, change: ChangeSet) -> str:
        """Write a change into the log, on disk, before the store has it; return its version."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        text = (
            "INSERT INTO changes (at, who, why, added, removed, delta, is_done) "
            "VALUES (?, ?, ?, ?, ?, ?, 0)"
        )
        counts = len(change.added), len(change.removed)
        with self._lock:
            row = self._db.execute(text, (now, change.who, change.why, *counts, encoded(change)))
            return str(row.lastrowid)

    def done(self, version: str, graphs: Iterable[str]) -> None:
        """Say that the store has a change, on disk."""
        with self._lock, self._db:
            self._db.execute("BEGIN")
            self._db.execute("UPDATE changes SET is_done = 1 WHERE version = ?", (version,))
            rows = [(graph, version) for graph in graphs]
            self._db.executemany("INSERT OR REPLACE INTO touched VALUES (?, ?)", rows)

    def abandon(self, version: str) -> None:
        """Forget a change that the store has refused."""
        self._run("DELETE FROM changes WHERE version = ? AND NOT is_done", version)

    def pending(self) -> list[tuple[str, ChangeSet]]:
        """Return the changes of which it is not known whether the store has them."""
        return self._changes("NOT is_done", "0")

    def since(self, version: str) -> list[tuple[str, ChangeSet]]:
        """Return version and change of all that was done after `version`, in order."""
        return self._changes("is_done", version)

    def record(self, who: str, why: str, added: int, removed: int) -> str:
        """Record a change whose content is not kept (a bulk load); return its version."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        values = now, who, why, str(added), str(removed)
        text = "INSERT INTO changes (at, who, why, added, removed) VALUES (?, ?, ?, ?, ?)"
        with self._lock:
            self._run(text, *values)
            version = self.version()
            self._run("INSERT OR REPLACE INTO touched VALUES (?, ?)", EVERY, version)
            return version

    def touched(self, graph: str) -> str:
        """Return the version that last changed a graph; the default graph is the empty IRI."""
        text = "SELECT max(version) FROM touched WHERE graph IN (?, ?)"
        return self._one(text, graph, EVERY) or "0"

    def history(self) -> list[tuple[int, str, str, str, int, int]]:
        """Return (version, time, who, why, added, removed) of every change, newest first."""
        text = "SELECT version, at, who, why, added, removed FROM changes WHERE is_done"
        with self._lock:
            return list(self._db.execute(f"{text} ORDER BY version DESC"))

    def rows(self, text: str, *values: str) -> list[tuple[str, ...]]:
        """Return the rows of a statement of a table beside the changes (the tokens)."""
        with self._lock:
            return list(self._db.execute(text, values))

    def _changes(self, state: str, version: str) -> list[tuple[str, ChangeSet]]:
        text = "SELECT version, who, why, delta FROM changes WHERE delta NOT NULL"
        with self._lock:
            rows = self._db.execute(
                f"{text} AND {state} AND version > ? ORDER BY version", (version,)
            ).fetchall()
        return [(str(number), decoded(delta, who, why)) for number, who, why, delta in rows]

    def slug(self, kind: str, key: str, wanted: str) -> str:
        """Return the slug of a key, for ever the same; a slug is never given to another key."""
        with self._lock:
            known = self.known_slug(kind, key)
            if known is None:
                known = next(s for s in variants(wanted) if not self.is_taken(kind, s))
                self._run("INSERT INTO slugs VALUES (?, ?, ?)", kind, key, known)
            return known

    def known_slug(self, kind: str, key: str) -> str | None:
        """Return the slug that a key has."""
        return self._one("SELECT slug FROM slugs WHERE kind = ? AND key = ?", kind, key)

    def is_taken(self, kind: str, slug: str) -> bool:
        """Say whether a slug was ever given."""
        return self._one("SELECT 1 FROM slugs WHERE kind = ? AND slug = ?", kind, slug) is not None

    def preview(self) -> "Preview":
        """Return a view that gives slugs as this ledger would, and records none."""
        return Preview(self)

    def gone(self, went: Iterable[str], came: Iterable[str]) -> None:
        """Record the pages that were removed, and those that are back."""
        with self._lock:
            self._db.executemany("INSERT OR IGNORE INTO gone VALUES (?)", [(i,) for i in went])
            self._db.executemany("DELETE FROM gone WHERE iri = ?", [(i,) for i in came])

    def is_gone(self, iri: str) -> bool:
        """Say whether a page was there and was removed."""
        return self._one("SELECT 1 FROM gone WHERE iri = ?", iri) is not None

    def forget(self, iri: str, without: Callable[[str], str]) -> None:
        """Forget a thing: its slug, suggestions about it, the content of every change until now.

        `without` takes its names out of the texts that stay.
        """
        _, kind, slug = f"//{iri}".rsplit("/", 2)
        with self._lock:
            self._db.execute("PRAGMA secure_delete = ON")
            self._db.execute("DELETE FROM slugs WHERE kind = ? AND slug = ?", (kind, slug))
            self._db.execute("DELETE FROM gone WHERE iri = ?", (iri,))
            self._db.execute("DELETE FROM corrections WHERE thing = ?", (f"{kind}/{slug}",))
            self._db.execute("UPDATE changes SET delta = NULL WHERE is_done")
            self._db.create_function("without", 1, without, deterministic=True)
            for table, column in TEXTS:
                self._db.execute(f"UPDATE {table} SET {column} = without({column})")  # noqa: S608
            self._db.execute("VACUUM")
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close the ledger."""
        self._db.close()

    def _one(self, text: str, *values: str) -> str | None:
        with self._lock:
            row = self._db.execute(text, values).fetchone()
        return str(row[0]) if row is not None and row[0] is not None else None

    def _run(self, text: str, *values: str) -> None:
        with self._lock:
            self._db.execute(text, values)


class Preview:
    """Slugs as a ledger would give them, recorded nowhere: for a dry run."""

    def __init__(self, ledger: Ledger) -> None:
        """Look at `ledger` and never write to it."""
        self._ledger = ledger
        self._given: dict[tuple[str, str], str] = {}

    def slug(self, kind: str, key: str, wanted: str) -> str:
        """Return the slug that the ledger has for a key or would give it."""
        given = self._given.get((kind, key)) or self._ledger.known_slug(kind, key)
        if given is None:
            mine = {slug for (other, _), slug in self._given.items() if other == kind}
            free = (s for s in variants(wanted) if s not in mine)
            given = next(s for s in free if not self._ledger.is_taken(kind, s))
        self._given[kind, key] = given
        return given


def variants(wanted: str) -> Iterable[str]:
    """Yield a slug and then its numbered variants, without end."""
    yield wanted
    number = 2
    while True:
        yield f"{wanted}-{number}"
        number += 1
