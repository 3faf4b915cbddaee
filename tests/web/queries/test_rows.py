"""Saved queries as plain JSON rows, and a folder of one's own that needs no restart."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from graph.ingest import Options, ingest_file
from graph.iris import Iris
from graph.register import ensure_vocabulary
from graph.resources import data_dir
from graph.settings import Settings
from graph.store import open_store
from server import create_app

MINE = """#+ title: How many
#+ description: How many things there are, and whether that is many.
#+ column: n | integer | How many
#+ column: many | boolean | Is it many?
#+ column: nothing | string | Never there
SELECT ?n (?n > 3 AS ?many) ?nothing { { SELECT (COUNT(*) AS ?n) { ?s ?p ?o } } OPTIONAL { ?x <urn:none> ?nothing } }
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("queries")


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[FlaskClient]:
    settings = Settings(store="memory:", queries=str(folder))
    with open_store(settings) as store:
        iris = Iris(settings.base_iri)
        ensure_vocabulary(store, iris)
        ingest_file(store, iris, data_dir() / "department-relations.txt", Options())
        yield create_app(settings, store).test_client()


def test_rows_come_in_three_shapes(client: FlaskClient) -> None:
    objects = client.get("/queries/partners-by-country.json?_shape=objects").get_json()
    array = client.get("/queries/partners-by-country.json?_shape=array").get_json()
    arrays = client.get("/queries/partners-by-country.json?_shape=arrays").get_json()
    assert objects["rows"] == array
    assert [[*row.values()] for row in array] == arrays
    assert (objects["total"], objects["next"], objects["columns"]) == (9, None, [*array[0]])
    assert isinstance(array[0]["partners"], int)
    plain = client.get("/queries/partners-by-country.json").get_json()
    assert len(plain["results"]["bindings"]) == 9


def test_pages_lead_to_all_rows(client: FlaskClient) -> None:
    address, found = "/queries/partners-by-country.json?_size=4", []
    while address:
        told = client.get(address)
        found += told.get_json()["rows"]
        links = re.findall(r'<http://localhost([^>]+)>; rel="next"', told.headers.get("Link", ""))
        address = links[0] if links else ""
    assert found == client.get("/queries/partners-by-country.json?_shape=array").get_json()


@pytest.mark.parametrize(
    "query", ["_shape=tree", "_size=x", "_offset=-1", "nothing=1&_shape=array"]
)
def test_what_is_wrong_is_told(client: FlaskClient, query: str) -> None:
    assert client.get(f"/queries/people.json?{query}").status_code == 400


def test_a_query_appears_without_a_restart_and_a_broken_one_is_shown(
    client: FlaskClient, folder: Path
) -> None:
    assert client.get("/queries/how-many.json").status_code == 404
    (folder / "how-many.rq").write_text(MINE)
    (row,) = client.get("/queries/how-many.json?_shape=array").get_json()
    assert row["n"] > 100 and row["many"] is True and row["nothing"] is None
    assert "/queries/how-many" in client.get("/openapi.json").get_json()["paths"]
    assert client.get("/embed/query/how-many?view=chart").status_code == 200
    (folder / "wrong.rq").write_text("#+ titel: x\n")
    listing = client.get("/queries", headers={"Accept": "text/html"}).text
    assert "wrong.rq, line 1" in listing and "How many" in listing
    assert client.get("/queries/wrong").status_code == 404
    (folder / "how-many.rq").unlink()
    assert client.get("/queries/how-many.json").status_code == 404
