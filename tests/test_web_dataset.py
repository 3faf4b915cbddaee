"""The data whole: dumps with checksums, the dataset described, what crawlers and machines are told."""

import gzip
import hashlib
import xml.etree.ElementTree as ET
from collections.abc import Iterator

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from signposting import LinkRel
from signposting.linkheader import find_signposting_http_link

from graph import media
from graph.changes import ensure_vocabulary
from graph.ingest import Options, ingest_file
from graph.iris import Iris
from graph.resources import data_dir
from graph.settings import Settings
from graph.store import Store, open_store
from graph.vocab import DCAT, DCTERMS, RDF, SPDX
from server import create_app

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
THING = "organization/oxford-university"


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    with open_store(Settings(store="memory:")) as found:
        iris = Iris(Settings().base_iri)
        ensure_vocabulary(found, iris)
        ingest_file(found, iris, data_dir() / "department-relations.txt", Options())
        yield found


@pytest.fixture(scope="module")
def client(store: Store) -> FlaskClient:
    return create_app(Settings(store="memory:", licence=LICENCE), store).test_client()


def test_a_dump_holds_every_graph(client: FlaskClient, store: Store) -> None:
    told = client.get("/dump.nq.gz")
    dumped = {*ox.parse(gzip.decompress(told.data), format=ox.RdfFormat.N_QUADS)}
    whole = b"".join(store.export(media.N_QUADS))
    assert dumped == {*ox.parse(whole, format=ox.RdfFormat.N_QUADS)}
    assert told.headers["Hamkor-Version"] == store.version()
    facts = gzip.decompress(client.get("/dump.ttl.gz").data)
    public = {quad.triple for quad in dumped if isinstance(quad.graph_name, ox.DefaultGraph)}
    assert {quad.triple for quad in ox.parse(facts, format=ox.RdfFormat.TURTLE)} == public


def test_checksums_are_those_of_the_files(client: FlaskClient) -> None:
    lines = client.get("/dump.sha256").text.splitlines()
    assert len(lines) == 2
    for line in lines:
        digest, name = line.split("  ")
        assert hashlib.sha256(client.get(f"/{name}").data).hexdigest() == digest
    tag = client.get("/dump.nq.gz").headers["ETag"]
    assert client.get("/dump.nq.gz", headers={"If-None-Match": tag}).status_code == 304


def test_the_dataset_is_described(client: FlaskClient) -> None:
    turtle = client.get("/dataset", headers={"Accept": "text/turtle"})
    graph = {quad.triple for quad in ox.parse(turtle.data, format=ox.RdfFormat.TURTLE)}
    me = ox.NamedNode("http://localhost/dataset#dataset")
    assert ox.Triple(me, RDF.type, DCAT.Dataset) in graph
    assert ox.Triple(me, DCTERMS.license, ox.NamedNode(LICENCE)) in graph
    urls = {t.object.value for t in graph if t.predicate == DCAT.downloadURL}
    assert {url.removeprefix("http://localhost") for url in urls} == {"/dump.nq.gz", "/dump.ttl.gz"}
    sums = {t.object.value for t in graph if t.predicate == SPDX.checksumValue}
    assert sums == {line.split()[0] for line in client.get("/dump.sha256").text.splitlines()}
    page = client.get("/dataset", headers={"Accept": "text/html"}).text
    assert LICENCE in page and "dump.nq.gz" in page


def test_no_licence_is_made_up(store: Store) -> None:
    alone = create_app(Settings(store="memory:"), store).test_client()
    assert "none is stated" in alone.get("/dataset", headers={"Accept": "text/html"}).text
    assert 'rel="license"' not in ", ".join(alone.get(f"/{THING}").headers.getlist("Link"))


def test_signposts_lead_from_a_page_to_its_data(client: FlaskClient) -> None:
    page = client.get(f"/{THING}", headers={"Accept": "text/html"})
    links = page.headers.getlist("Link")
    found = find_signposting_http_link(links, f"http://localhost/{THING}")
    assert found.citeAs is not None and found.citeAs.target.endswith(f"/id/{THING}")
    assert {link.type for link in found.describedBy} == {
        form.media_type for form in media.GRAPH_FORMATS
    }
    assert {link.target for link in found.types} == {"https://schema.org/AboutPage"}
    assert found.license is not None and found.license.target == LICENCE
    assert all(link.rel in LinkRel for link in found.signposts)
    for link in found.describedBy:
        told = client.get(link.target.removeprefix("http://localhost"))
        assert (told.status_code, told.mimetype) == (200, link.type)


def test_crawlers_find_the_pages(client: FlaskClient) -> None:
    robots = client.get("/robots.txt").text.splitlines()
    assert robots[-1] == "Sitemap: http://localhost/sitemap.xml"
    assert "Disallow: /sparql" in robots
    root = ET.fromstring(client.get("/sitemap.xml").data)
    name = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
    paths = [str(loc.text).removeprefix("http://localhost") for loc in root.iter(name)]
    assert f"/{THING}" in paths and len(paths) == len({*paths})
    for path in paths[::10]:
        assert client.get(path, headers={"Accept": "text/html"}).status_code == 200, path
