"""The shipped server as the clients of others use it: curl, SPARQLWrapper, RDFLib, and more."""

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLUpdateStore
from serving import Server
from SPARQLWrapper import JSON, POST, SPARQLWrapper

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]
COOPERATIONS = "?s a <https://w3id.org/hamkor#Cooperation>"
NAMED = f"""
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?s ?name WHERE {{ {COOPERATIONS} . ?s skos:prefLabel ?name }} ORDER BY ?s"""


#: What brings or is each client.
PROGRAMS = {"Comunica": "npm", "curl": "curl"}


def needs(is_there: bool, what: str) -> pytest.MarkDecorator:
    """Skip where a client is not there; in CI only where its machine lacks the program for it."""
    is_excused = not os.environ.get("CI") or shutil.which(PROGRAMS[what]) is None
    return pytest.mark.skipif(not is_there and is_excused, reason=f"no {what} here")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("clients"))
    yield running
    assert running.stop() == 0


@pytest.fixture(scope="module")
def token(server: Server) -> str:
    return server.token()


def has(server: Server, pattern: str) -> bool:
    found: bool = json.loads(server.ask(f"ASK {{ {pattern} }}")[2])["boolean"]
    return found


def rows(server: Server, query: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(server.ask(query, Accept="text/csv")[2].decode())))


def test_sparqlwrapper_asks_and_writes(server: Server, token: str) -> None:
    client = SPARQLWrapper(server.url + "sparql", server.url + "update")
    client.setQuery(f"SELECT (COUNT(*) AS ?n) {{ {COOPERATIONS} }}")
    client.setReturnFormat(JSON)
    assert client.queryAndConvert()["results"]["bindings"][0]["n"]["value"] == "17"
    client.addCustomHttpHeader("Authorization", f"Bearer {token}")
    client.setMethod(POST)
    client.setQuery("INSERT DATA { <urn:wrapper> <urn:p> 1 }")
    client.query()
    assert has(server, "<urn:wrapper> ?p 1")


def test_rdflib_reads_and_writes(server: Server, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}"}
    store = SPARQLUpdateStore(server.url + "sparql", server.url + "update", headers=headers)
    graph = rdflib.Graph(store, identifier=rdflib.URIRef("urn:rdflib"))
    triple = rdflib.URIRef("urn:s"), rdflib.URIRef("urn:p"), rdflib.Literal("oʻzbek")
    graph.add(triple)
    assert list(graph) == [triple]
    graph.remove(triple)
    assert list(graph) == []


def test_pyoxigraph_reaches_it_by_service(server: Server) -> None:
    text = f"SELECT (COUNT(*) AS ?n) {{ SERVICE <{server.url}sparql> {{ {COOPERATIONS} }} }}"
    found = ox.Store().query(text)
    assert isinstance(found, ox.QuerySolutions)
    assert next(found)["n"].value == "17"


def curl(folder: Path, *words: str, given: str = "") -> tuple[int, str]:
    """Return status and body of a request of curl."""
    command = [
        "curl",
        "--silent",
        "--show-error",
        "--max-time",
        "60",
        "--write-out",
        "%{http_code}",
    ]
    done = subprocess.run(
        [*command, "--output", "answer", *words], input=given, cwd=folder, capture_output=True,
        text=True, check=True,
    )  # fmt: skip
    answer = folder / "answer"
    return int(done.stdout), answer.read_text() if answer.exists() else ""


@needs(shutil.which("curl") is not None, "curl")
def test_curl_asks_writes_and_uploads(server: Server, token: str, tmp_path: Path) -> None:
    asked = curl(tmp_path, "--get", "--data-urlencode", f"query={NAMED}", "-H", "Accept: text/csv",
                 server.url + "sparql")  # fmt: skip
    assert asked[0] == 200
    assert list(csv.DictReader(io.StringIO(asked[1]))) == rows(server, NAMED)
    as_writer = {"given": f"Authorization: Bearer {token}"}
    update = [
        "--header",
        "@-",
        "--data-urlencode",
        "update=INSERT DATA { <urn:curl> <urn:p> 'ʻ+&' }",
    ]
    assert curl(tmp_path, *update, server.url + "update", **as_writer)[0] == 204
    assert has(server, "<urn:curl> <urn:p> 'ʻ+&'")
    (tmp_path / "graph.ttl").write_text("<> <urn:p> 1 .")
    put = ["--header", "@-", "--header", "Content-Type: text/turtle", "--upload-file", "graph.ttl"]
    address = server.url + "store/curl"
    assert curl(tmp_path, *put, address, **as_writer)[0] == 201
    assert curl(tmp_path, "--etag-save", "tag", address)[0] == 200
    assert curl(tmp_path, "--etag-compare", "tag", address)[0] == 304
    assert has(server, f"GRAPH <{address}> {{ <{address}> <urn:p> 1 }}")


@needs(
    (ROOT / "node_modules" / "@comunica").is_dir() and shutil.which("node") is not None, "Comunica"
)
def test_comunica_joins_and_writes(server: Server, token: str) -> None:
    update = "INSERT DATA { <urn:comunica> <urn:p> 'oʻzbek' }"
    written = {"url": server.url, "token": token, "update": update, "query": NAMED}
    done = subprocess.run(
        ["node", str(ROOT / "tests" / "comunica.mjs")], input=json.dumps(written),
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == rows(server, NAMED)
    assert has(server, "<urn:comunica> <urn:p> 'oʻzbek'")


RECONCILED = """
import sys, pandas
from reconciler import reconcile
names = pandas.Series(["Chicago University", "Madrid Polytechnic University"])
found = reconcile(names, reconciliation_endpoint=sys.argv[1])
print(*found["id"], sep="\\n")
"""


def test_the_reconciler_of_pypi_finds_our_things(server: Server) -> None:
    """It asks as OpenRefine does: version 0.2, a batch by POST."""
    command = [sys.executable, "-c", RECONCILED, f"{server.url}reconcile/register"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    slugs = ["chicago-university", "madrid-polytechnic-university"]
    assert done.stdout.split() == [f"organization/{slug}" for slug in slugs]
