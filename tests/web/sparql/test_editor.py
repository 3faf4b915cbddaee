"""The page of `/sparql` without a script, and the files of its editor."""

import re

import pytest
from flask.testing import FlaskClient

from graph.settings import Settings
from graph.store import EmbeddedStore
from graph.web.sparql.editor import is_installed
from server import create_app

PAGE = {"Accept": "text/html"}
NAMES = "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> SELECT ?s ?n { ?s skos:prefLabel ?n } LIMIT 5"


@pytest.fixture
def client(register: EmbeddedStore) -> FlaskClient:
    return create_app(Settings(store="memory:"), register).test_client()


def page(client: FlaskClient, query: str, **more: str) -> str:
    return client.get("/sparql", query_string={"query": query, **more}, headers=PAGE).text


def test_rows_are_a_table_with_links_and_downloads(client: FlaskClient) -> None:
    text = page(client, NAMES)
    assert text.count("<tr>") == 6
    assert re.search(r'<a href="/\w+/', text)
    for name in ("json", "xml", "csv", "tsv"):
        path = re.search(rf'href="([^"]+format={name}[^"]*)"', text)
        assert path, name
        assert client.get(path.group(1).replace("&amp;", "&")).status_code == 200


def test_yes_and_no_and_triples_are_shown(client: FlaskClient) -> None:
    assert "Yes" in page(client, "ASK { ?s ?p ?o }")
    assert "<table>" in page(client, "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 3")


@pytest.mark.parametrize(
    ("query", "line", "column"), [("SELECT *\n{ ?s ?p }", 2, 9), ("SELECT ?x {\n\n  ?s ?p }", 3, 9)]
)
def test_the_place_of_an_error_is_marked(
    client: FlaskClient, query: str, line: int, column: int
) -> None:
    answer = client.get("/sparql", query_string={"query": query}, headers=PAGE)
    assert answer.status_code == 400
    marked = re.search(r'id="fault" data-line="(\d+)" data-column="(\d+)"', answer.text)
    assert marked is not None
    assert (int(marked[1]), abs(int(marked[2]) - column) <= 1) == (line, True)


def test_examples_fill_the_form(client: FlaskClient) -> None:
    text = client.get("/sparql", headers=PAGE).text
    example = re.search(r'href="(/sparql\?example=[\w-]+)', text)
    assert example is not None
    assert "SELECT" in client.get(example.group(1), headers=PAGE).text
    assert client.get("/sparql?example=none", headers=PAGE).status_code == 404


def test_terms_are_ours_with_their_labels(client: FlaskClient) -> None:
    found = client.get("/sparql/terms.json?lang=uz").get_json()
    assert found["prefixes"]["hk"] == "https://w3id.org/hamkor#"
    labels = dict(found["terms"])
    assert labels["hk:Cooperation"]
    assert (
        labels["hk:Cooperation"]
        != dict(client.get("/sparql/terms.json").get_json()["terms"])["hk:Cooperation"]
    )


@pytest.mark.skipif(not is_installed(), reason="npm has not brought the editor")
def test_the_files_of_the_editor_are_served(client: FlaskClient) -> None:
    answer = client.get("/sparql/editor/yasqe.js", headers={"Accept-Encoding": "gzip"})
    assert (answer.status_code, answer.headers["Content-Encoding"]) == (200, "gzip")
    again = client.get("/sparql/editor/yasqe.js", headers={
        "Accept-Encoding": "gzip", "If-None-Match": answer.headers["ETag"]})  # fmt: skip
    assert again.status_code == 304
    assert client.get("/sparql/editor/package.json").status_code == 404
