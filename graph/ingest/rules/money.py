"""Amounts of money: "2.2 billion soums" is 2200000000 UZS; of what kind, the words rarely say."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

__all__ = ["Money", "amounts"]

SCALES: Mapping[str, int] = {
    "": 1, "thousand": 10**3, "ming": 10**3, "тыс": 10**3, "million": 10**6, "mln": 10**6,
    "млн": 10**6, "billion": 10**9, "mlrd": 10**9, "milliard": 10**9, "млрд": 10**9,
}  # fmt: skip
#: Only words that mean one currency: "dollars" or "rubles" alone could be of several countries.
CURRENCIES: Mapping[str, str] = {
    "soums": "UZS", "soum": "UZS", "sums": "UZS", "sum": "UZS", "so'm": "UZS", "soʻm": "UZS",
    "сум": "UZS", "сумов": "UZS", "uzs": "UZS", "usd": "USD", "us dollars": "USD",
    "aqsh dollari": "USD", "eur": "EUR", "euro": "EUR", "euros": "EUR", "yevro": "EUR",
    "евро": "EUR", "rub": "RUB", "russian rubles": "RUB", "gbp": "GBP", "kzt": "KZT",
}  # fmt: skip


def either(words: Mapping[str, object]) -> str:
    """Return a pattern of the words, longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True) if word)


AMOUNT = re.compile(
    r"(?:\bworth\s+)?(?<![\w.,])(?P<number>\d{1,3}(?:[  ,]\d{3})+|\d+(?:[.,]\d{1,3})?)"
    rf"(?:[  ]?(?P<scale>{either(SCALES)})\.?)?[  ](?P<currency>{either(CURRENCIES)})(?!\w)",
    re.IGNORECASE,
)
GROUPED = re.compile(r"\d{1,3}(?:[  ,]\d{3})+")


@dataclass(frozen=True)
class Money:
    """An amount: a positive decimal, an ISO 4217 code, and where the words stand."""

    value: Decimal
    currency: str
    span: tuple[int, int]


def amounts(text: str) -> Iterator[Money]:
    """Yield the amounts of money that `text` states without doubt."""
    for match in AMOUNT.finditer(text):
        number = match["number"]
        is_grouped = GROUPED.fullmatch(number) and not match["scale"]
        plain = re.sub(r"[  ,]", "", number) if is_grouped else number.replace(",", ".")
        scale = SCALES[(match["scale"] or "").lower()]
        value = Decimal(re.sub(r"[  ]", "", plain)) * scale
        if value > 0:
            yield Money(value.normalize(), CURRENCIES[match["currency"].lower()], match.span())
