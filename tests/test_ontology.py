"""The ontology, the forms and the shapes are complete and agree with the code."""

import pyoxigraph as ox
import pytest
import rdflib
from pyshacl import validate
from rdflib.namespace import OWL, RDF, RDFS, SH, SKOS

from graph.changes.constraints import broken_constraints
from graph.changes.shapes import violations
from graph.resources import ontology_dir
from graph.vocab import HK, expand

TRIPLES = [
    quad.triple
    for name in ("hamkor.ttl", "forms.ttl")
    for quad in ox.parse((ontology_dir() / name).read_bytes(), format=ox.RdfFormat.TURTLE)
]
GRAPH = rdflib.Graph().parse(ontology_dir() / "hamkor.ttl").parse(ontology_dir() / "forms.ttl")
FORMS = sorted(GRAPH.subjects(RDF.type, SKOS.Concept))
LANGUAGES = {"en", "uz", "ru"}


def test_every_term_of_the_code_is_in_the_ontology_and_the_reverse() -> None:
    described = {t.subject for t in TRIPLES if str(t.subject.value).startswith(HK.base)}
    assert described == set(HK)


@pytest.mark.parametrize("term", list(HK), ids=lambda t: str(t.value).rsplit("#")[-1])
def test_every_term_has_words(term: ox.NamedNode) -> None:
    node = rdflib.URIRef(term.value)
    assert {label.language for label in GRAPH.objects(node, RDFS.label)} == LANGUAGES
    assert GRAPH.value(node, RDFS.comment)
    assert GRAPH.value(node, RDF.type) is not None
    if (node, RDF.type, OWL.NamedIndividual) not in GRAPH:
        assert GRAPH.value(node, SKOS.editorialNote), "a reused term or a reason for a new one"


def test_a_term_that_is_not_there_is_an_error() -> None:
    with pytest.raises(AttributeError):
        _ = HK.partner
    with pytest.raises(ValueError, match="not one of our terms"):
        expand("hk:partner")


def test_there_are_35_forms_with_labels_and_unique_notations() -> None:
    assert len(FORMS) == 35
    for concept in FORMS:
        assert {label.language for label in GRAPH.objects(concept, SKOS.prefLabel)} == LANGUAGES
    assert len({str(GRAPH.value(c, SKOS.notation)) for c in FORMS}) == 35


def test_the_forms_are_a_tree() -> None:
    for concept in FORMS:
        above, steps = GRAPH.value(concept, SKOS.broader), 0
        while above is not None:
            assert (above, SKOS.narrower, None) in GRAPH
            above, steps = GRAPH.value(above, SKOS.broader), steps + 1
            assert steps < 10


@pytest.mark.parametrize("name", ["org", "prov", "skos", "schema"])
def test_alignments_speak_of_our_terms(name: str) -> None:
    graph = rdflib.Graph().parse(ontology_dir() / "alignments" / f"{name}.ttl")
    ours = {rdflib.URIRef(term.value) for term in HK} | set(FORMS)
    assert len(graph) > 0
    assert all(subject in ours for subject in graph.subjects())


SHAPES = rdflib.Graph().parse(ontology_dir() / "shapes.ttl")


def test_every_rule_speaks_three_languages() -> None:
    rules = set(SHAPES.objects(None, SH.property)) | set(SHAPES.objects(None, SH.sparql))
    inner = set(SHAPES.objects(SHAPES.value(None, SH["not"]), SH.property))
    for rule in rules - inner:
        assert {m.language for m in SHAPES.objects(rule, SH.message)} == LANGUAGES


def test_the_shapes_are_shapes() -> None:
    conforms, _, text = validate(rdflib.Graph(), shacl_graph=SHAPES, meta_shacl=True)
    assert conforms, text


