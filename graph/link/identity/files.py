"""Proposals and decisions as a table that a spreadsheet opens, and back.

One line an assertion, and one for each finding that there is none (`status` none). A thing is named
`kind/slug`, so that a table fits a store under any base IRI.
"""

import csv
import io
from collections.abc import Iterator, Mapping

from ...errors import HamkorError, SourceRefused
from ..schemes import SCHEMES, Identifier
from .assertions import Absence, Assertion, Status
from .decisions import Register
from .nodes import parse_number

__all__ = ["COLUMNS", "as_tsv", "import_tsv"]

COLUMNS = (
    "thing", "name", "scheme", "identifier", "candidate", "status", "score", "method", "release",
    "evidence", "also", "reviewer", "reviewed_at", "note",
)  # fmt: skip
NEEDED = ("thing", "scheme", "identifier", "status")
ORDER = ("thing", "scheme", "status", "identifier")
NONE, TAB = "none", "\t"
STATUSES = {status.word: status for status in Status}


def as_tsv(register: Register) -> str:
    """Return all assertions and findings as a table, tab-separated, with a line of titles."""
    file = io.StringIO()
    writer = csv.DictWriter(file, COLUMNS, delimiter=TAB, lineterminator="\n", restval="")
    writer.writeheader()
    rows = [*map(row_of, register.assertions.values()), *map(row_of, register.absences.values())]
    for row in sorted(rows, key=lambda row: [row.get(name, "") for name in ORDER]):
        name = register.names.get(row["thing"], "")
        cells = {**row, "thing": register.short_name(row["thing"]), "name": name}
        writer.writerow({key: " ".join(value.split()) for key, value in cells.items()})
    return file.getvalue()


def row_of(one: Assertion | Absence) -> dict[str, str]:
    """Return the cells of a line, with the thing's IRI."""
    common = {
        "thing": one.thing, "release": one.release, "reviewer": one.reviewer,
        "reviewed_at": one.reviewed_at, "note": one.note,
    }  # fmt: skip
    if isinstance(one, Absence):
        return {**common, "scheme": one.scheme, "status": NONE}
    return {
        **common, "scheme": one.identifier.scheme, "identifier": one.identifier.value,
        "candidate": one.name, "status": one.status.word,
        "score": "" if one.score is None else f"{one.score:.4f}",
        "method": one.method, "evidence": one.evidence,
        "also": " ".join(f"{other.scheme}:{other.value}" for other in one.also),
    }  # fmt: skip


def import_tsv(register: Register, text: str, who: str = "", where: str = "") -> int:
    """Take over a table; return how many lines changed something. Nothing is written yet.

    `who` decides where a line has no reviewer. Raises `SourceRefused` with the line's number.
    """
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=TAB)
    missing = [name for name in NEEDED if name not in (reader.fieldnames or ())]
    if missing:
        remedy = "`hamkor link export` writes one."
        detail = f"a column is missing: {', '.join(missing)}"
        raise SourceRefused(detail, where=where, remedy=remedy)
    changed = 0
    for row in reader:
        cells = {key: (value or "").strip() for key, value in row.items() if isinstance(value, str)}
        try:
            changed += import_line(register, cells, who)
        except (HamkorError, ValueError) as error:
            remedy = getattr(error, "remedy", "") or "Nothing was taken over."
            detail = getattr(error, "detail", "") or f"a number was expected ({error})"
            place = f"{where}, line {reader.line_num}"
            raise SourceRefused(detail, where=place, remedy=remedy) from error
    return changed


def import_line(register: Register, cells: Mapping[str, str], who: str) -> bool:
    """Take over one line; say whether it changed anything."""
    if not any(cells.values()):
        return False
    thing = register.resolve(cells["thing"])
    decided = {"at": cells.get("reviewed_at", ""), "note": cells.get("note", "")}
    reviewer = cells.get("reviewer", "") or who
    if cells["status"] == NONE:
        if (thing, cells["scheme"]) in register.absences:
            return False
        release = cells.get("release", "")
        register.find_none(
            thing, parse_scheme(cells["scheme"]), reviewer, release=release, **decided
        )
        return True
    if cells["status"] not in STATUSES:
        known = ", ".join([*STATUSES, NONE])
        raise SourceRefused(f'no status is called "{cells["status"]}"', remedy=f"Known: {known}.")
    status = STATUSES[cells["status"]]
    one = assertion_of(thing, cells)
    is_new = register.propose(one)
    if register.assertions[one.key].status is status:
        return is_new
    register.decide(thing, one.identifier, status, reviewer, **decided)
    return True


def parse_scheme(scheme: str) -> str:
    """Return the name of a scheme. Raises `SourceRefused` where there is none of that name."""
    if scheme not in SCHEMES:
        known = f"Known: {', '.join(SCHEMES)}."
        raise SourceRefused(f'no scheme is called "{scheme}"', remedy=known)
    return scheme


def assertion_of(thing: str, cells: Mapping[str, str]) -> Assertion:
    """Return the candidate of a line."""
    also = tuple(parse_identifiers(cells.get("also", "")))
    identifier = Identifier.parse(cells["identifier"], parse_scheme(cells["scheme"]))
    score = parse_number((cells.get("score") or "").replace(",", "."))
    if score is not None and not 0 <= score <= 1:
        raise SourceRefused(f"a score is between 0 and 1, not {score}")
    return Assertion(
        thing, identifier, name=cells.get("candidate", ""), score=score, also=also,
        method=cells.get("method", "") or "by hand", release=cells.get("release", ""),
        evidence=cells.get("evidence", ""),
    )  # fmt: skip


def parse_identifiers(text: str) -> Iterator[Identifier]:
    """Yield the identifiers of `scheme:value` words."""
    for word in text.split():
        scheme, _, value = word.partition(":")
        yield Identifier.parse(value, parse_scheme(scheme))
