"""Two sources side by side, the service described as a page, names that are suggested."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from conftest import FILES, IRIS
from flask.testing import FlaskClient

from graph.ingest import Options, ingest_file
from graph.register import ensure_vocabulary
from graph.settings import Settings
from graph.store import EmbeddedStore, open_store
from server import create_app

HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedStore]:
    folder: Path = tmp_path_factory.mktemp("sources")
    page = (FILES / "institute-partners.txt").read_text()
    changed = page.replace("Water Agency", "Water  agency").replace("Green Field", "Red Field")
    (folder / "later.txt").write_text(changed)
    with open_store(Settings(store="memory:")) as store:
        assert isinstance(store, EmbeddedStore)
        ensure_vocabulary(store, IRIS)
        ingest_file(store, IRIS, FILES / "institute-partners.txt", Options(institution="soil"))
        ingest_file(store, IRIS, folder / "later.txt", Options(institution="soil"))
        yield store


@pytest.fixture(scope="module")
def client(store: EmbeddedStore) -> FlaskClient:
    return create_app(Settings(store="memory:"), store).test_client()


def counts(page: str) -> dict[str, int]:
    found = re.findall(r'<h2 id="([\w-]+)">[^<]*<span class="count">(\d+)', page)
    return {name: int(n) for name, n in found}


def test_two_sources_are_told_apart(client: FlaskClient) -> None:
    page = client.get("/compare?one=institute-partners&two=later", headers=HTML).text
    found = counts(page)
    assert found["only-1"] == found["only-2"] == 1
    assert found["alike"] > 3
    only = page[page.index('id="only-1"') :]
    assert only.index("/organization/green-field") < only.index("/organization/red-field")
    turned = counts(client.get("/compare?one=later&two=institute-partners", headers=HTML).text)
    assert turned == found
    same = counts(client.get("/compare?one=later&two=later", headers=HTML).text)
    assert (same["differ"], same["only-1"], same["only-2"]) == (0, 0, 0)
    assert same["alike"] == found["alike"] + found["differ"] + found["only-2"]


def test_what_differs_is_shown_in_its_words(client: FlaskClient) -> None:
    page = client.get("/compare?one=institute-partners&two=later", headers=HTML).text
    differ = page[page.index('id="differ"') : page.index('id="alike"')]
    assert "name as written: Water Agency" in differ
    assert "name as written: Water  agency" in differ
    assert counts(page)["differ"] == differ.count('<th scope="row">')


@pytest.mark.parametrize("asked", ["", "?one=later"])
def test_it_asks_for_two_sources(client: FlaskClient, asked: str) -> None:
    page = client.get(f"/compare{asked}", headers=HTML)
    assert page.status_code == 200
    assert "Choose two sources." in page.text
    assert client.get("/compare?one=later&two=none", headers=HTML).status_code == 400


def test_docs_show_every_operation_without_a_script(client: FlaskClient) -> None:
    page = client.get("/docs", headers=HTML).text
    told = client.get("/openapi.json").get_json()["paths"]
    shown = {unescape(text) for text in re.findall(r"<summary><code>([^<]*)</code>", page)}
    assert shown == {f"{method.upper()} {path}" for path in told for method in told[path]}
    assert "<script" not in page
    assert "The day in question (today)" in page


def test_names_are_suggested_as_browsers_ask(client: FlaskClient) -> None:
    answer = client.get("/suggest?q=green")
    assert answer.mimetype == "application/x-suggestions+json"
    text, names, kinds, addresses = answer.get_json()
    assert (text, names[0], kinds[0]) == ("green", "Green Field Company LLC", "Organisations")
    assert addresses[0] == "http://localhost/organization/green-field-company-llc"
    assert client.get("/suggest?q=loyiha").get_json()[1]
    assert client.get("/suggest").get_json() == ["", [], [], []]
    told = ET.fromstring(client.get("/opensearch.xml").data)
    space = "{http://a9.com/-/spec/opensearch/1.1/}"
    templates = [str(url.get("template")) for url in told.findall(f"{space}Url")]
    assert templates == [f"http://localhost/{p}?q={{searchTerms}}" for p in ("search", "suggest")]
