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

from graph.ingest import Options, ingest_file
from graph.register import ensure_vocabulary
from graph.settings import Settings
from graph.store import EmbeddedStore, open_store
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
    assert "Our partners" in str(found[0].findtext(f"{ATOM}title"))
    assert "institute-partners" in str(found[0].findtext(f"{ATOM}summary"))
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
    for event in events:
        assert (event["transp"], event["dtstart"].params["VALUE"]) == ("TRANSPARENT", "DATE")
        assert "dtend" not in event and event["dtstamp"]


@pytest.mark.parametrize("asked", ["", "?until=1990-01-01", "?today=2020-01-01&lang=ru"])
def test_a_calendar_has_what_the_rfc_and_clients_want(client: FlaskClient, asked: str) -> None:
    for name in ("agreements-ending", "identities"):
        answer = client.get(f"/queries/{name}.ics{asked if name[0] == 'a' else ''}")
        whole = icalendar.Calendar.from_ical(answer.data)
        assert whole.subcomponents, name
        assert (whole["version"], whole["method"]) == ("2.0", "PUBLISH")
        assert whole["name"] == whole["x-wr-calname"]
        assert whole["refresh-interval"].dt.total_seconds() > 0
        (zone,) = whole.walk("VTIMEZONE")
        assert zone["tzid"] and zone.walk("STANDARD")


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


def times(client: FlaskClient, path: str) -> dict[str, str]:
    """Id -> updated of the entries of a feed."""
    return {
        str(e.findtext(f"{ATOM}id")): str(e.findtext(f"{ATOM}updated"))
        for e in entries(client.get(path).text)
    }


def test_an_entry_is_updated_when_it_says_something_else(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(store="memory:")
    with open_store(settings) as store:
        ensure_vocabulary(store, IRIS)
        ingest_file(store, IRIS, FILES / "institute-partners.txt", Options(institution="soil"))
        store.ledger.rows("UPDATE changes SET at = '2026-01-01T00:00:00+00:00'")
        client, path = create_app(settings, store).test_client(), "/queries/agreements-ending.atom"
        before = times(client, path)
        assert before and set(before.values()) == {"2026-01-01T00:00:00+00:00"}
        store.update('INSERT DATA { <urn:a> <urn:b> "c" }')
        assert times(client, path) == before
        assert times(client, f"{path}?lang=ru") == before
        store.update(
            "DELETE { ?a ?p ?day } INSERT { ?a ?p '2031-05-05'^^<http://www.w3.org/2001/XMLSchema#date> }"
            " WHERE { { SELECT * { ?a <https://w3id.org/hamkor#validThrough> ?day . BIND(<https://w3id.org/hamkor#validThrough> AS ?p) } ORDER BY ?a LIMIT 1 } }"
        )
        after = times(client, path)
        assert after.keys() == before.keys()
        moved = [id_ for id_ in after if after[id_] != before[id_]]
        assert len(moved) == 1 and after[moved[0]] > before[moved[0]]


def test_changes_say_which_things_came_and_went(memory: EmbeddedStore) -> None:
    thing, person = IRIS.thing("organization", "new-partner"), IRIS.thing("person", "nobody")
    label, org = (
        "http://www.w3.org/2004/02/skos/core#prefLabel",
        "http://www.w3.org/ns/org#Organization",
    )
    memory.update(f'INSERT DATA {{ {thing} a <{org}> ; <{label}> "New & Partner \\u0001" }}')
    memory.update(
        f'INSERT DATA {{ {thing} <urn:b> "c" . {person} a <urn:P> ; <{label}> "A. Person" }}'
    )
    memory.update(f"DELETE WHERE {{ {person} ?p ?o }}")
    memory.update('INSERT DATA { GRAPH <urn:g> { <urn:secret> <urn:b> "hidden" } }')
    client = create_app(Settings(store="memory:"), memory).test_client()
    text = client.get("/changes.atom").text
    titles = [str(e.findtext(f"{ATOM}title")) for e in entries(text)]
    assert titles == [
        "Other data: 1 statements", "People, removed: 1",
        "Organisations, changed: New & Partner \ufffd; People, added: 1", "Organisations, added: New & Partner \ufffd",
    ]  # fmt: skip
    contents = [str(e.findtext(f"{ATOM}content")) for e in entries(text)]
    assert '<a href="http://localhost/organization/new-partner">New &amp; Partner' in contents[-1]
    assert not any(word in text for word in ("A. Person", "hidden", "urn:secret", "POST /"))
    assert "добавлено" in client.get("/changes.atom?lang=ru").text


def test_a_feed_of_many_things_is_bounded(memory: EmbeddedStore) -> None:
    things = " ".join(
        f"{IRIS.thing('organization', f'o{n}')} a <urn:O> ; <http://www.w3.org/2004/02/skos/core#prefLabel> '{'long ' * 60}{n}' ."
        for n in range(300)
    )
    memory.update(f"INSERT DATA {{ {things} }}")
    text = create_app(Settings(store="memory:"), memory).test_client().get("/changes.atom").text
    assert len(text) < 10_000
    assert "and 280 more" in text
