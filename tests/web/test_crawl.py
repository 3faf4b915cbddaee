"""Every link of every page leads to a page."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from conftest import FILES, IRIS
from flask.testing import FlaskClient

import server
from graph.ingest import Options, ingest_file
from graph.register import ensure_vocabulary
from graph.resources import data_dir
from graph.settings import Settings
from graph.store import open_store

pytestmark = pytest.mark.slow

HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def client() -> Iterator[FlaskClient]:
    with open_store(Settings(store="memory:")) as store:
        ensure_vocabulary(store, IRIS)
        ingest_file(store, IRIS, data_dir() / "department-relations.txt")
        ingest_file(store, IRIS, FILES / "institute-partners.txt", Options(institution="soil"))
        yield server.create_app(Settings(store="memory:"), store).test_client()


def test_every_internal_link_leads_to_a_page(client: FlaskClient) -> None:
    seen, waiting = {"/"}, ["/"]
    while waiting:
        path = waiting.pop()
        answer = client.get(path, headers=HTML)
        assert answer.status_code in (200, 303), (path, answer.status_code)
        if answer.mimetype != "text/html":
            continue
        for link in re.findall(r'href="(/[^"#]*)', answer.text):
            target = unescape(link)
            if target not in seen and not target.startswith("/static/") and "lang=" not in target:
                seen.add(target)
                waiting.append(target)
    assert len(seen) > 400
    assert any(path.startswith("/agreement/soil--") for path in seen)


def test_an_agreement_says_its_days_and_its_words(client: FlaskClient) -> None:
    path = "/agreement/soil--soil-physics--green-field-company-llc"
    page = client.get(path, headers=HTML).text
    for words in ("2023-03-15", "2026-03-14", "<mark>15 March 2023, for 3 years</mark>"):
        assert words in page
    partner = client.get("/organization/green-field-company-llc", headers=HTML).text
    assert "stated, until 2026-03-14" in partner
