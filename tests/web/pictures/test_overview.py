"""Pictures: maps, things in columns, agreements on a line of time; each says what its table does."""

import re
from collections.abc import Iterator
from datetime import date, datetime, tzinfo
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from graph import resources
from graph.resources import outlines_file
from graph.settings import Settings
from graph.store import EmbeddedStore
from graph.web.http import answers
from graph.web.pictures import map as world
from graph.web.pictures.layers import MOST, draw_layers
from graph.web.pictures.map import world_of
from graph.web.pictures.timeline import Agreement, draw_timeline
from server import create_app

HTML = {"Accept": "text/html"}
TASHKENT, TURIN, OXFORD = (41.3, 69.3, "Tashkent"), (45.0, 7.7, "Turin"), (51.8, -1.3, "Oxford")


@pytest.fixture(scope="module")
def client(decided: EmbeddedStore) -> FlaskClient:
    return create_app(Settings(store="memory:"), decided).test_client()


@pytest.fixture(params=[True, False], ids=["with npm", "without npm"])
def outlines(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[bool]:
    if request.param and not outlines_file().is_file():
        pytest.skip("npm has not brought world-atlas")
    if not request.param:
        monkeypatch.setattr(resources, "MODULES", Path("/nonexistent"))
    world.land_path.cache_clear()
    yield request.param
    world.land_path.cache_clear()


def test_a_map_shows_its_places_with_ground_around_them(outlines: bool) -> None:
    found = world_of([TURIN, TASHKENT, OXFORD, (41.3, 69.3, "Andijan")])
    assert found is not None
    assert found.is_land == outlines
    assert found.places[0] == (249.3, 48.7, "Tashkent; Andijan", 2)
    left, top, width, height = map(float, found.frame.split())
    for place in found.places:
        assert left < place.x < left + width
        assert top < place.y < top + height
    assert found.ground.count("M") > 10
    assert re.fullmatch(r"[M0-9 lhz-]+", found.ground)
    assert world_of([]) is None


def test_an_outline_is_where_the_land_is() -> None:
    """The box of the greatest outline of Australia's waters is Australia's."""
    if not outlines_file().is_file():
        pytest.skip("npm has not brought world-atlas")
    boxes = [
        (min(x for x, _ in r), min(y for _, y in r), max(x for x, _ in r), max(y for _, y in r))
        for r in world.land_path()
    ]
    wide = [box for box in boxes if 290 < box[0] < 295 and 330 < box[2] < 335]
    assert [(round(box[1]), round(box[3])) for box in wide] == [(101, 129)]


def test_columns_keep_every_thing_and_line() -> None:
    partners = {str(n): (f"Partner {n}", f"/organization/{n}") for n in range(6)}
    forms = {"a": ("A form of cooperation with a very long name", "/form/a"), "b": ("B", "")}
    edges = [("0", "a"), ("1", "b"), ("5", "a"), ("5", "b")]
    found = draw_layers([partners, forms], edges)
    assert len(found.nodes) == 8
    assert len(found.lines) == len(edges)
    assert found.left == 0
    long = next(node for node in found.nodes if node.path == "/form/a")
    assert long.label == "A form of cooperation with a…"
    assert long.whole.startswith(long.label[:-1])
    at = {(node.x, node.y) for node in found.nodes}
    assert len(at) == 8
    for line in found.lines:
        x, y = re.findall(r"-?\d+", line)[-2:]
        assert (int(x), int(y)) in at


def test_a_long_column_keeps_what_is_joined_most_and_says_how_many_are_left() -> None:
    partners = {str(n): (str(n), "") for n in range(MOST + 5)}
    found = draw_layers([partners, {"a": ("A", "")}], [(str(MOST + 4), "a")])
    assert found.left == 5
    assert str(MOST + 4) in {node.label for node in found.nodes}
    assert len(found.lines) == 1


DAY = date(2026, 6, 1)


def test_a_line_of_time_has_its_bars_in_order() -> None:
    ones = [
        Agreement("late", "/b", date(2025, 1, 1), date(2026, 1, 1), "ended", ""),
        Agreement("early", "/a", date(2020, 1, 1), date(2021, 1, 1), "ended", ""),
        Agreement("open", "/c", date(2020, 1, 1), None, "cannot-say", ""),
    ]
    line = draw_timeline(ones, DAY)
    assert line is not None
    assert [one.label for one in line.stretches] == ["early", "late"]
    assert line.stretches[0].x + line.stretches[0].width < line.stretches[1].x < line.day
    assert [year for _, year in line.years] == [*range(2020, 2028)]
    assert draw_timeline([ones[2]], DAY) is None


@pytest.mark.parametrize("language", ["en", "uz", "ru"])
def test_the_overview_has_every_picture_with_its_table(client: FlaskClient, language: str) -> None:
    page = client.get(f"/overview?lang={language}&day=2024-01-01", headers=HTML).text
    assert page.count("<svg") == 3
    assert page.count("<table") == 3
    partners = set(re.findall(r'<th scope="row"><a href="(/organization/[^?"]+)', page))
    nodes = re.findall(r'<a href="(/organization/[^?"]+)[^"]*"><circle', page)
    assert set(nodes) <= partners
    assert len(nodes) == min(MOST, len(partners)) > 10
    assert 'href="/agreement/soil--soil-physics--green-field-company-llc' in page


def test_the_reader_sets_the_day(client: FlaskClient) -> None:
    def figures(day: str) -> dict[str, int]:
        page = client.get(f"/overview?day={day}", headers=HTML).text
        return {
            unescape(name): int(n)
            for name, n in re.findall(r"<dt>([^<]*)</dt><dd>(\d+)</dd>", page)
        }

    before, within, after = map(figures, ("2000-01-01", "2024-01-01", "2099-01-01"))
    assert before["in force"] == after["in force"] == 0 < within["in force"]
    assert (
        before["not begun"]
        == after["ended"]
        == sum(within[name] for name in ("in force", "not begun", "ended"))
    )
    assert before["cannot say"] == after["cannot say"]
    refused = client.get("/overview?day=2024-13-01", headers=HTML)
    assert refused.status_code == 400
    assert "2026-01-31" in refused.text


def test_a_page_shows_who_is_two_steps_away(client: FlaskClient) -> None:
    page = client.get("/organization/mmm-energy", headers=HTML).text
    network = page[page.index('<details class="network"') : page.index("</svg>")]
    assert "/unit/department-relations--e-and-m" in network
    assert network.count("<circle") > 5
    assert 'class="network"' not in client.get("/programme/60722900", headers=HTML).text


def test_the_first_page_leads_to_the_pictures(client: FlaskClient) -> None:
    page = client.get("/", headers=HTML).text
    assert '<figure class="map">' in page
    assert 'href="/overview"' in page


def test_days_at_the_end_of_time_are_drawn() -> None:
    forever = Agreement("x", "/x", date(2020, 1, 1), date.max, "in-force", "")
    for day in (DAY, date.max, date.min):
        line = draw_timeline([forever], day)
        assert line is not None
        assert 240 <= line.day <= 700
        assert 240 <= line.stretches[0].x <= 700


def test_a_page_of_yesterday_is_not_todays(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    tag = client.get("/overview", headers=HTML).headers["ETag"]
    same = client.get("/overview", headers={**HTML, "If-None-Match": tag})
    assert same.status_code == 304

    class Tomorrow(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> "Tomorrow":
            return cls.fromtimestamp(datetime.now(tz).timestamp() + 86_400, tz)

    monkeypatch.setattr(answers, "datetime", Tomorrow)
    later = client.get("/overview", headers={**HTML, "If-None-Match": tag})
    assert later.status_code == 200
