"""Corrections that readers suggest: a queue for editors, kept beside the graph, never in it."""

import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from ...errors import NotFound, TooMany
from .ledger import Ledger

__all__ = ["Correction", "add_correction", "close_correction", "list_corrections"]

#: Suggestions of one client in an hour, and that wait altogether.
AN_HOUR, WAITING = 5, 1000
OPEN = "open"
SALT = "corrections_salt"


class Correction(NamedTuple):
    """A suggestion: number, time, the thing and the statement it is about, the reader's words."""

    id: str
    at: str
    thing: str
    about: str
    words: str
    state: str
    who: str


def add_correction(ledger: Ledger, thing: str, about: str, words: str, client: str) -> None:
    """Put a suggestion into the queue. Raises `TooMany` beyond what a client or the queue may.

    Of the client only a hash is kept, salted anew each day: it gives neither address nor history.
    """
    now = datetime.now(UTC)
    mark = hash_client(ledger, client, now)
    since = (now - timedelta(hours=1)).isoformat(timespec="seconds")
    mine = "SELECT count(*) FROM corrections WHERE client = ? AND at > ?"
    if int(ledger.rows(mine, mark, since)[0][0]) >= AN_HOUR:
        detail = f"one reader may suggest {AN_HOUR} corrections an hour"
        raise TooMany(detail, remedy="Try again later.", limit=AN_HOUR)
    if int(ledger.rows("SELECT count(*) FROM corrections WHERE state = ?", OPEN)[0][0]) >= WAITING:
        raise TooMany("too many corrections wait for an editor", remedy="Try another day.", limit=0)
    ledger.rows(
        "INSERT INTO corrections (at, thing, about, words, client, state, who) "
        "VALUES (?, ?, ?, ?, ?, ?, '')",
        now.isoformat(timespec="seconds"), thing, about, words, mark, OPEN,
    )  # fmt: skip


def hash_client(ledger: Ledger, client: str, now: datetime) -> str:
    """Return what stands for a client on one day."""
    salt = ledger.setting(SALT)
    if salt is None:
        salt = secrets.token_hex(16)
        ledger.set_setting(SALT, salt)
    return hashlib.sha256(f"{salt} {now.date()} {client}".encode()).hexdigest()[:24]


def list_corrections(ledger: Ledger, state: str = OPEN) -> list[Correction]:
    """Return the suggestions in a state, the oldest first."""
    text = "SELECT id, at, thing, about, words, state, who FROM corrections WHERE state = ?"
    return [Correction(*map(str, row)) for row in ledger.rows(f"{text} ORDER BY id", state)]


def close_correction(ledger: Ledger, number: str, state: str, who: str) -> None:
    """Take a suggestion out of the queue as `done` or `dismissed`; who sent it is forgotten.

    Raises `NotFound` for one that does not wait.
    """
    if not any(one.id == number for one in list_corrections(ledger)):
        raise NotFound("no correction of this number waits", where=number[:20])
    text = "UPDATE corrections SET state = ?, who = ?, client = '' WHERE id = ?"
    ledger.rows(text, state, who, number)
