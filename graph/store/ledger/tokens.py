"""Tokens for those who may write: random, kept as a hash, with a name, a role and an end."""

import hashlib
import hmac
import secrets
from datetime import UTC, datetime
from enum import IntEnum
from typing import NamedTuple

from ...errors import NotFound, UsageError
from .ledger import Ledger

__all__ = ["Role", "Token", "create_token", "find_token", "list_tokens", "revoke_token"]

PREFIX = "hk_"


class Role(IntEnum):
    """What a token allows; each role may do what the ones before it may."""

    reader = 1
    editor = 2
    admin = 3


class Token(NamedTuple):
    """A token as it is listed; times are ISO 8601 in UTC, empty where there is none."""

    name: str
    role: str
    created: str
    expires: str
    revoked: str

    @property
    def is_valid(self) -> bool:
        """Say whether it opens anything now."""
        return not self.revoked and not (self.expires and self.expires <= now())


def now() -> str:
    """Return the time, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def digest(secret: str) -> str:
    """Return what is stored of a secret: 256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def create_token(ledger: Ledger, name: str, role: str, expires: str = "") -> str:
    """Record a new token and return its secret, which is shown this once.

    Raises `UsageError` for a name that is taken and a role that does not exist.
    """
    if role not in Role.__members__:
        raise UsageError(f'"{role}" is not a role', remedy=f"Roles: {', '.join(Role.__members__)}.")
    if any(token.name == name for token in list_tokens(ledger)):
        raise UsageError(f'there is a token "{name}"', remedy="Choose another name.")
    secret = PREFIX + secrets.token_urlsafe(32)
    values = name, digest(secret), role, now(), expires
    ledger.rows("INSERT INTO tokens VALUES (?, ?, ?, ?, ?, '')", *values)
    return secret


def list_tokens(ledger: Ledger) -> list[Token]:
    """Return all tokens, revoked ones too, without their secrets."""
    text = "SELECT name, role, created, expires, revoked FROM tokens ORDER BY name"
    return [Token(*row) for row in ledger.rows(text)]


def revoke_token(ledger: Ledger, name: str) -> None:
    """End a token at once. Raises `NotFound`."""
    if not any(token.name == name for token in list_tokens(ledger)):
        raise NotFound(f'there is no token "{name}"')
    ledger.rows("UPDATE tokens SET revoked = ? WHERE name = ? AND revoked = ''", now(), name)


def find_token(ledger: Ledger, secret: str) -> Token | None:
    """Return the valid token of a secret; every hash is compared, each in constant time."""
    sought, found = digest(secret), None
    text = "SELECT name, role, created, expires, revoked, hash FROM tokens"
    for *values, stored in ledger.rows(text):
        if hmac.compare_digest(sought, stored):
            found = Token(*values)
    return found if found is not None and found.is_valid else None
