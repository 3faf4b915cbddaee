"""Days in a text: as English, Russian and Uzbek sources write them, and those that no calendar has.

A day with dots is day, month, year. With slashes it is read only where it can mean one day.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

__all__ = ["Day", "find_days"]

MONTHS: Mapping[str, int] = {
    name: number
    for names in (
        "january february march april may june july august september october november december",
        "jan feb mar apr may jun jul aug sep oct nov dec",
        "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
        "yanvar fevral mart aprel may iyun iyul avgust sentabr oktabr noyabr dekabr",
    )
    for number, name in enumerate(names.split(), 1)
}
NAME = "|".join(sorted(MONTHS, key=len, reverse=True))
YEAR_WORD = r"(?:\s*(?:года|год|г\.?|yil|y\.)(?!\w))?"
FORMS = (
    r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})",
    rf"(?P<day>\d{{1,2}})\.(?P<month>\d{{1,2}})\.(?P<year>\d{{4}}){YEAR_WORD}",
    r"(?P<one>\d{1,2})/(?P<other>\d{1,2})/(?P<year>\d{4})",
    rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<name>{NAME})\.?,?\s+(?P<year>\d{{4}}){YEAR_WORD}",
    rf"(?P<name>{NAME})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})",
    rf"(?P<year>\d{{4}})[\s-]*yil(?:ning)?\s+(?P<day>\d{{1,2}})[\s-]+(?P<name>{NAME})",
)
DAY = [re.compile(rf"(?<![\w./-])(?:{form})(?![\d/])", re.IGNORECASE) for form in FORMS]


@dataclass(frozen=True)
class Day:
    """A day that a text names: where, its words, the day; None where the calendar lacks it."""

    start: int
    end: int
    words: str
    day: date | None


def find_days(text: str) -> Iterator[Day]:
    """Yield the days of `text` in their order; what may mean two days is none of them."""
    matches = [match for form in DAY for match in form.finditer(text)]
    done = 0
    for match in sorted(matches, key=lambda match: (match.start(), -match.end())):
        if match.start() >= done and (numbers := numbers_of(match)) is not None:
            done = match.end()
            yield Day(match.start(), match.end(), match.group(), calendar_day(*numbers))


def numbers_of(match: re.Match[str]) -> tuple[int, int, int] | None:
    """Return year, month and day of a match, None where day and month may change places."""
    found = match.groupdict()
    year = int(found["year"])
    if "one" not in found:
        month = found.get("month") or MONTHS.get(found["name"].lower())
        return None if month is None else (year, int(month), int(found["day"]))
    one, other = int(found["one"]), int(found["other"])
    if one == other or other > 12 >= one:
        return year, one, other
    return (year, other, one) if one > 12 else None


def calendar_day(year: int, month: int, day: int) -> date | None:
    """Return a day, None where the calendar does not have it."""
    try:
        return date(year, month, day)
    except ValueError:
        return None
