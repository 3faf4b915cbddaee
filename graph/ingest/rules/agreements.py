"""The agreement column: a first day with a last day or a term, or years; all else stays as it is.

A term of n years from day D ends on the day before the n-th anniversary of D; the anniversary of
29 February in a common year is 1 March. The same holds for months, where a day that a month
lacks is the first of the next. Words that contradict themselves are not read: they are a problem.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from .days import Day, find_days
from .money import find_amounts

__all__ = ["AgreementText", "find_contradiction", "is_dash", "last_day", "read_agreement"]

COUNTS = {
    w: n
    for n, w in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], 1
    )
}
#: The units of a term: how many months each has.
UNITS: Mapping[str, int] = {
    "years": 12, "year": 12, "yil": 12, "года": 12, "год": 12, "лет": 12,
    "months": 1, "month": 1, "oy": 1, "месяцев": 1, "месяца": 1, "месяц": 1,
}  # fmt: skip
TERM = re.compile(
    r"(?:\b(?:for|term(?: of)?:?|на|сроком на|срок(?: действия)?:?)\s+)?(?:a\s+)?"
    r"(?:(?:period|term)\s+of\s+)?"
    rf"(?<![\w.-])(?P<count>\d{{1,2}}|{'|'.join(COUNTS)})[\s-]+(?P<unit>{'|'.join(UNITS)})"
    r"(?!\w)(?:\s+muddatga)?",
    re.IGNORECASE,
)
NUMBER = re.compile(
    r"(?:(?:agreement|contract|memorandum|договор|shartnoma)\s+)?(?:No\.?|№|#)\s*"
    r"(?P<number>[\w/-]*\d[\w/-]*)",
    re.IGNORECASE,
)
YEARS = re.compile(r"\s*(\d{4})\s*[-–—]\s*(\d{4})\s*(?:гг?\.?|yillar|y\.)?\s*\.?\s*", re.IGNORECASE)
DASH = re.compile(r"[\s\-–—_.…]*")

UNTIL = r"(?:-|–|—|to|until|till|through|по|до|dan)"
PERIOD = re.compile(
    r"(?:N ?,? ?(?:of|dated|от)? ?)?(?:valid )?(?:from |с |от )?"
    rf"D(?: ?,? ?{UNTIL} ?D(?: ?gacha)?)?(?:[,;]? ?T)?(?:[,;]? ?(?:valid )?{UNTIL} ?D)?"
    r"(?:[,;]? ?M)? ?\.?"
)
#: A day as the last of a period.
LAST = re.compile(rf"{UNTIL} ?(?P<day>D)|(?P<before>D) ?gacha")


@dataclass(frozen=True)
class AgreementText:
    """What an agreement cell states: its number ("" if none), first and last day, inclusive.

    Where it states years only, the days are None. `edtf` is the period in EDTF (ISO 8601-2);
    `rule` names how it was read.
    """

    number: str
    valid_from: date | None
    valid_through: date | None
    edtf: str
    rule: str


@dataclass(frozen=True)
class Parts:
    """A cell as its parts: the words between them, and days, terms in months, numbers in order."""

    skeleton: str
    days: tuple[date | None, ...]
    months: tuple[int, ...]
    numbers: tuple[str, ...]
    impossible: str

    def ends(self) -> Iterator[tuple[int, date]]:
        """Yield the place among the days, and the day, of each that is said to be a last one."""
        for match in LAST.finditer(self.skeleton):
            at = match.start("day" if match["day"] else "before")
            place = self.skeleton[:at].count("D")
            if (day := self.days[place]) is not None:
                yield place, day


def is_dash(text: str) -> bool:
    """Say whether a cell holds no word at all: nothing, a dash, dots."""
    return DASH.fullmatch(text) is not None


def read_agreement(text: str) -> AgreementText | None:
    """Read "15 March 2023, for 3 years", "10.05.2024 - 10.05.2029" or "2019-2024".

    None for any other wording, and for one that contradicts itself.
    """
    if find_contradiction(text):
        return None
    if years := YEARS.fullmatch(text):
        return AgreementText("", None, None, f"{years[1]}/{years[2]}", "first-and-last-year")
    parts = parts_of(text)
    last = last_of(parts)
    if PERIOD.fullmatch(parts.skeleton) is None or last is None or parts.days[0] is None:
        return None
    first, number = parts.days[0], parts.numbers[0] if parts.numbers else ""
    rule = "first-and-last-day" if len(parts.days) > 1 else "day-and-term"
    return AgreementText(number, first, last, f"{first.isoformat()}/{last.isoformat()}", rule)


def find_contradiction(text: str) -> str:
    """Say what in a cell cannot be: a day, an end before the beginning, two ends; "" if nothing."""
    if years := YEARS.fullmatch(text):
        is_late = years[2] < years[1]
        return f"it ends ({years[2]}) before it begins ({years[1]})" if is_late else ""
    parts = parts_of(text)
    if parts.impossible:
        return f"there is no day {parts.impossible}"
    if ";" in text or "\n" in text:
        return ""  # several agreements, each with days of its own
    ends = dict(parts.ends())
    first = next((day for place, day in enumerate(parts.days) if place not in ends), None)
    if first and ends and min(ends.values()) < first:
        return f"it ends ({min(ends.values())}) before it begins ({first})"
    found = {*ends.values()}
    for months in parts.months if first else ():
        by_term = end_of(first, months) if first else None
        # A term may be counted to the anniversary too: that is the same end, said otherwise.
        if by_term and not found & {by_term, by_term + timedelta(days=1)}:
            found.add(by_term)
    if len(found) > 1:
        return f"it has two ends ({', '.join(map(str, sorted(found)))})"
    return ""


@dataclass(frozen=True)
class Piece:
    """A part of a cell: where it stands, D, T, N or M for what it is, its value."""

    start: int
    end: int
    kind: str
    value: Day | int | str


def parts_of(text: str) -> Parts:
    """Take a cell apart; a part that overlaps one of an earlier kind is none."""
    kept: list[Piece] = []
    for piece in pieces_in(text):
        if all(piece.end <= one.start or one.end <= piece.start for one in kept):
            kept.append(piece)
    kept.sort(key=lambda piece: piece.start)
    skeleton, done = "", 0
    for piece in kept:
        skeleton += text[done : piece.start].casefold() + piece.kind
        done = piece.end
    named = [piece.value for piece in kept if isinstance(piece.value, Day)]
    return Parts(
        " ".join((skeleton + text[done:].casefold()).split()),
        tuple(one.day for one in named),
        tuple(piece.value for piece in kept if isinstance(piece.value, int)),
        tuple(str(piece.value) for piece in kept if piece.kind == "N"),
        next((one.words for one in named if one.day is None), ""),
    )


def pieces_in(text: str) -> Iterator[Piece]:
    """Yield numbers of agreements, days, amounts and terms (in months)."""
    yield from (Piece(*match.span(), "N", match["number"]) for match in NUMBER.finditer(text))
    yield from (Piece(one.start, one.end, "D", one) for one in find_days(text))
    yield from (Piece(*money.span, "M", "") for money in find_amounts(text))
    for match in TERM.finditer(text):
        # Matching ignores more than case: it takes the dotless i of "yıl" for an i.
        count = COUNTS.get(match["count"].lower(), match["count"])
        if unit := UNITS.get(match["unit"].lower()):
            yield Piece(*match.span(), "T", int(count) * unit)


def last_of(parts: Parts) -> date | None:
    """Return the last day that the parts state, by its words or by the term."""
    ends = [day for _, day in parts.ends()]
    if ends:
        return ends[0]
    if len(parts.days) != 1 or len(parts.months) != 1 or parts.days[0] is None:
        return None
    return end_of(parts.days[0], parts.months[0])


def end_of(first: date, months: int) -> date | None:
    """Return the last day of a term, None of no months, and of one that leaves the calendar."""
    try:
        return last_day(first, months) if months else None
    except ValueError:
        return None


def last_day(first: date, months: int) -> date:
    """Return the last day of a term of `months` months that begins on `first`."""
    count = first.month - 1 + months
    year, month = first.year + count // 12, count % 12 + 1
    try:
        anniversary = date(year, month, first.day)
    except ValueError:
        anniversary = date(year + month // 12, month % 12 + 1, 1)
    return anniversary - timedelta(days=1)
