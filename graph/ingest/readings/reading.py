"""Readings: what a person made of the prose of one source, kept as a small TOML file.

Each entry quotes words of the file and says what they name; it accepts, mends or rejects what the
rules propose, or adds what they missed. A reading holds for the file on which it was made, and for
what still stands of it after an edit. The form is described in `docs/reference/readings.md`.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from ...errors import SourceRefused
from ..document import Document, Span
from .quotes import Quote, QuoteFinder

__all__ = [
    "ENTRY_KINDS", "Entry", "PlacedEntry", "PlacedReading", "ReadFact", "Reading", "load_readings",
    "place_reading",
]  # fmt: skip

ENTRY_KINDS = (
    "party", "organization", "person", "event", "activity", "group", "marker", "list", "mention",
    "programme", "amount",
)  # fmt: skip
VERDICTS = ("accept", "mend", "reject", "add")


@dataclass(frozen=True)
class ReadFact:
    """One more fact of an entry: predicate and object as written, basis, and the words quoted.

    `part` names the ``#`` part of the thing that the fact is about, e.g. "schedule".
    """

    predicate: str
    value: str
    basis: str
    quote: Quote
    part: str = ""


@dataclass(frozen=True)
class Entry:
    """One decision on a run of words of the file."""

    id: str
    kind: str
    quote: Quote
    verdict: str
    label: str = ""
    types: tuple[str, ...] = ()
    type_basis: str = "Stated"
    said: tuple[ReadFact, ...] = ()


@dataclass(frozen=True)
class Reading:
    """A reviewed reading of one source; `sha256` is that of the file on which it was made."""

    sha256: str
    reviewer_role: str
    reviewed: str
    unit: str
    entries: tuple[Entry, ...]


class PlacedEntry(NamedTuple):
    """An entry, where its words stand in a document, and its further facts with their places."""

    entry: Entry
    span: Span
    said: tuple[tuple[ReadFact, Span], ...]


@dataclass(frozen=True)
class PlacedReading:
    """A reading held against a document.

    `lost` are the quotes that no longer stand there, each with the words that stand there instead
    (empty: none).
    """

    unit: str
    entries: tuple[PlacedEntry, ...] = ()
    #: Entries that have no place.
    missing: int = 0
    lost: tuple[tuple[Quote, str], ...] = ()

    @cached_property
    def verdicts(self) -> Mapping[Span, Entry]:
        """The entries by the words that they decide on."""
        return {placed.span: placed.entry for placed in self.entries}

    def label_of(self, span: Span) -> Entry | None:
        """Return the entry that gives the name at a span its label, if there is one."""
        entry = self.verdicts.get(span)
        is_label = entry and entry.verdict == "mend" and entry.kind in ("organization", "party")
        return entry if is_label else None


def load_readings(folders: Iterable[Path]) -> list[Reading]:
    """Return the readings of the ``*.toml`` files of the folders; of one file the last counts.

    Raises `SourceRefused` for a file that is not a reading, naming the entry.
    """
    found: dict[str, Reading] = {}
    for folder in folders:
        for path in sorted(folder.glob("*.toml")):
            reading = read_reading(path)
            found[reading.sha256] = reading
    return list(found.values())


def place_reading(
    document: Document, readings: Sequence[Reading], own: Reading | None = None
) -> PlacedReading | None:
    """Return the reading of a document with its places, or None where there is none.

    `own` are the verdicts on its source, which count before those of a reading. Raises
    `SourceRefused` where the reading of the very file quotes other words.
    """
    finder = QuoteFinder(document.blocks())
    found = choose_reading(document, readings, finder)
    if own is None:
        return found
    verdicts = place(own, finder)
    if found is None:
        return verdicts
    kept = [one for one in found.entries if one.span not in verdicts.verdicts]
    return PlacedReading(
        found.unit or verdicts.unit, (*kept, *verdicts.entries),
        found.missing + verdicts.missing, (*found.lost, *verdicts.lost),
    )  # fmt: skip


def choose_reading(
    document: Document, readings: Sequence[Reading], finder: QuoteFinder
) -> PlacedReading | None:
    """Return the reading of the very file or, after an edit, the one of which most still stands.

    At least half of its entries must. Raises `SourceRefused`; see `place_reading`.
    """
    exact = [reading for reading in readings if reading.sha256 == document.sha256]
    if exact:
        placed = place(exact[-1], finder)
        for quote, _ in placed.lost:
            remedy = "Mend the words, or what stands before and behind them."
            detail = f'"{quote.exact}" is not in {document.name}, or not in one place'
            raise SourceRefused(detail, where="reading", remedy=remedy)
        return placed
    edited = [place(reading, finder) for reading in readings]
    best = max(edited, key=lambda placed: len(placed.entries), default=None)
    return best if best is not None and len(best.entries) >= max(best.missing, 1) else None


def place(reading: Reading, finder: QuoteFinder) -> PlacedReading:
    """Hold a reading against the blocks of a document."""
    entries, lost = list[PlacedEntry](), list[Quote]()
    for entry in reading.entries:
        span = finder.find(entry.quote)
        if span is None:
            lost.append(entry.quote)
            continue
        said = [(fact, finder.find(fact.quote, span)) for fact in entry.said]
        lost += [fact.quote for fact, where in said if where is None]
        kept = tuple((fact, where) for fact, where in said if where is not None)
        entries.append(PlacedEntry(entry, span, kept))
    changed = tuple((quote, finder.between(quote)) for quote in dict.fromkeys(lost))
    missing = len(reading.entries) - len(entries)
    return PlacedReading(reading.unit, tuple(entries), missing, changed)


def read_reading(path: Path) -> Reading:
    """Parse one reading."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        entries = tuple(entry_of(raw, path.name) for raw in table.get("entry", []))
        reviewer, reviewed = str(table["reviewer_role"]), str(table["reviewed"])
        return Reading(
            str(table["sha256"]), reviewer, reviewed, str(table.get("unit", "")), entries
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        remedy = "See docs/reference/readings.md."
        raise SourceRefused(f"not a reading ({error})", where=path.name, remedy=remedy) from error


def entry_of(raw: Mapping[str, Any], name: str) -> Entry:
    """Parse one entry."""
    if raw["kind"] not in ENTRY_KINDS or raw["verdict"] not in VERDICTS:
        detail = f'kind "{raw["kind"]}" or verdict "{raw["verdict"]}" is not known'
        raise SourceRefused(detail, where=f"{name}, entry {raw['id']}")
    return Entry(
        id=raw["id"],
        kind=raw["kind"],
        quote=quote_of(raw),
        verdict=raw["verdict"],
        label=raw.get("label", ""),
        types=tuple(raw.get("types", ())),
        type_basis=raw.get("type_basis", "Stated"),
        said=tuple(said_of(raw.get("says", ()))),
    )


def said_of(rows: Sequence[Mapping[str, Any]]) -> Iterator[ReadFact]:
    """Parse the further facts of an entry."""
    for row in rows:
        basis = row.get("basis", "Stated")
        yield ReadFact(row["p"], str(row["o"]), basis, quote_of(row), row.get("part", ""))


def quote_of(raw: Mapping[str, Any]) -> Quote:
    """Return the quote of an entry or a fact."""
    return Quote(str(raw["exact"]), str(raw.get("prefix", "")), str(raw.get("suffix", "")))
