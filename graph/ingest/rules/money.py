"""Amounts of money: "2.2 billion soums" is 2200000000 UZS; of what kind, the words rarely say.

What is not one number of one currency is no amount: ranges ("100-150 million soums"), bounds and
guesses ("up to 5 mln so'm", "about"), "dollars" or "rubles" of no country, and "1,200 million",
which is 1.2 or 1200 million. Such words are found as `doubtful`, so that a person can be told.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

__all__ = ["Money", "find_amounts", "find_doubtful_amounts"]

SCALES: Mapping[str, int] = {
    "": 1,
    **dict.fromkeys(("thousand", "ming", "минг", "тыс", "тысяч", "тысячи"), 10**3),
    **dict.fromkeys(
        ("million", "millions", "mln", "млн", "миллион", "миллиона", "миллионов"), 10**6
    ),
    **dict.fromkeys(
        ("billion", "billions", "bn", "mlrd", "milliard", "млрд", "миллиард", "миллиарда",
         "миллиардов"), 10**9,
    ),
    **dict.fromkeys(("trillion", "trln", "трлн", "триллион", "триллиона", "триллионов"), 10**12),
}  # fmt: skip
#: Only words that mean one currency: "dollars" or "rubles" alone could be of several countries.
CURRENCIES: Mapping[str, str] = {
    **dict.fromkeys(
        ("soums", "soum", "sums", "sum", "so'm", "so'mlik", "сум", "сума", "сумов", "сўм",
         "сўмлик", "uzs"), "UZS",
    ),
    **dict.fromkeys(
        ("usd", "us$", "us dollars", "us dollar", "u.s. dollars", "aqsh dollari", "aqsh dollar",
         "доллар сша", "доллара сша", "долларов сша", "долл. сша", "ақш доллари"), "USD",
    ),
    **dict.fromkeys(("eur", "€", "euro", "euros", "yevro", "евро"), "EUR"),
    **dict.fromkeys(
        ("rub", "₽", "russian rubles", "russian roubles", "российских рублей",
         "российский рубль", "rossiya rubli"), "RUB",
    ),
    "gbp": "GBP", "£": "GBP", "kzt": "KZT",
}  # fmt: skip
#: Words of money that do not say of which country.
VAGUE = (
    "dollars?",
    "доллар(?:ов|а)?",
    r"\$",
    "dollar",
    "ro?ubles?",
    "rubl",
    "рубл(?:ей|я|ь)",
    "руб",
)
APOSTROPHES = str.maketrans(dict.fromkeys("ʻʼ‘’`´", "'"))
SPACE = r"[ \u00a0\u202f\u2009]"


def pattern_of(words: Mapping[str, object]) -> str:
    """Return a pattern of the words, longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True) if word)


NUMBER = rf"(?<![\w.,])\d{{1,3}}(?:{SPACE}\d{{3}})+(?:[.,]\d{{1,2}})?|(?<![\w.,])\d+(?:[.,]\d+)*"
SCALED = rf"(?:{NUMBER})(?:{SPACE}?(?:{pattern_of(SCALES)})\.?(?!\w))?"
AMOUNT = re.compile(
    rf"(?P<lead>(?P<before>(?<!\w)(?:{pattern_of(CURRENCIES)})){SPACE}?)?"
    rf"(?P<number>{NUMBER})(?:{SPACE}?(?P<scale>{pattern_of(SCALES)})(?!\w)\.?)?"
    rf"(?:{SPACE}?(?P<after>{pattern_of(CURRENCIES)})(?!\w))?",
    re.IGNORECASE,
)
#: What makes the number that follows a part of a range, a bound or a guess.
LOOSE = re.compile(
    rf"(?:\d{SPACE}?\S{{0,12}}{SPACE}?[-–—…]{SPACE}?"
    r"|(?<!\w)(?:from|between|up to|at least|at most|more than|less than|over|under|about|around|"
    r"approximately|nearly|almost|some|to|and|от|до|свыше|более|менее|около|примерно|почти|qariyb|"
    rf"taxminan|kamida|ko'pi bilan|гача){SPACE}+|[~≈<>≤≥±]{SPACE}?)$",
    re.IGNORECASE,
)
#: What does so behind the words: "50 mln so'mdan ortiq", "100 - 150 mln".
LOOSE_AFTER = re.compile(
    rf"{SPACE}\d|{SPACE}?[-–—…]{SPACE}?\d"
    rf"|{SPACE}?(?:dan|gacha|ga yaqin|or more|or less|и более|и выше|\+)(?!\w)",
    re.IGNORECASE,
)
WORTH = re.compile(r"\bworth\s+$", re.IGNORECASE)
#: Letters before an amount in which such words may stand.
NEAR = 40
VAGUE_AMOUNT = re.compile(
    rf"(?:{'|'.join(VAGUE)}){SPACE}?(?:{SCALED})|(?:{SCALED}){SPACE}?(?:{'|'.join(VAGUE)})(?!\w)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Money:
    """An amount: a positive decimal, an ISO 4217 code, and where the words stand."""

    value: Decimal
    currency: str
    span: tuple[int, int]


def find_amounts(text: str) -> Iterator[Money]:
    """Yield the amounts of money that `text` states without doubt."""
    yield from (money for money, is_sure in find_sums(text) if is_sure)


def find_doubtful_amounts(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of words of money that state no one amount of one currency."""
    spans = [money.span for money, _ in find_sums(text)]
    yield from (money.span for money, is_sure in find_sums(text) if not is_sure)
    for match in VAGUE_AMOUNT.finditer(text):
        if all(match.end() <= start or end <= match.start() for start, end in spans):
            yield match.span()


def find_sums(text: str) -> Iterator[tuple[Money, bool]]:
    """Yield amounts, each with whether it is sure; a doubtful one has no value (0)."""
    plain = text.translate(APOSTROPHES)
    for match in AMOUNT.finditer(plain):
        words = (match["before"] or "").lower(), (match["after"] or "").lower()
        named = {CURRENCIES.get(word) for word in words if word}
        value = value_of(match["number"], (match["scale"] or "").lower())
        currency = named.pop() if len(named) == 1 else None
        if currency is None or value == 0:
            continue
        start, end = match.span() if match["before"] else (match.start("number"), match.end())
        is_loose = LOOSE.search(plain[max(0, start - NEAR) : start]) or LOOSE_AFTER.match(
            plain, end
        )
        is_sure = value is not None and not is_loose
        if is_sure and (worth := WORTH.search(text, max(0, start - NEAR), start)):
            start = worth.start()
        yield Money(value or Decimal(0), currency, (start, end)), is_sure


def value_of(number: str, scale: str) -> Decimal | None:
    """Return the value of a number and its scale, None where the number may be read in two ways.

    A lone mark before three digits parts thousands where no scale follows; before one, a comma may
    part thousands or the fraction.
    """
    if scale not in SCALES:
        return None
    digits = re.sub(SPACE, "", number)
    marks = re.findall(r"[.,]", digits)
    whole, last = digits, ""
    if marks:
        whole, _, last = digits.rpartition(marks[-1])
    is_grouped = bool(re.fullmatch(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*", digits))
    if len(marks) == 1 and is_grouped and scale:
        if marks == [","]:
            return None
        is_grouped = False
    if is_grouped:
        whole, last = digits, ""
    elif len(marks) > 1 and not re.fullmatch(r"\d{1,3}(?:([.,])\d{3})+(?!\1)[.,]\d{1,2}", digits):
        return None
    plain = re.sub(r"[.,]", "", whole)
    return (Decimal(f"{plain}.{last or 0}") * SCALES[scale]).normalize()
