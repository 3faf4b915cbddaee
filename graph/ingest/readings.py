"""Readings: what a person made of the prose of one file, kept as a small TOML file.

A reading belongs to bytes (sha256). Each entry quotes exact words at a span of the file and says
what they name; it accepts, mends or rejects what the rules propose, or adds what they missed.
The form is described in `docs/reference/readings.md`.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import SourceRefused

__all__ = ["ENTRY_KINDS", "Entry", "ReadFact", "Reading", "load_readings"]

ENTRY_KINDS = (
    "party", "organization", "person", "event", "activity", "group", "marker", "list", "mention",
)  # fmt: skip
VERDICTS = ("accept", "mend", "reject", "add")


@dataclass(frozen=True)
class ReadFact:
    """One more fact of an entry: predicate and object as written, basis, span and words.

    `part` names the ``#`` part of the thing that the fact is about, e.g. "schedule".
    """

    predicate: str
    value: str
    basis: str
    span: tuple[int, int]
    words: str
    part: str = ""


@dataclass(frozen=True)
class Entry:
    """One decision on a run of words of the file."""

    id: str
    kind: str
    span: tuple[int, int]
    words: str
    verdict: str
    label: str = ""
    types: tuple[str, ...] = ()
    type_basis: str = "Stated"
    said: tuple[ReadFact, ...] = ()


@dataclass(frozen=True)
class Reading:
    """A reviewed reading of one file."""

    sha256: str
    reviewer_role: str
    reviewed: str
    unit: str
    entries: tuple[Entry, ...]


def load_readings(folders: Iterable[Path]) -> Mapping[str, Reading]:
    """Return sha256 -> reading for the ``*.toml`` files of the folders.

    Raises `SourceRefused` for a file that is not a reading, naming the entry.
    """
    found: dict[str, Reading] = {}
    for folder in folders:
        for path in sorted(folder.glob("*.toml")):
            reading = read_reading(path)
            found[reading.sha256] = reading
    return found


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
        span=pair(raw["span"]),
        words=raw["words"],
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
        span, part = pair(row["span"]), row.get("part", "")
        yield ReadFact(row["p"], str(row["o"]), basis, span, row["words"], part)


def pair(value: Sequence[int]) -> tuple[int, int]:
    """Return a span of two numbers."""
    start, end = value
    return (int(start), int(end))
