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
from graph.ingest import Options, ingest_file
from graph.iris import Iris
from graph.register import ensure_vocabulary
from graph.resources import data_dir
from graph.settings import Settings
from graph.store import Store, open_store
from graph.vocab import DCAT, DCTERMS, RDF, SPDX, VOID
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


@pytest.mark.parametrize(
    ("name", "kind"), [("dump.nq", "application/n-quads"), ("dump.ttl", "text/turtle")]
)
def test_a_dump_is_read_in_its_own_format(client: FlaskClient, name: str, kind: str) -> None:
    """RFC 9110, section 8.4: gzip is a coding of the format where the client takes both."""
    packed = client.get(f"/{name}.gz")
    assert (packed.mimetype, packed.content_encoding) == ("application/gzip", None)
    plain = gzip.decompress(packed.data)
    tags = {packed.headers["ETag"]}
    for path, accept, coding in (
        (name, "", "gzip"), (name, "", ""), (name, kind, "br, gzip;q=0.5"), (name, kind, "gzip;q=0"),
        (f"{name}.gz", kind, "gzip"), (f"{name}.gz", f"{kind},*/*;q=0.1", ""),
    ):  # fmt: skip
        headers = {"Accept": accept, "Accept-Encoding": coding}
        told, head = (
            client.get(f"/{path}", headers=headers),
            client.head(f"/{path}", headers=headers),
        )
        is_packed = "gzip" in coding and "q=0" not in coding.replace("q=0.5", "")
        assert told.mimetype == kind
        assert told.content_encoding == ("gzip" if is_packed else None)
        assert "Accept-Encoding" in told.headers["Vary"]
        assert (gzip.decompress(told.data) if is_packed else told.data) == plain
        assert told.content_length == len(told.data) == head.content_length
        tags.add(told.headers["ETag"])
        same = client.get(f"/{path}", headers={**headers, "If-None-Match": told.headers["ETag"]})
        assert same.status_code == 304
    assert len(tags) > 2, "each coding has a tag of its own"


@pytest.mark.parametrize(
    "path", ["/", "/dataset", "/organization/", f"/{THING}", "/queries", "/ontology"]
)
def test_pages_lead_to_void(client: FlaskClient, path: str) -> None:
    links = client.get(path, headers={"Accept": "text/html"}).headers.getlist("Link")
    (link,) = (link for link in links if "void#inDataset" in link)
    iri = link[1:].partition(">")[0]
    told = client.get(iri.removeprefix("http://localhost").partition("#")[0])
    described = {quad.triple for quad in ox.parse(told.data, format=ox.RdfFormat.TURTLE)}
    assert ox.Triple(ox.NamedNode(iri), RDF.type, VOID.Dataset) in described
    dumps = {t.object.value for t in described if t.predicate == VOID.dataDump}
    assert dumps == {"http://localhost/dump.ttl", "http://localhost/dump.ttl.gz"}
    person = client.get("/.well-known/void", headers={"Accept": "text/html,*/*;q=0.8"})
    assert (person.status_code, person.headers["Location"]) == (303, "/dataset")


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
    files = {url.removeprefix("http://localhost") for url in urls}
    assert files == {"/dump.nq.gz", "/dump.ttl.gz", "/dump.nq", "/dump.ttl"}
    assert all(client.head(file).status_code == 200 for file in files)
    (catalog,) = (t.subject for t in graph if t.object == DCAT.Catalog)
    assert ox.Triple(catalog, DCAT.dataset, me) in graph
    kinds = {t.subject: t.object for t in graph if t.predicate == RDF.type}
    for node, kind in kinds.items():
        needed = {DCTERMS.title} | ({DCAT.accessURL, DCAT.mediaType} if kind == DCAT.Distribution
                                    else {DCTERMS.description})  # fmt: skip
        assert needed <= {t.predicate for t in graph if t.subject == node}, node
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
    ours = [link for link in found.signposts if "void#" not in str(link.rel)]
    assert all(link.rel in LinkRel for link in ours)
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
