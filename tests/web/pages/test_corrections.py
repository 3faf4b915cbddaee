"""Readers suggest corrections without an account; editors have a queue; the graph stays as it is."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from conftest import IRIS
from flask.testing import FlaskClient

from graph.ingest import ingest_file
from graph.register import ensure_vocabulary
from graph.resources import data_dir
from graph.settings import Settings
from graph.store import EmbeddedStore, create_token, list_corrections, open_store
from graph.store.ledger.corrections import AN_HOUR
from server import create_app

HTML = {"Accept": "text/html"}
THING = "organization/mmm-energy"


@pytest.fixture
def store() -> Iterator[EmbeddedStore]:
    with open_store(Settings(store="memory:")) as store:
        assert isinstance(store, EmbeddedStore)
        ensure_vocabulary(store, IRIS)
        ingest_file(store, IRIS, data_dir() / "department-relations.txt")
        yield store


@pytest.fixture
def client(store: EmbeddedStore) -> FlaskClient:
    return create_app(Settings(store="memory:"), store).test_client()


def test_from_a_statement_to_the_queue_and_out_of_it(
    client: FlaskClient, store: EmbeddedStore
) -> None:
    page = client.get(f"/{THING}", headers=HTML).text
    link = unescape(re.findall(r'href="(/correct\?[^"]*about[^"]*)"', page)[0])
    form = client.get(link, headers=HTML)
    assert "no-store" in form.headers["Cache-Control"]
    about = unescape(re.findall(r'name="about" value="([^"]*)"', form.text)[0])
    before, data = store.version(), [*store.export_all()] if hasattr(store, "export_all") else []
    words = 'It is "MMM Enerji" <b>since</b> 2024.'
    thanks = client.post("/correct", data={"thing": THING, "about": about, "words": words})
    assert "Thank you" in thanks.text
    assert (store.version(), data) == (before, data)
    (waiting,) = list_corrections(store.ledger)
    assert (waiting.thing, waiting.about, waiting.words) == (THING, about, words)

    token = create_token(store.ledger, "steward", "editor")
    assert client.get("/corrections").headers["Location"] == "/login?then=/corrections"
    signed = client.post("/login", data={"token": token, "then": "/corrections"})
    assert signed.headers["Location"] == "/corrections"
    queue = client.get("/corrections").text
    assert "&lt;b&gt;since&lt;/b&gt;" in queue
    done = client.post("/corrections", data={"id": waiting.id, "deed": "done"})
    assert done.status_code == 303
    assert list_corrections(store.ledger) == []
    (kept,) = list_corrections(store.ledger, "done")
    assert kept.who == "steward"
    assert store.ledger.rows("SELECT client FROM corrections") == [("",)]


def test_the_queue_is_for_editors(client: FlaskClient, store: EmbeddedStore) -> None:
    client.post("/correct", data={"thing": THING, "words": "wrong"})
    refused = client.post("/corrections", data={"id": "1", "deed": "done"})
    assert refused.headers["Location"] == "/login?then=/corrections"
    assert len(list_corrections(store.ledger)) == 1
    assert "wrong" not in client.get(f"/{THING}", headers=HTML).text


def test_one_reader_may_suggest_a_few_an_hour(client: FlaskClient, store: EmbeddedStore) -> None:
    sent = {"thing": THING, "words": "again"}
    answers = [client.post("/correct", data=sent).status_code for _ in range(AN_HOUR + 2)]
    assert answers == [200] * AN_HOUR + [429, 429]
    other = client.post("/correct", data=sent, environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert other.status_code == 200
    marks = {mark for (mark,) in store.ledger.rows("SELECT client FROM corrections")}
    assert len(marks) == 2
    assert not any("127.0.0.1" in mark or "192.0.2.7" in mark for mark in marks)


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"thing": THING, "words": " "}, 400), ({"thing": THING, "words": "x" * 2001}, 400),
        ({"thing": "organization/nobody", "words": "x"}, 404), ({"thing": "x", "words": "x"}, 400),
    ],
)  # fmt: skip
def test_what_is_no_suggestion_is_refused_in_words(
    client: FlaskClient, store: EmbeddedStore, given: dict[str, str], status: int
) -> None:
    assert client.post("/correct", data=given).status_code == status
    assert list_corrections(store.ledger) == []


def test_a_machine_that_fills_every_field_is_thanked_and_forgotten(
    client: FlaskClient, store: EmbeddedStore
) -> None:
    sent = {"thing": THING, "words": "buy", "website": "http://spam.example/"}
    assert "Thank you" in client.post("/correct", data=sent).text
    assert list_corrections(store.ledger) == []


def test_a_decision_about_what_does_not_wait_is_refused(
    client: FlaskClient, store: EmbeddedStore
) -> None:
    token = create_token(store.ledger, "steward", "editor")
    client.post("/login", data={"token": token})
    assert client.post("/corrections", data={"id": "7", "deed": "done"}).status_code == 404
    assert client.post("/corrections", data={"id": "7", "deed": "drop"}).status_code == 400