PREFIX = (
    "PREFIX hk: <https://w3id.org/hamkor#> PREFIX org: <http://www.w3.org/ns/org#> "
    "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX foaf: <http://xmlns.com/foaf/0.1/> "
    "PREFIX owl: <http://www.w3.org/2002/07/owl#> PREFIX schema: <https://schema.org/> "
    "PREFIX oa: <http://www.w3.org/ns/oa#> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> "
    "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> PREFIX : <urn:x:> "
)
NAMED = "hk:verbatimName 'A' ; skos:prefLabel 'A'"
BROKEN = {
    ":c a hk:Cooperation ; hk:party :a": "at least two parties",
    f":o a org:Organization ; {NAMED} ; owl:sameAs :ror": "a person decides",
    ":o a org:Organization ; skos:prefLabel 'A'": "as the source writes it",
    f":o a org:Organization ; {NAMED} ; hk:countryStated 'Italy'": "two letters",
    f":p a foaf:Person ; {NAMED} ; schema:affiliation :o": "does not prove",
    ":p a hk:Programme ; skos:notation '123'": "eight digits",
    ":m a schema:MonetaryAmount ; schema:value 0.0 ; schema:currency 'UZS' ; hk:verbatim 'x'": "above 0",
    ":g a hk:UnnamedGroup": "words of the source are kept",
    ":a a hk:Agreement ; hk:dateStatus hk:StatedInSource": "or the reverse",
    ":a a hk:Agreement ; hk:validFrom '2024-01-02'^^xsd:date ; hk:validThrough '2024-01-01'^^xsd:date": "before the first",
    ":s a hk:SourceSpan ; oa:start 1 ; oa:end 3 ; oa:exact 'abc' ; hk:inDocument :d . :d a hk:SourceDocument": "differs from its quoted words",
    ":l a hk:LaboratoryProject": "one status",
    ":e a schema:EventSeries ; hk:verbatimName 'E' ; schema:startDate '2024-01-01'^^xsd:date": "needs a source",
    ":i a hk:IdentityAssertion ; hk:matchStatus hk:Accepted": "reviewer and the time",
    ":s a rdf:Statement ; rdf:subject :a": "one predicate",
    ":x a hk:CooperationActivity": "a form from the list",
    ":u a org:OrganizationalUnit ; hk:verbatimName 'U' ; org:unitOf :o": "org:subOrganizationOf",
}  # fmt: skip


@pytest.mark.parametrize("data", BROKEN)
def test_a_broken_example_is_told_in_words(data: str) -> None:
    triples = [
        q.triple for q in ox.parse((PREFIX + data + " .").encode(), format=ox.RdfFormat.TURTLE)
    ]
    assert any(BROKEN[data] in violation.message for violation in violations(triples))


IDENTITIES = """
@prefix hk: <https://w3id.org/hamkor#> . @prefix adms: <http://www.w3.org/ns/adms#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix org: <http://www.w3.org/ns/org#> .
<urn:o> a org:Organization ; owl:sameAs <https://ror.org/04xs15c78> ; adms:identifier <urn:n> .
<urn:a> a hk:IdentityAssertion ; hk:subjectEntity <urn:o> ; hk:identifierScheme hk:ROR ;
  hk:candidate <https://ror.org/04xs15c79> ; hk:matchStatus hk:Accepted .
<urn:b> a hk:IdentityAssertion ; hk:subjectEntity <urn:o> ; hk:identifierScheme hk:ROR ;
  hk:candidate <https://orcid.org/0000-0002-1825-0098> ; hk:matchStatus hk:Accepted .
"""


@pytest.mark.parametrize("data", [*BROKEN, IDENTITIES])
def test_constraints_asked_at_once_say_what_pyshacl_says(data: str) -> None:
    text = f"{PREFIX}{data} ." if data in BROKEN else data
    triples = [quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)]
    whole = rdflib.Graph().parse(ontology_dir() / "shapes.ttl")
    given = rdflib.Graph().parse(
        data=ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES), format="nt"
    )
    _, report, _ = validate(given + GRAPH, shacl_graph=whole, inference="none")
    theirs = {
        (str(report.value(r, SH.focusNode)), str(report.value(r, SH.value)))
        for r in report.subjects(SH.sourceConstraintComponent, SH.SPARQLConstraintComponent)
    }
    assert {(one.focus, one.value) for one in broken_constraints(triples)} == theirs
