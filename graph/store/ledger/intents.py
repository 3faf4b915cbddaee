"""Operations of several steps: the intent is on disk first and is resumed after a crash.

A step may be done twice without harm. What a kill interrupted is finished when the store is opened
next (`resume`); the intent is forgotten last, and nothing of its words stays in the ledger's file.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from .ledger import Ledger

__all__ = ["Intent", "carry_out", "resume"]

#: What an operation needs to be done again from its beginning: texts, numbers, lists of them.
Intent = dict[str, Any]


def carry_out(ledger: Ledger, kind: str, intent: Intent, deed: Callable[[Intent], object]) -> None:
    """Write an intent, do the operation, forget the intent."""
    ledger.rows("INSERT INTO intents (kind, intent) VALUES (?, ?)", kind, json.dumps(intent))
    (row,) = ledger.rows("SELECT max(id) FROM intents")
    deed(intent)
    ledger.forget_intent(int(row[0]))


def resume(ledger: Ledger, deeds: Mapping[str, Callable[[Intent], object]]) -> list[str]:
    """Finish every operation that was interrupted, oldest first; return their kinds."""
    found = ledger.rows("SELECT id, kind, intent FROM intents ORDER BY id")
    for number, kind, written in found:
        deeds[kind](json.loads(written))
        ledger.forget_intent(int(number))
    return [kind for _, kind, _ in found]
