"""The ledger: SQLite beside the data, with all that is no triple.

In come records of changes; out go versions, slugs, settings, tokens, corrections, internal graphs,
and intents of what must be finished after a kill.
"""

from .corrections import Correction, add_correction, close_correction, list_corrections
from .first_seen import note_first_times
from .intents import Intent, carry_out, resume
from .internal import (
    Tombstones,
    bury,
    drop_internal,
    internal_graph,
    internal_names,
    put_internal,
    tombstones,
)
from .ledger import BASE, Ledger
from .tokens import Role, Token, create_token, find_token, list_tokens, revoke_token

__all__ = [
    "BASE",
    "Correction",
    "Intent",
    "Ledger",
    "Role",
    "Token",
    "Tombstones",
    "add_correction",
    "bury",
    "carry_out",
    "close_correction",
    "create_token",
    "drop_internal",
    "find_token",
    "internal_graph",
    "internal_names",
    "list_corrections",
    "list_tokens",
    "note_first_times",
    "put_internal",
    "resume",
    "revoke_token",
    "tombstones",
]
