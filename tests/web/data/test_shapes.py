"""The shapes have an address, in every format, and data from outside can be held to them."""

import gzip
from collections.abc import Iterator

import pyoxigraph as ox
import pytest
import rdflib
from flask.testing import FlaskClient
from pyshacl import validate
from rdflib.namespace import SH

import server
from graph.settings import Settings
from graph.store import EmbeddedStore
from graph.vocab import PREFIXES
from graph.web.data.shapes import SHAPES, shapes_of

pytestmark = pytest.mark.slow

PUBLIC = rdflib.Graph().parse(
    data=ox.serialize(shapes_of("public-shapes"), format=ox.RdfFormat.TURTLE) or b"",
    format="turtle",
)
FORMATS = {
    "ttl": ox.RdfFormat.TURTLE, "nt": ox.RdfFormat.N_TRIPLES, "rdf": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}  # fmt: skip


@pytest.fixture(scope="module")
def client(decided: EmbeddedStore) -> Iterator[FlaskClient]:
    with server.create_app(Settings(store="memory:"), decided).test_client() as one:
        yield one


@pytest.fixture(scope="module")
def dump(client: FlaskClient) -> rdflib.Graph:
    data = gzip.decompress(client.get("/dump.ttl.gz").data)
    return rdflib.Graph().parse(data=data, format="turtle")


@pytest.mark.parametrize("name", SHAPES)
def test_the_shapes_come_in_every_format(client: FlaskClient, name: str) -> None:
    counts = set()
    for suffix, form in FORMATS.items():
        counts.add(len(list(ox.parse(client.get(f"/{name}.{suffix}").data, format=form))))
    assert counts == {len(shapes_of(name))}
    negotiated = client.get(f"/{name}", headers={"Accept": "text/turtle"})
    assert negotiated.content_type.startswith("text/turtle")


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "at least two parties"), ("uz", "ikki tomon"), ("ru", "двух сторон")],
)
def test_the_shapes_have_a_page(client: FlaskClient, name: str, language: str, words: str) -> None:
    answer = client.get(f"/{name}?lang={language}", headers={"Accept": "text/html"})
    assert answer.status_code == 200
    assert words in answer.text


def test_the_page_of_the_public_shapes_asks_for_no_evidence(client: FlaskClient) -> None:
    words = "only from an accepted identity"
    assert words in client.get("/shapes.html").text
    assert words not in client.get("/public-shapes.html").text


@pytest.mark.parametrize("page", ["/ontology.html", "/dataset"])
def test_pages_link_to_the_shapes(client: FlaskClient, page: str) -> None:
    text = client.get(page, headers={"Accept": "text/html"}).text
    assert all(f'href="/{name}' in text for name in SHAPES)


def test_the_catalogue_says_what_the_data_conform_to(client: FlaskClient) -> None:
    conforms = rdflib.URIRef("http://purl.org/dc/terms/conformsTo")
    found = {}
    for path in ("/.well-known/void", "/dataset"):
        graph = rdflib.Graph()
        graph.parse(data=client.get(path, headers={"Accept": "text/turtle"}).data, format="turtle")
        for subject, shapes in graph.subject_objects(conforms):
            where = str(shapes).removeprefix("http://localhost")
            assert client.get(where).status_code == 200
            found[str(subject).removeprefix("http://localhost")] = where
    assert found["/.well-known/void#dataset"] == "/public-shapes"
    assert found["/dataset#dataset"] == found["/dataset#dump.nq.gz"] == "/shapes"
    assert found["/dataset#dump.ttl.gz"] == "/public-shapes"


def test_the_public_dump_conforms_to_the_public_shapes(dump: rdflib.Graph) -> None:
    conforms, _, text = validate(dump, shacl_graph=PUBLIC, inference="none")
    assert conforms, text


#: What is wrong with the public data -> what the shapes say.
FAULTS = {
    "DELETE { ?x hk:form ?f } WHERE { ?x a hk:Cooperation ; hk:form ?f }": "needs a form",
    "DELETE { ?x hk:verbatimName ?n } WHERE { ?x a org:Organization ; hk:verbatimName ?n }": "needs its name",
    "DELETE { ?x prov:wasDerivedFrom ?s } WHERE { ?x a hk:Cooperation ; prov:wasDerivedFrom ?s }": "words of a source",
    "DELETE { ?i prov:wasDerivedFrom ?o } WHERE { ?i a adms:Identifier ; prov:wasDerivedFrom ?o }": "decision that it rests on",
    "DELETE { ?i rdfs:seeAlso ?o } INSERT { ?i rdfs:seeAlso <https://ror.org/04xs15c79> } WHERE { ?i a adms:Identifier ; rdfs:seeAlso ?o FILTER(STRSTARTS(STR(?o), 'https://ror.org/')) }": "check digits",
    "INSERT { ?x skos:prefLabel 'another name' } WHERE { ?x a foaf:Person }": "one name",
    "INSERT { ?x owl:sameAs <https://ror.org/002rr8291> } WHERE { ?x a foaf:Person }": "needs its identifier",
    "DELETE { ?x hk:status ?s } WHERE { ?x a hk:LaboratoryProject ; hk:status ?s }": "one status",
}  # fmt: skip


def test_the_public_shapes_find_what_is_wrong(dump: rdflib.Graph) -> None:
    names = "".join(f"PREFIX {prefix}: <{base}> " for prefix, base in PREFIXES.items())
    broken = rdflib.Graph()
    broken += dump
    for update in FAULTS:
        before = set(broken)
        broken.update(names + update)
        assert set(broken) != before, update
    _, report, _ = validate(broken, shacl_graph=PUBLIC, inference="none")
    said = "\n".join(str(message) for message in report.objects(None, SH.resultMessage))
    assert [words for words in FAULTS.values() if words not in said] == []


def test_a_context_has_the_datatypes_of_the_shapes(client: FlaskClient) -> None:
    context = client.get("/context.jsonld").get_json()["@context"]
    assert context["validFrom"]["@type"] == "http://www.w3.org/2001/XMLSchema#date"
