"""Every kind of term in every format: parsers that are not ours read it back, or it is refused."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
import rdflib
from flask.testing import FlaskClient
from serving import Server

import server
from graph import media
from graph.iris import Iris
from graph.register import ensure_vocabulary
from graph.settings import Settings
from graph.store import ChangeSet, EmbeddedStore, open_store
from graph.vocab import RDF, SKOS, XSD

#: RDFLib's own reader of JSON-LD.
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning"),
]
THING = "http://127.0.0.1:8000/id/organization/one"
S, P, G = ox.NamedNode(THING), ox.NamedNode(f"{SKOS.base}note"), ox.NamedNode("urn:g")
KIND = ox.NamedNode("http://www.w3.org/ns/org#FormalOrganization")
TERMS: dict[str, Any] = {
    "words": ox.Literal("words"),
    "empty": ox.Literal(""),
    "blanks": ox.Literal("  a \t b\n c  "),
    "escapes": ox.Literal("\"a\" 'b' \\ <c> &amp; ]]> --> {d}"),
    "carriage return": ox.Literal("a\rb\r\nc"),
    "line ends of others": ox.Literal("a\x85b\u2028c"),
    "delete and C1": ox.Literal("a\x7fb\x9fc"),
    "beyond the plane": ox.Literal("\U0001f600\U0001ffff"),
    "long": ox.Literal("x" * 1_000_000),
    "language": ox.Literal("soʻz", language="uz-latn"),
    **{str(kind.value): ox.Literal(text, datatype=kind) for text, kind in (
        ("1", ox.NamedNode(XSD.base + "integer")), ("1.5", ox.NamedNode(XSD.base + "decimal")), ("true", ox.NamedNode(XSD.base + "boolean")), ("2026-01-02", ox.NamedNode(XSD.base + "date")),
        ("2026-01-02T03:04:05Z", ox.NamedNode(XSD.base + "dateTime")), ("P1Y", ox.NamedNode(XSD.base + "duration")), ("2026", ox.NamedNode(XSD.base + "gYear")),
        ("AQ==", ox.NamedNode(XSD.base + "base64Binary")), ("no number", ox.NamedNode(XSD.base + "integer")),
    )},
    "other datatype": ox.Literal("a", datatype=ox.NamedNode("http://e.example/t#ü")),
    "iri": ox.NamedNode("http://e.example/a%20b/é?q='1'&r=(2)#f"),
    "iri of no scheme known": ox.NamedNode("urn:uuid:1:2:/"),
}  # fmt: skip
CONTROLS = {f"U+{ord(one):04X}": ox.Literal(f"a{one}b") for one in "\0\1\b\x0b\x0c\x1f\ufffe\uffff"}
INNER = ox.Triple(ox.NamedNode("urn:a"), ox.NamedNode("urn:b"), ox.Literal("c"))
NEW = {
    "triple": INNER,
    "nested triple": ox.Triple(ox.NamedNode("urn:a"), ox.NamedNode("urn:b"), INNER),
    "direction": ox.Literal("a", language="ar", direction=ox.BaseDirection.RTL),
}
GRAPHS = {"ttl": "turtle", "nt": "nt", "rdf": "xml", "jsonld": "json-ld"}
ALL = "CONSTRUCT { ?s ?p ?o } { GRAPH <urn:g> { ?s ?p ?o } }"


@pytest.fixture(scope="module")
def store() -> Iterator[EmbeddedStore]:
    with open_store(Settings(store="memory:")) as found:
        assert isinstance(found, EmbeddedStore)
        ensure_vocabulary(found, Iris("http://127.0.0.1:8000/"))
        yield found


@pytest.fixture(scope="module")
def client(store: EmbeddedStore) -> FlaskClient:
    return server.create_app(Settings(store="memory:"), store).test_client()


def put(store: EmbeddedStore, term: Any, predicate: ox.NamedNode = P) -> None:
    about = [
        (S, RDF.type, KIND),
        (S, SKOS.prefLabel, ox.Literal("One")),
        (S, predicate, term),
    ]
    quads = [ox.Quad(s, p, o, ox.DefaultGraph()) for s, p, o in about]
    replace(store, [*quads, ox.Quad(S, predicate, term, G)])


def replace(store: EmbeddedStore, quads: list[ox.Quad]) -> None:
    old = store._oxigraph.quads_for_pattern(S, None, None, None)
    store.update(ChangeSet(quads, [quad for quad in old if quad not in quads]))


def plain(term: Any) -> tuple[str, str, str]:
    """A term of pyoxigraph as kind, text, language or datatype."""
    if isinstance(term, ox.NamedNode):
        return "iri", term.value, ""
    return "literal", term.value, term.language or term.datatype.value


def read(body: bytes, form: str) -> set[tuple[str, str, str]]:
    rdflib.NORMALIZE_LITERALS = False
    try:
        graph = rdflib.Graph().parse(data=body, format=form)
    finally:
        rdflib.NORMALIZE_LITERALS = True
    return {
        of_rdflib(value) for value in graph.objects(rdflib.URIRef(S.value), rdflib.URIRef(P.value))
    }


def of_rdflib(term: Any) -> tuple[str, str, str]:
    if isinstance(term, rdflib.URIRef):
        return "iri", str(term), ""
    return "literal", str(term), term.language or str(term.datatype or XSD.string.value)


def graph_answers(client: FlaskClient, name: str) -> Iterator[Any]:
    form = media.BY_SUFFIX[name].media_type
    for path in (f"/sparql?query={quote(ALL)}", "/store?graph=urn:g",
                 f"/sparql?query={quote(f'DESCRIBE <{THING}>')}", f"/organization/one.{name}"):  # fmt: skip
        yield client.get(path, headers={"Accept": form})


@pytest.mark.parametrize("name", GRAPHS)
@pytest.mark.parametrize("term", TERMS.values(), ids=TERMS)
def test_others_read_rdf(client: FlaskClient, store: EmbeddedStore, term: Any, name: str) -> None:
    put(store, term)
    for answer in graph_answers(client, name):
        assert answer.status_code == 200
        assert read(answer.data, GRAPHS[name]) == {plain(term)}


@pytest.mark.parametrize("name", GRAPHS)
@pytest.mark.parametrize("term", CONTROLS.values(), ids=CONTROLS)
def test_xml_refuses_what_it_has_not(
    client: FlaskClient, store: EmbeddedStore, term: Any, name: str
) -> None:
    put(store, term)
    for answer in graph_answers(client, name):
        if name == "rdf":
            assert answer.status_code == 406
            assert "text/turtle" in answer.text and "U+" in answer.text
        else:
            assert read(answer.data, GRAPHS[name]) == {plain(term)}


@pytest.mark.parametrize("name", GRAPHS)
@pytest.mark.parametrize("term", NEW.values(), ids=NEW)
def test_terms_of_rdf_1_2(client: FlaskClient, store: EmbeddedStore, term: Any, name: str) -> None:
    put(store, term)
    form = ox.RdfFormat.from_media_type(media.BY_SUFFIX[name].media_type)
    for answer in graph_answers(client, name):
        if name == "jsonld" and isinstance(term, ox.Triple):
            assert (answer.status_code, "JSON-LD cannot say" in answer.text) == (406, True)
            continue
        assert answer.status_code == 200
        found = [q.object for q in ox.parse(answer.data, format=form) if q.predicate == P]
        assert found == [term]
        if name == "rdf":
            ElementTree.fromstring(answer.data)


NO_NAMES = ("http://e.example/rel/", "http://e.example/1", "urn:1", "http://e.example/a?b=",
            f"{RDF.base}li", f"{RDF.base}Description", "http://e.example/%20")  # fmt: skip
NAMES = ("http://e.example/rel/a", "urn:a:b", "http://e.example/é", f"{RDF.base}_1",
         "http://e.example/1a", "http://e.example/a.b-c")  # fmt: skip


def predicates(body: bytes) -> set[str]:
    return {str(p) for p in rdflib.Graph().parse(data=body, format="xml").predicates()}


@pytest.mark.parametrize("predicate", [*NO_NAMES, *NAMES])
def test_rdf_xml_says_predicates_that_have_a_name(
    client: FlaskClient, store: EmbeddedStore, predicate: str
) -> None:
    within = ox.Triple(S, ox.NamedNode(predicate), ox.Literal("v"))
    put(store, ox.Literal("v"), ox.NamedNode(predicate))
    for _ in range(2):
        answer = client.get("/store?graph=urn:g", headers={"Accept": "application/rdf+xml"})
        assert answer.status_code == (406 if predicate in NO_NAMES else 200)
        if predicate in NO_NAMES:
            assert predicate in answer.text and "text/turtle" in answer.text
        else:
            body = answer.data
            assert b'parseType="Triple"' in body or predicate in predicates(body)
            ElementTree.fromstring(body)
        put(store, within)


@pytest.mark.parametrize("term", [*TERMS.values(), *CONTROLS.values()], ids=[*TERMS, *CONTROLS])
def test_others_read_results(client: FlaskClient, store: EmbeddedStore, term: Any) -> None:
    put(store, term)
    ask = f"/sparql?query={quote('SELECT ?o (1 AS ?one) { GRAPH <urn:g> { ?s ?p ?o } }')}&format="
    found = json.loads(client.get(ask + "json").data)["results"]["bindings"][0]["o"]
    kind = found.get("xml:lang") or found.get("datatype", "")
    assert found["value"] == term.value
    assert isinstance(term, ox.NamedNode) or (kind or XSD.string.value) == plain(term)[2]
    csv.field_size_limit(2**31 - 1)
    rows = list(csv.reader(io.StringIO(client.get(ask + "csv").get_data().decode(), newline="")))
    assert rows == [["o", "one"], [term.value, "1"]]
    tsv = ox.parse_query_results(client.get(ask + "tsv").data, format=ox.QueryResultsFormat.TSV)
    assert [row["o"] for row in tsv] == [term]  # type: ignore[union-attr]
    answer = client.get(ask + "xml")
    if term in CONTROLS.values():
        assert (answer.status_code, "application/sparql-results+json" in answer.text) == (406, True)
        return
    value = ElementTree.fromstring(answer.data)[1][0][0][0]
    assert (value.text or "") == term.value


def test_a_triple_in_results(client: FlaskClient, store: EmbeddedStore) -> None:
    put(store, NEW["nested triple"])
    ask = f"/sparql?query={quote('SELECT ?o { GRAPH <urn:g> { ?s ?p ?o } }')}&format="
    found = json.loads(client.get(ask + "json").data)["results"]["bindings"][0]["o"]
    assert found["value"]["object"]["value"]["object"]["value"] == "c"
    assert b"<triple>" in ElementTree.tostring(ElementTree.fromstring(client.get(ask + "xml").data))\
        .replace(b"ns0:", b"")  # fmt: skip
    assert "urn:a urn:b" in client.get(ask + "csv").text
    page = client.get(ask.replace("&format=", ""), headers={"Accept": "text/html"})
    assert page.status_code == 200


PAGES = ("/", "/organization/", "/organization/one", "/search?q=One", "/dataset", "/dump.ttl.gz",
         "/dump.nq.gz", "/dump.sha256", "/sitemap.xml", "/changes.atom", "/report", "/report.xlsx",
         "/badge/organization/one.svg", "/card/organization/one.svg", "/embed/organization/one",
         "/embed/organization/one.json", f"/oembed?format=xml&url={quote('http://localhost/organization/one')}",
         "/.well-known/void", "/queries/partners-in-words", "/queries/partners-in-words.jsonld")  # fmt: skip
XML = ("/sitemap.xml", "/changes.atom", "/badge", "/card", "/oembed")


@pytest.mark.parametrize("name", ["U+0000", "U+FFFF", *NEW, "carriage return"])
@pytest.mark.parametrize("of", [SKOS.prefLabel, P])
def test_no_page_fails(
    client: FlaskClient, store: EmbeddedStore, name: str, of: ox.NamedNode
) -> None:
    put(store, {**CONTROLS, **NEW, **TERMS}[name], of)
    for path in PAGES:
        answer = client.get(path, headers={"Hamkor-Why": "x"})
        assert answer.status_code == 200, path
        if path.startswith(XML):
            ElementTree.fromstring(answer.data)


def test_a_name_with_a_carriage_return_survives_in_a_picture(
    client: FlaskClient, store: EmbeddedStore
) -> None:
    replace(store, [ox.Quad(S, RDF.type, KIND, ox.DefaultGraph()),
                    ox.Quad(S, SKOS.prefLabel, ox.Literal("A\rB\1"), ox.DefaultGraph())])  # fmt: skip
    title = ElementTree.fromstring(client.get("/badge/organization/one.svg").data)[0]
    assert title.text == "Hamkor: A\rB�"


@pytest.mark.parametrize("name", ["format", "output"])
@pytest.mark.parametrize(
    ("query", "word", "media_type"),
    [
        ("SELECT * {}", "json", "application/sparql-results+json"),
        ("SELECT * {}", "application/sparql-results+xml", "application/sparql-results+xml"),
        ("ASK {}", "XML", "application/sparql-results+xml"),
        (ALL, "turtle", "text/turtle"),
        (ALL, "xml", "application/rdf+xml"),
        (ALL, "json", "application/ld+json"),
        (ALL, "json-ld", "application/ld+json"),
        (ALL, "n3", "text/turtle"),
        (ALL, "", "text/turtle"),
        (ALL, "csv", None),
        ("ASK {}", "csv", None),
        ("SELECT * {}", "nonsense", None),
    ],
)
def test_a_format_by_name_is_known_or_refused(
    client: FlaskClient, name: str, query: str, word: str, media_type: str | None
) -> None:
    for answer in (
        client.get("/sparql", query_string={"query": query, name: word}),
        client.post("/sparql", data={"query": query, name: word}),
    ):
        assert answer.status_code == (200 if media_type else 400)
        if media_type:
            assert answer.mimetype == media_type
        else:
            assert name in answer.text and "It is " in answer.text


def test_what_has_no_content_has_no_type(tmp_path: Path) -> None:
    running = Server(tmp_path, register=False)
    try:
        token = running.token()
        status, head, _ = running.update("INSERT DATA { <urn:a> <urn:b> 1 }", token)
        assert (status, head.get("content-type")) == (204, None)
        etag = running.send("GET", "sparql?query=ASK%7B%7D")[1]["etag"]
        status, head, _ = running.send("GET", "sparql?query=ASK%7B%7D", If_None_Match=etag)
        assert (status, head.get("content-type")) == (304, None)
        thing = f"{THING}> a <{KIND.value}> ; <{P.value}> 'x' {{| <urn:by> 'y' |}} }}"
        assert running.update(f"INSERT DATA {{ <{thing}", token)[0] in (204, 422)
    finally:
        assert running.stop() == 0
