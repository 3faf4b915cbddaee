"""The ledger beside the store (SQLite): versions, base IRI, names. SPARQL never sees it."""

import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from ..change import ChangeSet, Records, decode_change, encode_change, is_readable
from ..faults import describe_fault

__all__ = ["BASE", "Ledger", "Preview"]

#: The setting that says with what the IRI of every thing begins.
BASE = "base_iri"

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
CREATE TABLE IF NOT EXISTS intents (
  id INTEGER PRIMARY KEY, kind TEXT NOT NULL, intent TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS internal (name TEXT PRIMARY KEY, data TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS erased (mark TEXT PRIMARY KEY, words INTEGER NOT NULL, at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS corrections (
  id INTEGER PRIMARY KEY, at TEXT NOT NULL, thing TEXT NOT NULL, about TEXT NOT NULL,
  words TEXT NOT NULL, client TEXT NOT NULL, state TEXT NOT NULL, who TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS seen (
  id TEXT NOT NULL, mark TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (id, mark));
"""
#: Columns that came later: a change's content, and 0 until the store is known to have it.
LATER = {"delta": "BLOB", "is_done": "INTEGER NOT NULL DEFAULT 1"}
#: Texts that people write and that may hold names.
TEXTS = (
    ("internal", "data"), ("corrections", "about"), ("corrections", "words"), ("changes", "why"),
    ("changes", "who"),
)  # fmt: skip
#: Stands for every graph, where a load does not say which.
EVERY = "*"


class Ledger:
    """Versions and names of one store. Safe to use from several threads."""

    def __init__(self, path: Path | str = ":memory:") -> None:
        """Open or make the ledger; ``:memory:`` is forgotten.

        Raises `StoreUnreachable` for a file that is no ledger, is damaged or cannot be written.
        """
        self._lock = threading.RLock()
        try:
            self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
            self._prepare_tables(is_file=path != ":memory:")
        except sqlite3.Error as error:
            raise describe_fault(error, path) from error

    def _prepare_tables(self, is_file: bool) -> None:
        if is_file:
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=FULL")
        self._db.executescript(SCHEMA)
        known = {row[1] for row in self._db.execute("PRAGMA table_info(changes)")}
        for name, kind in LATER.items():
            if name not in known:
                self._db.execute(f"ALTER TABLE changes ADD COLUMN {name} {kind}")

    def find_damage(self) -> list[str]:
        """Read the whole file; return one line for each fault (SQLite, PRAGMA integrity_check)."""
        try:
            found = [str(row[0]) for row in self._db.execute("PRAGMA integrity_check")]
            rows = self._db.execute("SELECT delta FROM changes WHERE delta NOT NULL")
            broken = sum(not is_readable(delta) for (delta,) in rows)
        except sqlite3.Error as error:
            return [f"ledger.sqlite: {error}"]
        lines = [f"ledger.sqlite: {line}" for line in found if line != "ok"]
        return lines + [f"ledger.sqlite: {broken} changes of the log cannot be read"] * bool(broken)

    def setting(self, name: str) -> str | None:
        """Return a recorded setting."""
        return self._one("SELECT value FROM settings WHERE name = ?", name)

    def settings(self, start: str) -> dict[str, str]:
        """Return the settings whose names begin with `start`."""
        found = self.rows("SELECT name, value FROM settings ORDER BY name")
        return {name: value for name, value in found if name.startswith(start)}

    def set_setting(self, name: str, value: str) -> None:
        """Record a setting."""
        self._run("INSERT OR REPLACE INTO settings VALUES (?, ?)", name, value)

    def version(self) -> str:
        """Return the number of the last change that is done, "0" before the first."""
        return self._one("SELECT max(version) FROM changes WHERE is_done") or "0"

    def newest(self) -> int:
        """Return the number of the newest change, done or not; 0 before the first."""
        return int(self._one("SELECT max(version) FROM changes") or 0)

    def lacks_content_after(self, version: int) -> bool:
        """Say whether the log lost the content of a change since a version (bulk load, erasure)."""
        text = "SELECT 1 FROM changes WHERE is_done AND delta IS NULL AND version > ?"
        return self._one(text, str(version)) is not None

    def begin_load(self, who: str, why: str) -> str:
        """Note that a bulk load begins, whose content is not kept; return its version."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        text = (
            "INSERT INTO changes (at, who, why, added, removed, is_done) VALUES (?, ?, ?, 0, 0, 0)"
        )
        with self._lock:
            return str(self._db.execute(text, (now, who, why)).lastrowid)

    def end_load(self, version: str, added: int) -> None:
        """Note that a bulk load is on disk."""
        self._run("UPDATE changes SET added = ? WHERE version = ?", str(added), version)
        self.mark_done(version)

    def interrupted_loads(self) -> list[str]:
        """Return the versions of bulk loads that began and were not seen to end."""
        text = "SELECT version FROM changes WHERE NOT is_done AND delta IS NULL"
        return [str(row[0]) for row in self.rows(text)]

    def prepare(self, change: ChangeSet) -> str:
        """Write a change into the log, on disk, before the store has it; return its version."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        text = (
            "INSERT INTO changes (at, who, why, added, removed, delta, is_done) "
            "VALUES (?, ?, ?, ?, ?, ?, 0)"
        )
        counts = len(change.added), len(change.removed)
        with self._lock:
            row = self._db.execute(
                text, (now, change.who, change.why, *counts, encode_change(change))
            )
            return str(row.lastrowid)

    def mark_done(self, version: str, change: ChangeSet | None = None) -> None:
        """Mark a change as done, which the store has on disk, and write its records.

        A bulk load has no content: it may have changed every graph.
        """
        graphs = (EVERY,) if change is None else change.graphs
        records = Records() if change is None else change.records
        statements: tuple[tuple[str, Iterable[tuple[str, ...]]], ...] = (
            ("UPDATE changes SET is_done = 1 WHERE version = ?", [(version,)]),
            ("INSERT OR REPLACE INTO touched VALUES (?, ?)", [(g, version) for g in graphs]),
            ("INSERT OR REPLACE INTO settings VALUES (?, ?)", records.settings.items()),
            ("INSERT OR REPLACE INTO internal VALUES (?, ?)", records.internal.items()),
            ("DELETE FROM gone WHERE iri = ?", [(iri,) for iri in records.back]),
            ("INSERT OR IGNORE INTO gone VALUES (?)", [(iri,) for iri in records.gone]),
        )
        with self._lock, self._db:
            self._db.execute("BEGIN")
            for text, rows in statements:
                self._db.executemany(text, rows)

    def abandon(self, version: str) -> None:
        """Forget a change that the store has refused."""
        self._run("DELETE FROM changes WHERE version = ? AND NOT is_done", version)

    def pending(self) -> list[tuple[str, ChangeSet]]:
        """Return the changes of which it is not known whether the store has them."""
        return self._changes("NOT is_done AND version > ?", "0")

    def after(self, version: int) -> list[tuple[str, ChangeSet]]:
        """Return version and change of all after `version`, done or not, in order."""
        return self._changes("version > ?", str(version))

    def since(self, version: str) -> list[tuple[str, ChangeSet]]:
        """Return version and change of all that was done after `version`, in order."""
        return self._changes("is_done AND version > ?", version)

    def changes_of(self, who: str) -> Iterator[tuple[str, ChangeSet]]:
        """Yield version and change of what a person did, newest first, where it is kept."""
        text = "SELECT version FROM changes WHERE is_done AND delta NOT NULL AND who = ?"
        for (version,) in self.rows(f"{text} ORDER BY version DESC", who):
            yield from self._changes("is_done AND version = ?", str(version))

    def content(self, version: int) -> ChangeSet | None:
        """Return a change; None where its content is not kept (a bulk load), or was forgotten."""
        row = self.rows("SELECT who, why, delta FROM changes WHERE version = ?", str(version))
        who, why, delta = row[0] if row else ("", "", None)
        return decode_change(delta, who, why) if delta else None  # type: ignore[arg-type]

    def record(self, who: str, why: str, added: int, removed: int) -> str:
        """Record a change whose content is not kept (of a remote store); return its version."""
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

    def history(self, most: int = -1) -> list[tuple[int, str, str, str, int, int]]:
        """Return (version, time, who, why, added, removed) of the changes, newest first.

        `most` is how many; a negative number is all (SQLite).
        """
        text = "SELECT version, at, who, why, added, removed FROM changes WHERE is_done"
        with self._lock:
            return list(self._db.execute(f"{text} ORDER BY version DESC LIMIT ?", (most,)))

    def rows(self, text: str, *values: str) -> list[tuple[str, ...]]:
        """Return the rows of a statement of a table beside the changes (the tokens)."""
        with self._lock:
            return list(self._db.execute(text, values))

    def run_all(self, text: str, values: Iterable[tuple[str, ...]]) -> None:
        """Run a statement of a table beside the changes for each row of values, all in one step."""
        with self._lock, self._db:
            self._db.execute("BEGIN IMMEDIATE")
            self._db.executemany(text, values)

    def _changes(self, state: str, version: str) -> list[tuple[str, ChangeSet]]:
        text = "SELECT version, who, why, delta FROM changes WHERE delta NOT NULL"
        with self._lock:
            rows = self._db.execute(f"{text} AND {state} ORDER BY version", (version,)).fetchall()
        return [(str(number), decode_change(delta, who, why)) for number, who, why, delta in rows]

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

    def gone(self) -> list[str]:
        """Return the IRIs of the pages that were removed."""
        return [iri for (iri,) in self.rows("SELECT iri FROM gone ORDER BY iri")]

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
            self._db.execute("DELETE FROM seen WHERE instr(id, ?)", (iri or " ",))
            self._db.execute("DELETE FROM corrections WHERE thing = ?", (f"{kind}/{slug}",))
            self._db.execute("UPDATE changes SET delta = NULL WHERE is_done")
            self._db.create_function("without", 1, without, deterministic=True)
            for table, column in TEXTS:
                self._db.execute(f"UPDATE {table} SET {column} = without({column})")  # noqa: S608
            self._clean()

    def forget_intent(self, number: int) -> None:
        """Forget an intent that is carried out, and its words in the file."""
        with self._lock:
            self._db.execute("PRAGMA secure_delete = ON")
            self._db.execute("DELETE FROM intents WHERE id = ?", (number,))
            self._clean()

    def _clean(self) -> None:
        """Write the file anew, without what was deleted, and empty its log."""
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
