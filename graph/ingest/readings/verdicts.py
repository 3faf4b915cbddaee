"""Verdicts on proposals that were given in the register, kept in its ledger as a reading.

One setting a source has its entries; another one the words that are never to be proposed again.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ...store import Ledger
from .quotes import Quote
from .reading import Entry, Reading

__all__ = ["Verdicts", "add_verdicts", "recall_never", "recall_verdicts", "remember"]

#: New verdicts: a reading, and folded words that are never to be proposed again.
Verdicts = tuple[Reading, Sequence[str]]

SETTING = "reading/"
NEVER = "never-proposed"


def recall_verdicts(ledger: Ledger, source: str) -> Reading | None:
    """Return the verdicts on a source as a reading, None where none was given."""
    text = ledger.setting(f"{SETTING}{source}")
    if text is None:
        return None
    value = json.loads(text)
    entries = tuple(
        Entry(one["id"], one["kind"], Quote(*one["quote"]), one["verdict"], one["label"])
        for one in value["entries"]
    )
    return Reading("", value["reviewer"], value["reviewed"], value["unit"], entries)


def dump_verdicts(source: str, reading: Reading) -> dict[str, str]:
    """Return the setting of the ledger that keeps the verdicts on a source."""
    entries = [
        {"id": one.id, "kind": one.kind, "quote": list(one.quote), "verdict": one.verdict,
         "label": one.label}
        for one in reading.entries
    ]  # fmt: skip
    value = {"reviewer": reading.reviewer_role, "reviewed": reading.reviewed,
             "unit": reading.unit, "entries": entries}  # fmt: skip
    return {f"{SETTING}{source}": json.dumps(value, ensure_ascii=False)}


def add_verdicts(before: Reading | None, new: Reading | None) -> Reading | None:
    """Return the verdicts given before with new ones; of the same words the new one counts."""
    if before is None or new is None:
        return new or before
    entries: Mapping[Quote, Entry] = {one.quote: one for one in (*before.entries, *new.entries)}
    return replace(new, unit=new.unit or before.unit, entries=tuple(entries.values()))


def recall_never(ledger: Ledger) -> frozenset[str]:
    """Return the folded words that are never to be proposed again."""
    return frozenset(json.loads(ledger.setting(NEVER) or "[]"))


def remember(ledger: Ledger, source: str, verdicts: Verdicts | None) -> dict[str, str]:
    """Return the settings of the ledger that keep new verdicts beside those that it has."""
    if verdicts is None:
        return {}
    new, words = verdicts
    both = add_verdicts(recall_verdicts(ledger, source), new)
    settings = dump_verdicts(source, both) if both is not None else {}
    if words:
        kept = sorted({*recall_never(ledger), *words})
        settings[NEVER] = json.dumps(kept, ensure_ascii=False)
    return settings
