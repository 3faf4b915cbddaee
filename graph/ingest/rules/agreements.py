"""The agreement column: a day and a term in English; anything else stays as it stands.

A term of n years from day D ends on the day before the n-th anniversary of D; the anniversary of
29 February in a common year is 1 March. The same holds for months, where a day that a month
lacks is the first of the next.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

__all__ = ["AgreementText", "is_dash", "last_day", "read_agreement"]

MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
MONTH = "|".join(MONTHS)
DAY = (
    rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month>{MONTH}),?\s+(?P<year>\d{{4}})"
    rf"|(?P<month2>{MONTH})\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year2>\d{{4}})"
    r"|(?P<year3>\d{4})-(?P<month3>\d{2})-(?P<day3>\d{2}))"
)
COUNTS = {
    w: n
    for n, w in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], 1
    )
}
TERM = (
    r"(?:for|term(?: of)?:?)?\s*(?:a\s+)?(?:(?:period|term)\s+of\s+)?"
    rf"(?P<count>\d{{1,2}}|{'|'.join(COUNTS)})[\s-]+(?P<unit>year|month)s?"
)
NUMBER = r"(?:(?:agreement|contract|memorandum)\s+)?(?:No\.?|№|#)\s*(?P<number>[\w/-]*\d[\w/-]*)"
WHOLE = re.compile(
    rf"\s*(?:{NUMBER}\s*,?\s*(?:of|dated|from)?\s*)?{DAY}\s*[,;]?\s*{TERM}\s*\.?\s*", re.IGNORECASE
)
DASH = re.compile(r"[\s\-–—_.…]*")


@dataclass(frozen=True)
class AgreementText:
    """What an agreement cell states: its number ("" if none), first and last day, inclusive."""

    number: str
    valid_from: date
    valid_through: date


def is_dash(text: str) -> bool:
    """Say whether a cell holds no word at all: nothing, a dash, dots."""
    return DASH.fullmatch(text) is not None


def read_agreement(text: str) -> AgreementText | None:
    """Read "15 March 2023, for 3 years"; None for any other wording or an impossible day."""
    match = WHOLE.fullmatch(text)
    if match is None:
        return None
    first = day_of(match)
    count = COUNTS.get(match["count"].lower()) or int(match["count"])
    if first is None or count == 0:
        return None
    months = count * (12 if match["unit"].lower() == "year" else 1)
    return AgreementText(match["number"] or "", first, last_day(first, months))


def day_of(match: re.Match[str]) -> date | None:
    """Return the day that a match names, None if the calendar does not have it."""
    groups = match.groupdict()
    year = groups["year"] or groups["year2"] or groups["year3"]
    day = groups["day"] or groups["day2"] or groups["day3"]
    name = groups["month"] or groups["month2"]
    month = MONTHS.index(name.lower()) + 1 if name else int(groups["month3"])
    try:
        return date(int(year), month, int(day))
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
