"""Readings: what a person made of the sentences of a source, and how it is found again in them.

In come files of TOML, or verdicts kept in the ledger, and a document; out go entries with the
places of their words, and what no longer stands there.
"""

from .quotes import Quote, QuoteFinder
from .reading import (
    Entry,
    PlacedEntry,
    PlacedReading,
    ReadFact,
    Reading,
    load_readings,
    place_reading,
)
from .verdicts import Verdicts, add_verdicts, recall_never, recall_verdicts, remember

__all__ = [
    "Entry", "PlacedEntry", "PlacedReading", "Quote", "QuoteFinder", "ReadFact", "Reading",
    "Verdicts", "add_verdicts", "load_readings", "place_reading", "recall_never", "recall_verdicts",
    "remember",
]  # fmt: skip
