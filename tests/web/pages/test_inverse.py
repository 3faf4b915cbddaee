"""A relation has a name of its own on the page of its object, in three languages."""

import pyoxigraph as ox
import pytest
import rdflib
from conftest import IRIS
from rdflib.namespace import OWL, RDF

import server
from graph.register import ensure_vocabulary
from graph.resources import ontology_dir
from graph.settings import Settings
from graph.store import ChangeSet, EmbeddedStore
from graph.vocab import HK
from graph.web.http.words import LANGUAGES

ONTOLOGY = rdflib.Graph().parse(ontology_dir() / "hamkor.ttl")
INVERSE = rdflib.URIRef(HK.inverseLabel.value)
RELATIONS = sorted(ONTOLOGY.subjects(RDF.type, OWL.ObjectProperty))
#: What `queries/pages/inverse.rq` leaves out: pages show these as parts and as evidence.
ELSEWHERE = {"wasDerivedFrom", "member", "organization"}
OTHER = ox.NamedNode("https://example.org/terms#knows")
FROM, TO = IRIS.thing("organization", "from"), IRIS.thing("organization", "to")
HTML = {"Accept": "text/html"}


def words_of(relation: rdflib.term.Node, label: rdflib.URIRef, language: str) -> str:
    return next(str(o) for o in ONTOLOGY.objects(relation, label) if o.language == language)


@pytest.mark.parametrize("relation", RELATIONS, ids=lambda r: r.rsplit("/")[-1])
def test_every_relation_has_an_inverse_label_that_is_not_its_own(relation: rdflib.URIRef) -> None:
    for language in LANGUAGES:
        forward = words_of(relation, rdflib.RDFS.label, language)
        assert words_of(relation, INVERSE, language).casefold() != forward.casefold()


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_ends_of_every_relation_carry_the_right_label(
    memory: EmbeddedStore, language: str
) -> None:
    ensure_vocabulary(memory, IRIS)
    name = ox.NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel")
    triples = [(FROM, name, ox.Literal("A")), (TO, name, ox.Literal("B"))]
    triples += [(FROM, ox.NamedNode(str(relation)), TO) for relation in [*RELATIONS, OTHER.value]]
    memory.update(ChangeSet([ox.Quad(*triple) for triple in triples], [], why="test"))
    with server.create_app(Settings(store="memory:"), memory).test_client() as client:
        forward = client.get(f"/organization/from?lang={language}", headers=HTML).text
        backward = client.get(f"/organization/to?lang={language}", headers=HTML).text
    shown = [one for one in RELATIONS if one.rsplit("#")[-1].rsplit("/")[-1] not in ELSEWHERE]
    for relation in shown:
        assert f">{words_of(relation, INVERSE, language)} <" in backward, relation
        label = words_of(relation, rdflib.RDFS.label, language)
        inverses = [words_of(other, INVERSE, language) for other in shown]
        assert label in inverses or f">{label} <" not in backward, relation
    assert f">{words_of(rdflib.URIRef(HK.party.value), rdflib.RDFS.label, language)}<" in forward
    assert ">knows <" not in backward
    assert "knows" in backward


@pytest.mark.parametrize(
    ("language", "up", "down"),
    [
        ("en", "narrower form", "broader form"),
        ("uz", "torroq shakl", "kengroq shakl"),
        ("ru", "более узкая форма", "более широкая форма"),
    ],
)
def test_forms_name_each_other_rightly(
    register: EmbeddedStore, language: str, up: str, down: str
) -> None:
    with server.create_app(Settings(store="memory:"), register).test_client() as client:
        page = client.get(f"/form/internship?lang={language}", headers=HTML).text
    links = page[page.index('id="links"') :]
    narrower = links[links.index(f">{up} <") :].partition("</ul>")[0]
    broader = links[links.index(f">{down} <") :].partition("</ul>")[0]
    assert "/form/summer-internship" in narrower
    assert "/form/student-practice-and-internship" in broader
