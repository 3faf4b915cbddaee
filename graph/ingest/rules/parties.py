"""A partner cell: which bodies it names, and country, city and unit beside a name."""

import re
from dataclasses import dataclass

from .names import has_organization_word, pieces_of, trim
from .places import country_named, is_city_of
from .terms import read_terms

__all__ = ["Party", "end_of_name", "is_no_partner", "read_party", "split_parties"]

Range = tuple[int, int]

#: "1) Delta University; 2) Epsilon College": the mark of an item within a cell.
ITEM = re.compile(r"(?:^|(?<=[;\n]))\s*(?:\(?\d{1,2}[.)]|[-–—•*·])\s+")
LAST_BRACKETS = re.compile(r"\s*[(（\[]([^()（）\[\]]+)[)）\]]\s*$")
UNIT = re.compile(
    r"^(?:the\s+)?(?:faculty|department|school|institute|college|chair|division|center|centre|факультет|"
    r"кафедра|институт|fakultet|kafedra|fakult[äa]t|fachbereich|facultad|facult[ée]|departamento)\b",
    re.IGNORECASE,
)
NOBODY = re.compile(
    r"(?:no|none|without|n/a)\b.{0,30}|нет\b.{0,20}|yo['ʻ‘’`]q\b.{0,20}|[-–—_.\s*]+", re.IGNORECASE
)


@dataclass(frozen=True)
class Party:
    """A body in a cell: where its name stands; the country's code, place; city; its unit."""

    name: Range
    country: str = ""
    country_words: Range = (0, 0)
    city: Range | None = None
    unit: Range | None = None


def is_no_partner(text: str) -> bool:
    """Say whether a partner cell says that there is none."""
    return NOBODY.fullmatch(text.strip()) is not None or not any(c.isalpha() for c in text)


def split_parties(text: str) -> list[list[Range]]:
    """Return the bodies of a cell: for each item (line, semicolon, number), those it joins.

    A comma parts bodies as `pieces_of` says. A semicolon or a line end parts only where each part
    has a word of its own; a line end within one name does not part it.
    """
    bounds, start = list[Range](), 0
    for mark in re.finditer(r"[;\n]", text):
        bounds.append((start, mark.start()))
        start = mark.end()
    bounds.append((start, len(text)))
    parts = [trim(text, *without_mark(text, *bound)) for bound in bounds]
    parts = [(a, b) for a, b in parts if any(char.isalpha() for char in text[a:b])]
    if len(parts) <= 1 and not ITEM.match(text):
        return [pieces_of(text)]
    by_lines = ";" not in text and len(parts) > 1
    if by_lines and not all(has_organization_word(text[a:b]) for a, b in parts):
        parts = [trim(text, 0, len(text))]
    return [[(a + x, a + y) for x, y in pieces_of(text[a:b])] for a, b in parts]


def without_mark(text: str, start: int, end: int) -> Range:
    """Return a range without the bullet or number that begins it."""
    match = re.match(r"\s*(?:\(?\d{1,2}[.)]|[-–—•*·])\s+", text[start:end])
    return (start + match.end(), end) if match else (start, end)


def read_party(text: str, start: int, end: int, *, country: str = "") -> Party:
    """Read "Alpha University (Italy)", "Gamma Institute, Brno, Czech Republic", "X, Faculty of Y".

    What stands at the end is taken off the name only where it is the name of a country and nothing
    else, a city before such a country, or a unit; an abbreviation stays in the name. `country` is
    the code of the one that stands elsewhere: then a code in brackets is an abbreviation of the
    name, and a city of that country may end it after a comma.
    """
    words = text[start:end]
    brackets = LAST_BRACKETS.search(words)
    if brackets and is_abbreviation(
        brackets[1], words[: brackets.start()], has_country=bool(country)
    ):
        brackets = None
    if brackets and (code := country_named(brackets[1])):
        at = (start + brackets.start(1), start + brackets.end(1))
        name = trim(text, start, start + brackets.start())
        return with_unit(text, Party(name, code, at))
    if brackets and "," in brackets[1]:
        city, _, country = brackets[1].rpartition(",")
        if code := country_named(country):
            at = trim(text, start + brackets.end(1) - len(country), start + brackets.end(1))
            place = trim(text, start + brackets.start(1), start + brackets.start(1) + len(city))
            return Party(trim(text, start, start + brackets.start()), code, at, place)
    head, comma, last = words.rpartition(",")
    if comma and (code := country_named(last)) and head.strip():
        at = trim(text, end - len(last), end)
        name, city = name_and_city(text, start, start + len(head))
        return with_unit(text, Party(name, code, at, city))
    party = with_unit(text, Party((start, end)))
    if comma and party.unit is None and is_city_of(last.strip(), country):
        name, city = name_and_city(text, start, end)
        return Party(name, city=city)
    return party


def is_abbreviation(text: str, name: str, *, has_country: bool) -> bool:
    """Say whether the letters in brackets behind a name abbreviate it: "Aarhus University (AU)"."""
    letters = text.strip()
    if not (2 <= len(letters) <= 3 and letters.isupper()):
        return False
    initials = "".join(word[0] for word in re.findall(r"\w+", name)).upper()
    return has_country or letters in initials


def name_and_city(text: str, start: int, end: int) -> tuple[Range, Range | None]:
    """Part "Gamma Institute, Brno" where what is left before the comma names an organisation."""
    head, comma, last = text[start:end].rpartition(",")
    is_city = bool(comma) and len(last.split()) <= 3 and not has_organization_word(last)
    if is_city and has_organization_word(head):
        return trim(text, start, start + len(head)), trim(text, end - len(last), end)
    return trim(text, start, end), None


def end_of_name(text: str) -> int:
    """Return where the name in an item of a list ends.

    Behind a country in brackets; before brackets with a date, a dash, or a comma that words of an
    agreement follow: "Alpha University (Italy), MoU of 12 March 2021".
    """
    opening, closing = text.find("("), text.find(")")
    if 0 < opening < closing and country_named(text[opening + 1 : closing]):
        return closing + 1
    is_last = closing == len(text.rstrip(" ;.,")) - 1
    if 0 < opening < closing and is_last and has_dates(text[opening + 1 : closing]):
        return len(text[:opening].rstrip())
    marks = [text.find(mark) for mark in (" – ", " — ", " - ", "; ", ": ")]
    marks += [comma.start() for comma in re.finditer(",", text) if has_dates(text[comma.end() :])]
    found = [place for place in marks if place > 0]
    return min(found, default=len(text.rstrip(" ;.,")))


def has_dates(words: str) -> bool:
    """Say whether words state the dates of an agreement, and nothing that is not understood."""
    terms = read_terms(words)
    return all(one.has_dates and not one.question for one in terms)


def with_unit(text: str, party: Party) -> Party:
    """Return a party without the unit that its name ends with: "Alpha University, Faculty of X"."""
    start, end = party.name
    head, comma, last = text[start:end].rpartition(",")
    if comma and UNIT.match(last.strip()) and has_organization_word(head):
        return Party(
            trim(text, start, start + len(head)), party.country, party.country_words, party.city,
            trim(text, end - len(last), end),
        )  # fmt: skip
    return party
