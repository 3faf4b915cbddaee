"""Terms of an agreement in free text and in cells: number, signing, first and last day, renewal.

Dates are EDTF (ISO 8601-2), as precise as the words: a year stays a year. The words are data
(``data/terms.tsv``). What has two readings, or cannot be, is a question and is not read.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from ...resources import read_words
from .agreements import is_dash, last_day
from .words import UNSPACED

__all__ = ["Order", "Terms", "find_order", "has_words", "read_date", "read_months", "read_terms"]

#: Which number of ``03/04/2022`` is the day; None where it is not known.
Order = str | None
DAY_FIRST, MONTH_FIRST = "day-first", "month-first"
APOSTROPHES = str.maketrans(dict.fromkeys("ʻʼ‘’`´", "'"))
WORD = r"[^\W\d_]"
ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
#: A day in quotes, as Russian contracts have it: "от «05» апреля".
QUOTED_DAY = re.compile(r"[«“\"„](\s*\d{1,2}\s*)[»”\"“](?=\s)")
#: Signs that a date is not sure, and decades.
UNSURE = re.compile(r"\?|~\s*\d|(?:19|20)\d0(?:s|-х|er)\b|beginning of|начала")
#: A hyphen between two dates without spaces: "2022/23-2027/28", "12.02.2020-11.02.2025".
CLOSE_RANGE = re.compile(
    r"((?:\d{1,2}[./]\d{1,2}[./](?:19|20)\d\d|(?:19|20)\d\d/(?:\d{4}|\d\d)))-(?=\d)"
)


@dataclass(frozen=True)
class Terms:
    """What the words state; empty texts for what they do not.

    `signed`, `start` and `until` are EDTF; `kind` are words; `renewal` is ``automatic`` or
    ``pending``. A `question` says why something was not read. `is_none`: the words state that there
    is no agreement yet, or nothing at all.
    """

    number: str = ""
    signed: str = ""
    start: str = ""
    until: str = ""
    perpetual: bool = False
    renewal: str = ""
    kind: str = ""
    question: str = ""
    is_none: bool = False

    @property
    def has_dates(self) -> bool:
        """Say whether a date, or that there is no end, is stated."""
        return bool(self.signed or self.start or self.until or self.perpetual)


@dataclass(frozen=True)
class Piece:
    """A part of a text: where it stands, its kind (``date``, ``pair``, ``term``, ``number``)."""

    start: int
    end: int
    kind: str
    value: str = ""
    other: str = ""
    months: int = 0
    question: str = ""


@cache
def lexicon() -> Mapping[str, Sequence[str]]:
    """Return meaning -> words of all languages, longest first."""
    found: dict[str, list[str]] = {}
    for meaning, words in read_words("terms.tsv"):
        found.setdefault(meaning, []).extend(map(plain, words))
    return {meaning: sorted(set(of), key=len, reverse=True) for meaning, of in found.items()}


def plain(text: str) -> str:
    """Return a text in small letters with one apostrophe, character by character."""
    small = "".join(c.lower() if len(c.lower()) == 1 else c for c in text.translate(APOSTROPHES))
    spaced = QUOTED_DAY.sub(lambda match: f" {match[1].center(len(match[0]) - 2)} ", small)
    return CLOSE_RANGE.sub(r"\1–", spaced.replace("\u00a0", " "))


@cache
def either(*meanings: str) -> str:
    """Return a pattern of the words of meanings; words of spaced scripts stand alone."""
    words = sorted((w for m in meanings for w in lexicon()[m]), key=len, reverse=True)
    return "|".join(bounded(word) for word in dict.fromkeys(words))


def bounded(word: str) -> str:
    """Return a pattern of a word that is no part of a longer one."""
    written = re.escape(word).replace(r"\ ", r"\s+")
    if UNSPACED.search(word):
        return written
    after = r"(?!\w)" if word[-1].isalnum() else ""
    return rf"(?<!\w){written}{after}"


@cache
def months() -> Mapping[str, int]:
    """Return the name of a month -> its number."""
    return {w: n for n in range(1, 13) for w in lexicon()[f"month {n}"]}


@cache
def date_patterns() -> Sequence[tuple[re.Pattern[str], str]]:
    """Return the patterns of dates with the name of each form, the more precise first."""
    name = "|".join(re.escape(w) for w in sorted(months(), key=len, reverse=True))
    day, year = r"(?P<d>\d{1,2})", r"(?P<y>(?:19|20)\d\d)"
    tail = r"(?:\s*(?:года|год|г\.?|yilda|yil|йил|y\.?)(?!\w))?"
    ending = r"(?:[a-z]{2,3}|dagi|да|даги|ги)?"
    season = either(*(f"season {n}" for n in range(21, 25)))
    forms = (
        (rf"{year}-(?P<m>\d\d)-(?P<d>\d\d)(?!\d)", "day"),
        (rf"{year}[/.](?P<m>\d{{1,2}})[/.]{day}(?!\d)", "day"),
        (rf"{day}\.\s?(?P<m>\d{{1,2}})\.\s?{year}(?!\d){tail}", "day"),
        (rf"{day}\.(?P<m>\d{{1,2}})\.(?P<yy>\d\d)(?![\d.])", "day"),
        (r"(?P<one>\d{1,2})[/-](?P<two>\d{1,2})[/-](?P<y>(?:19|20)\d\d)(?!\d)", "slash"),
        (rf"{year}\s*[-–]?\s*(?:yil|йил)(?:ning|нинг)?\s*,?\s+{day}\s*[-–]?\s*(?P<name>{name})"
         rf"{ending}(?!\w)", "day"),
        (rf"{day}(?:st|nd|rd|th|er|º|\.)?\s*(?:of\s+|de\s+|[-–]\s*)?(?P<name>{name})\.?,?(?:\s+|-)"
         rf"(?:de\s+|del\s+)?{year}(?!\d){tail}", "day"),
        (rf"(?<!\w)(?P<name>{name})\.?\s+{day}(?:st|nd|rd|th)?,?\s+{year}(?!\d)", "day"),
        (rf"(?<!\d){year}年\s*(?P<m>\d{{1,2}})月\s*{day}日", "day"),
        (rf"(?<!\d){year}年\s*(?P<m>\d{{1,2}})月", "month"),
        (rf"{day}\s+(?P<name>{name})\.?\s+['’](?P<yy>\d\d)(?![\d.])", "day"),
        (rf"{day}\.\s?(?P<roman>i{{1,3}}|iv|vi{{0,3}}|ix|xi{{0,2}}|x)\.\s?{year}(?!\d){tail}",
         "day"),
        (rf"{day}(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<name>{name})(?!\w)(?!\.?,?\s+\d{{4}})",
         "no year"),
        (rf"(?<!\w)(?P<name>{name})\.?,?\s+(?:de\s+)?{year}(?!\d){tail}", "month"),
        (rf"(?P<m>0[1-9]|1[0-2])[./]{year}(?!\d)", "month"),
        (rf"(?<![\w./]){year}[.\-/](?P<m>0[1-9]|1[0-2])(?![\d./]|-\d\d(?!\d))", "month"),
        (rf"{year}\s*[-–—]\s*(?P<y2>(?:19|20)\d\d)(?!\d){tail}", "years"),
        (rf"(?:ws|ss|wise|sose)?\s*{year}\s*/\s*(?P<y2>(?:20)?\d\d)(?!\d)", "academic"),
        (rf"(?:{season})\s+{year}(?!\d)", "season"),
        (rf"{year}(?!\d)(?:\s*年)?{tail}", "year"),
    )  # fmt: skip
    return [(re.compile(rf"(?<![\w./-]){form}" if not form.startswith("(?<!") else form), kind)
            for form, kind in forms]  # fmt: skip


def find_dates(text: str, order: Order) -> Iterator[Piece]:
    """Yield the dates of a plain text, none within another."""
    taken: list[tuple[int, int]] = []
    for pattern, form in date_patterns():
        for match in pattern.finditer(text):
            start, end = match.span()
            lead = len(match.group()) - len(match.group().lstrip())
            if all(end <= a or b <= start for a, b in taken):
                taken.append((start, end))
                yield date_piece(match, start + lead, form, order)


def date_piece(match: re.Match[str], start: int, form: str, order: Order) -> Piece:
    """Return the piece of one date."""
    given, words = match.groupdict(), match.group().strip()
    end = match.end()
    year = given.get("y") or (f"20{given['yy']}" if given.get("yy") else "")
    if form == "no year":
        return Piece(start, end, "date", question=f"there is no year in {words}")
    if form == "years":
        return Piece(start, end, "pair", year, given["y2"])
    if form == "academic":
        second = given["y2"] if len(given["y2"]) == 4 else f"{year[:2]}{given['y2']}"
        if int(second) != int(year) + 1:
            return Piece(start, end, "pair", year, second)
        return Piece(start, end, "pair", year, second, months=1)
    if form == "season":
        number = next(n for n in range(21, 25)
                      if re.match(either(f"season {n}"), words))  # fmt: skip
        return Piece(start, end, "date", f"{year}-{number}")
    if form == "slash":
        return slash_piece(start, end, words, given, order)
    if form == "year":
        return Piece(start, end, "date", year)
    month = month_of(given)
    if form == "month":
        return Piece(start, end, "date", f"{year}-{month:02}")
    return day_piece(start, end, words, int(year), month, int(given["d"]))


def month_of(given: Mapping[str, str | None]) -> int:
    """Return the number of the month of a date: by its figure, Roman figure, or name."""
    if roman := given.get("roman"):
        return ROMAN.index(roman) + 1
    return int(given["m"] or 0) if given.get("m") else months()[given["name"] or ""]


def day_piece(start: int, end: int, words: str, year: int, month: int, day: int) -> Piece:
    """Return the piece of a day, a question where no calendar has it."""
    try:
        return Piece(start, end, "date", date(year, month, day).isoformat())
    except ValueError:
        return Piece(start, end, "date", question=f"there is no day {words}")


def slash_piece(
    start: int, end: int, words: str, given: Mapping[str, str], order: Order
) -> Piece:  # fmt: skip
    """Return the piece of ``25/03/2021``, a question where day and month may change places."""
    one, two, year = int(given["one"]), int(given["two"]), int(given["y"])
    if one == two or one > 12 or (two <= 12 and order == DAY_FIRST):
        return day_piece(start, end, words, year, two, one)
    if two > 12 or order == MONTH_FIRST:
        return day_piece(start, end, words, year, one, two)
    both = f"{year}-{two:02}-{one:02} or {year}-{one:02}-{two:02}"
    return Piece(start, end, "date", question=f"{words} is {both}")


def find_order(texts: Sequence[str]) -> Order:
    """Return which number is the day in a column, by those that can be read in one way only."""
    pairs = re.findall(r"(?<!\d)(\d{1,2})[/-](\d{1,2})[/-]\d{4}", "\n".join(texts))
    day_first = any(int(one) > 12 for one, _ in pairs)
    month_first = any(int(two) > 12 for _, two in pairs)
    if day_first == month_first:
        return None
    return DAY_FIRST if day_first else MONTH_FIRST


@cache
def term_pattern() -> re.Pattern[str]:
    """Return the pattern of a term: a count and a unit."""
    counts = "|".join(re.escape(w) for n in range(1, 11) for w in lexicon().get(f"count {n}", ()))
    units = "|".join(bounded(w).removeprefix(r"(?<!\w)") for n in (12, 1)
                     for w in lexicon()[f"unit {n}"])  # fmt: skip
    return re.compile(
        rf"(?<![\w./-])(?P<count>\d{{1,2}}|{counts})\s*(?:\(\s*\w+\s*\)\s*)?[-–]?\s*"
        rf"(?:academic\s+)?(?P<unit>{units})"
    )


def find_terms(text: str) -> Iterator[Piece]:
    """Yield the terms of a plain text, in months."""
    for match in term_pattern().finditer(text):
        count = match["count"]
        number = int(count) if count.isdecimal() else next(
            n for n in range(1, 11) if count in lexicon().get(f"count {n}", ())
        )  # fmt: skip
        size = 12 if match["unit"] in lexicon()["unit 12"] else 1
        yield Piece(*match.span(), "term", months=number * size)


NUMBER = re.compile(
    r"(?:(?<!\w)(?:no\.?|nr\.?|n°|nº|number|№)|№|#)\s*(?P<n>[\w/.-]*\d[\w/-]*(?:\.\d+)*)"
    r"(?:\s*[-–]?\s*(?:sonli|сонли))?"
    r"|(?<![\w./-])(?P<s>\d[\w/-]*?)\s*[-–]\s*(?:sonli|son|сонли|сон)(?!\w)"
)


def find_numbers(text: str, words: str) -> Iterator[Piece]:
    """Yield the numbers of agreements; `words` is the text as it is written."""
    for match in NUMBER.finditer(text):
        group = "n" if match["n"] else "s"
        value = words[match.start(group) : match.end(group)]
        value = re.sub(r"[-–]?(?:sonli|son|сонли|сон)$", "", value).rstrip(".-/")
        is_date = re.fullmatch(r"\d{1,2}\.\d{1,2}\.\d{2,4}", value)
        question = f"{value} stands where a number is expected" if is_date else ""
        yield Piece(*match.span(), "number", value, question=question)


def pieces_of_terms(text: str, words: str, order: Order) -> list[Piece]:
    """Return the pieces of a text in order; the first kind that takes a place keeps it."""
    kept: list[Piece] = []
    found = (*find_numbers(text, words), *find_dates(text, order), *find_terms(text))
    for piece in found:
        if all(piece.end <= one.start or one.end <= piece.start for one in kept):
            kept.append(piece)
    return sorted(kept, key=lambda piece: piece.start)


def has_words(text: str, *meanings: str) -> bool:
    """Say whether a text holds a word of one of some meanings."""
    return re.search(either(*meanings), plain(text)) is not None


def read_date(text: str, order: Order = None) -> Piece | None:
    """Return the one date of a cell, None where there is none, or more than words beside it."""
    found = list(find_dates(plain(text), order))
    return found[0] if len(found) == 1 else None


def read_months(text: str) -> int:
    """Return the months of the one term of a cell; 0 where there is none."""
    found = list(find_terms(plain(text)))
    return found[0].months if len(found) == 1 else 0


def read_terms(words: str, order: Order = None, *, is_list: bool = False) -> list[Terms]:
    """Return what the words of an agreement cell state: one, or several where `is_list` says so.

    `is_list`: the title of the column is a plural, so that what semicolons part are agreements.
    """
    parts = [part.strip() for part in re.split(r"[;\n]", words) if part.strip()]
    dated = [part for part in parts if any(find_dates(plain(part), order))]
    if len(dated) > 1 and not is_range(plain(words)):
        if is_list or "\n" in words:
            return [read_one(part, order) for part in parts]
        return [Terms(question="several dates, of one agreement or of several")]
    return [read_one(words, order)]


def is_range(text: str) -> bool:
    """Say whether a word between dates says that they are the ends of one period."""
    return re.search(either("until"), text) is not None


def read_one(words: str, order: Order) -> Terms:
    """Return what the words of one agreement state."""
    text = plain(words)
    if is_dash(words) or re.fullmatch(rf"\s*(?:{either('blank')})\s*\.?\s*", text):
        return Terms(is_none=True)
    pieces = pieces_of_terms(text, words, order)
    kind = kind_of_words(words, text)
    renewal = "automatic" if has_words(words, "automatic") else (
        "pending" if has_words(words, "pending") else "")  # fmt: skip
    if has_words(words, "draft"):
        return Terms(kind=kind, is_none=True)
    dates = [piece for piece in pieces if piece.kind in ("date", "pair")]
    number = next((piece.value for piece in pieces if piece.kind == "number"), "")
    base = Terms(number=number, renewal=renewal, kind=kind)
    question = next((piece.question for piece in pieces if piece.question), "")
    without_perpetual = re.sub(either("perpetual"), " ", text)
    if question or has_words(without_perpetual, "ended", "terminated", "before"):
        return Terms(kind=kind, question=question or "it says when it ended, not what was agreed")
    perpetual = has_words(words, "perpetual")
    unread = find_unread(text, pieces)
    if unread and (dates or perpetual):
        return Terms(kind=kind, question=f"not all of it was understood: {unread}")
    if not dates:
        return without_dates(base, text, pieces, perpetual)
    found = assign_dates(base, text, pieces, perpetual)
    if has_words(words, "renewed") and not renewal and not found.until:
        return Terms(kind=kind, question="it was renewed; until when is not said")
    return replace(found, number=found.number if found.question == "" else "")


def without_dates(base: Terms, text: str, pieces: Sequence[Piece], perpetual: bool) -> Terms:
    """Return the terms of words without a date."""
    if perpetual:
        return replace(base, perpetual=True)
    if any(piece.kind == "term" for piece in pieces):
        return Terms(kind=base.kind, question="a term without the day on which it begins")
    if base.renewal:
        return Terms(kind=base.kind, renewal=base.renewal, question="a renewal without a date")
    if is_range(text) and not re.search(r"\d", text):
        return Terms(kind=base.kind, question="it ends with an event, not on a day")
    is_known = not unknown_words(beside(text, pieces))
    question = "" if is_known else "no date, term or number was read"
    return replace(base, question=question)


def find_unread(text: str, pieces: Sequence[Piece]) -> str:
    """Return what of a text is not understood: words, figures, a negation, a sign of doubt."""
    rest = beside(text, pieces)
    figures = re.sub(either("perpetual", "until", "from"), " ", rest)
    found = unknown_words(rest) or " ".join(re.findall(r"\d+|(?<!\w)no(?!\w)", figures))
    return found or ("it is not sure" if UNSURE.search(text) else "")


def beside(text: str, pieces: Sequence[Piece]) -> str:
    """Return a text with blanks for its pieces."""
    letters = list(text)
    for piece in pieces:
        letters[piece.start : piece.end] = " " * (piece.end - piece.start)
    return "".join(letters)


def unknown_words(text: str) -> str:
    """Return the words of a text that are not in the lexicon."""
    known = either("kind", "filler", "from", "until", "signed", "perpetual", "automatic", "pending",
                   "about", "active", "renewed", "unit 12", "unit 1")  # fmt: skip
    return " ".join(re.findall(rf"{WORD}+", re.sub(known, " ", text)))


#: A word after a date that says what it is: "2023-yil 10-yanvarda imzolangan", "31.12.2026 gacha".
def role_of(text: str, start: int, piece: Piece, stop: int, before: Piece | None) -> str:
    """Return what a date is by the words before it since `start`, and after it up to `stop`."""
    lead = text[start : piece.start]
    tail = text[piece.end : stop]
    if re.match(rf"\s*-?\s*(?:{either('until')})", tail) and "gacha" in tail[:8]:
        return "until"
    ending = r"\s*-?\s*(?:y\.?\s*|yil|йил)?\s*(?:oxiri|охири)?(?:gacha|гача)"
    if re.match(rf"{ending}|(?:'\w{{1,3}})?\s*kadar", tail):
        return "until"
    if re.match(r"\s*-?\s*(?:yil|йил|yılın)?\s*(?:dan|дан|tan|itibaren)(?!\w)", tail):
        return "start"
    roles = [
        (match.end(), role)
        for role, meaning in (("until", "until"), ("start", "from"), ("signed", "signed"))
        for match in re.finditer(either(meaning), lead)
        if not unknown_words(lead[match.end() :])
    ]
    if roles:
        return max(roles)[1]
    if re.match(rf"\s*[-–,]?\s*(?:{either('signed')})", tail):
        return "signed"
    if before is not None and before.kind in ("date", "pair") and re.fullmatch(
        r"\s*(?:[-–—]|\.\.\.?)\s*(?:ss|ws|sose|wise)?\s*", lead
    ):  # fmt: skip
        return "until"
    return ""


def assign_dates(base: Terms, text: str, pieces: Sequence[Piece], perpetual: bool) -> Terms:
    """Return the terms with each date in its place; a question where two want the same."""
    found: dict[str, str] = {}
    dates = [piece for piece in pieces if piece.kind in ("date", "pair")]
    term = next((piece.months for piece in pieces if piece.kind == "term"), 0)
    for index, piece in enumerate(dates):
        before = dates[index - 1] if index else None
        after = dates[index + 1].start if index + 1 < len(dates) else len(text)
        role = role_of(text, before.end if before else 0, piece, after, before)
        if piece.kind == "pair":
            first, last = piece.value, piece.other
            if role == "until":
                found["until"] = last
            elif "pair" in found:
                return Terms(kind=base.kind, question="several periods, and not what each is")
            else:
                found.setdefault("start", first)
                found["until"] = last
                found |= {} if role else {"pair": f"{first}-{last}"}
            continue
        value = f"{piece.value}~" if is_about(text, piece) else piece.value
        between = text[before.end : piece.start] if before else ""
        if role == "until" and found.get("signed") and is_joint(between):
            found["start"] = found.pop("signed")
        if role == "until" and before is not None and before.kind == "pair":
            found.pop("until", None)
        if value.endswith("~"):
            role = role or "start"
        role = role or "bare"
        if found.get(role, value) != value:
            return Terms(kind=base.kind, question="several dates, and not what each is")
        found[role] = value
    return settle(base, found, term, perpetual)


def is_joint(between: str) -> bool:
    """Say whether nothing but one word stands between the two ends of a period."""
    return re.fullmatch(rf"\s*(?:{either('until')})\s*", between) is not None


def is_about(text: str, piece: Piece) -> bool:
    """Say whether a word before a date says that it is not exact."""
    return re.search(rf"(?:{either('about')})\s*$", text[: piece.start]) is not None


def settle(base: Terms, found: dict[str, str], term: int, perpetual: bool) -> Terms:
    """Return the terms once a bare date has its meaning and a term its end."""
    bare = found.pop("bare", "")
    if bare and "until" in found and "start" not in found and "signed" not in found:
        found["start"] = bare
    elif bare and term and len(bare) == 10 and not (base.number or base.kind or base.renewal):
        found.setdefault("start", bare)
    elif bare:
        found.setdefault("signed", bare)
    start, until = found.get("start", ""), found.get("until", "")
    signed = found.get("signed", "")
    if term and not start and not until and len(signed) == 10 and not base.renewal:
        start = signed  # A term is counted from the day that stands beside it.
    if term and len(start) == 10 and not until:
        until = end_of_term(start, term)
    first = start or found.get("signed", "")
    if until and first and until[: len(first)] < first[: len(until)]:
        return Terms(kind=base.kind, question=f"it ends ({until}) before it begins ({first})")
    return replace(
        base, signed=found.get("signed", ""), start=start, until=until,
        perpetual=perpetual and not until,
    )  # fmt: skip


def end_of_term(start: str, term: int) -> str:
    """Return the last day of a term in months from a day (EDTF); "" where the calendar ends."""
    try:
        return last_day(date.fromisoformat(start), term).isoformat()
    except ValueError:
        return ""


def kind_of_words(words: str, text: str) -> str:
    """Return the kind of agreement that a text names, as it is written; "" where it names none."""
    match = re.search(rf"(?:{WORD}+\s+)?(?:{either('kind')})", text)
    if match is None:
        return ""
    exact = re.search(either("kind"), text[match.start() :])
    start = match.start() + exact.start() if exact else match.start()
    first = text[match.start() : start].strip()
    if first and not re.search(either("filler", "from", "until", "signed", "active"), first):
        start = match.start()
    return words[start : match.end()].strip()
