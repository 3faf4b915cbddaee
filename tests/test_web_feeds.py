"""Feeds: Atom of changes, Atom and iCalendar of dated rows, and saved queries as JSON-LD."""

import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import icalendar
import pyoxigraph as ox
import pytest
from conftest import FILES, IRIS
from flask.testing import FlaskClient

from graph.changes import ensure_vocabulary
from graph.ingest import Options, ingest_file
from graph.settings import Settings
from graph.store import open_store
from server import create_app

ATOM = "{http://www.w3.org/2005/Atom}"
ODD = """#+ title: Odd days
#+ description: Days that are none, and one that is.
#+ column: name | string | Its name; with what XML, JSON and calendars must escape
#+ column: day | date | The day
SELECT ?name ?day { VALUES (?name ?day) {
  ("a, b; <c> & \\"d\\" \\\\ e\\nf" "2026-02-28") ("none" "soon") ("no" "2026-02-31") ("empty" UNDEF)
} }
"""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    folder: Path = tmp_path_factory.mktemp("queries")
    (folder / "odd-days.rq").write_text(ODD)
    settings = Settings(store="memory:", queries=str(folder))
    with open_store(settings) as store:
        ensure_vocabulary(store, IRIS)
        ingest_file(store, IRIS, FILES / "institute-partners.txt", Options(institution="soil"))
        yield create_app(settings, store).test_client()


def entries(text: str) -> list[ET.Element]:
    """The entries of a feed that has what RFC 4287, section 4.1.1, asks of one."""
    feed = ET.fromstring(text)
    assert feed.tag == f"{ATOM}feed"
    for element in (feed, *feed.findall(f"{ATOM}entry")):
        assert all(element.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated"))
    links = {link.get("rel") for link in feed.findall(f"{ATOM}link")}
    assert links == {"self", "alternate"}
    found = feed.findall(f"{ATOM}entry")
    ids = [entry.findtext(f"{ATOM}id") for entry in found]
    assert len(set(ids)) == len(ids)
    return found


def test_changes_are_told_the_latest_first(client: FlaskClient) -> None:
    answer = client.get("/changes.atom")
    assert answer.mimetype == "application/atom+xml"
    found = entries(answer.text)
    versions = [str(entry.findtext(f"{ATOM}id")).rpartition("#")[2] for entry in found]
    assert len(versions) > 1
    assert versions == sorted(versions, key=int, reverse=True)
    assert "institute-partners" in str(found[0].findtext(f"{ATOM}title"))
    assert "/changes.atom" in client.get("/dataset", headers={"Accept": "text/html"}).text


def test_agreements_that_end_are_in_a_feed_and_in_a_calendar(client: FlaskClient) -> None:
    rows = client.get("/queries/agreements-ending.json?_shape=array").get_json()
    stated = {row["name"]: row["ends"] for row in rows if row["ends"]}
    assert 0 < len(stated) < len(rows)
    found = entries(client.get("/queries/agreements-ending.atom").text)
    assert {str(e.findtext(f"{ATOM}title")) for e in found} == {
        f"{name}: {day}" for name, day in stated.items()
    }
    answer = client.get("/queries/agreements-ending.ics")
    assert answer.mimetype == "text/calendar"
    events = icalendar.Calendar.from_ical(answer.data).walk("VEVENT")
    assert {event["dtstart"].dt.isoformat() for event in events} == set(stated.values())
    assert all(isinstance(event["dtstart"].dt, date) for event in events)
    assert all(str(event["url"]).startswith("http://localhost/cooperation/") for event in events)
    assert len({str(event["uid"]) for event in events}) == len(events)
    assert max(map(len, answer.data.splitlines())) <= 75


def test_a_query_takes_its_parameters_into_its_feed(client: FlaskClient) -> None:
    feed = client.get("/queries/agreements-ending.atom?today=2020-01-01&until=2020-12-31").text
    assert "today=2020-01-01&amp;until=2020-12-31" in feed
    page = client.get("/queries/agreements-ending", headers={"Accept": "text/html"}).text
    assert '<link rel="alternate" type="text/calendar"' in page


def test_what_is_no_day_is_left_out_and_every_letter_arrives(client: FlaskClient) -> None:
    written = 'a, b; <c> & "d" \\ e\nf'
    found = entries(client.get("/queries/odd-days.atom").text)
    assert [e.findtext(f"{ATOM}title") for e in found] == [f"{written}: 2026-02-28"]
    data = client.get("/queries/odd-days.ics").data
    events = icalendar.Calendar.from_ical(data).walk("VEVENT")
    assert [str(event["summary"]) for event in events] == [f"{written}: 2026-02-28"]


@pytest.mark.parametrize("suffix", ["atom", "ics"])
def test_a_query_without_days_says_so(client: FlaskClient, suffix: str) -> None:
    answer = client.get(f"/queries/partners-by-country.{suffix}")
    assert answer.status_code == 501
    assert "no column of dates" in answer.text
    accepts = {"Accept": {"atom": "application/atom+xml", "ics": "text/calendar"}[suffix]}
    assert client.get("/queries/partners-by-country", headers=accepts).status_code == 406
    assert client.get("/queries/agreements-ending", headers=accepts).status_code == 200


@pytest.mark.parametrize("name", ["agreements-ending", "partners-in-words", "odd-days"])
def test_rows_are_json_ld(client: FlaskClient, name: str) -> None:
    answer = client.get(f"/queries/{name}.jsonld")
    assert answer.mimetype == "application/ld+json"
    triples = [*ox.parse(answer.data, format=ox.RdfFormat.JSON_LD)]
    rows = client.get(f"/queries/{name}.json?_shape=array").get_json()
    assert len(triples) == sum(value is not None for row in rows for value in row.values())
    for column in rows[0]:
        term = ox.NamedNode(f"http://localhost/queries/{name}#{column}")
        told = sorted(str(t.object.value) for t in triples if t.predicate == term)
        assert told == sorted(str(row[column]) for row in rows if row[column] is not None)
    context = json.loads(answer.data)["@context"]
    assert context["@version"] == 1.1
