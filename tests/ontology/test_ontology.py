"""The ontology, the forms and the shapes are complete and agree with the code."""

import pyoxigraph as ox
import pytest
import rdflib
from broken_data import BROKEN, IDENTITIES, PREFIX
from pyshacl import validate
from rdflib.namespace import OWL, RDF, RDFS, SH, SKOS

from graph.register.shapes import violations
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
    rules = set(SHAPES.objects(None, SH.property)) | set(SHAPES.subjects(SH.sparql))
    for rule in rules:
        assert {m.language for m in SHAPES.objects(rule, SH.message)} == LANGUAGES


def test_no_constraint_has_messages_of_its_own() -> None:
    # Apache Jena reads at most one message of a constraint, and refuses shapes with more.
    assert not [one for one in SHAPES.objects(None, SH.sparql) if (one, SH.message, None) in SHAPES]


def test_the_shapes_are_shapes() -> None:
    conforms, _, text = validate(rdflib.Graph(), shacl_graph=SHAPES, meta_shacl=True)
    assert conforms, text


@pytest.mark.parametrize("data", BROKEN)
def test_a_broken_example_is_told_in_words(data: str) -> None:
    triples = [
        q.triple for q in ox.parse((PREFIX + data + " .").encode(), format=ox.RdfFormat.TURTLE)
    ]
    assert any(BROKEN[data] in violation.message for violation in violations(triples))


@pytest.mark.parametrize("data", [*BROKEN, IDENTITIES])
def test_constraints_as_queries_say_what_pyshacl_says(data: str) -> None:
    text = f"{PREFIX}{data} ." if data in BROKEN else data
    store = ox.Store()
    store.load(text, format=ox.RdfFormat.TURTLE)
    triples = [quad.triple for quad in store]
    assert found_by_queries(triples) == found_by_pyshacl(triples)


def found_by_queries(triples: list[ox.Triple]) -> set[tuple[str, ...]]:
    return {
        (v.focus, v.path, v.value or ("" if v.path else v.focus), v.message)
        for v in violations(triples)
    }


def found_by_pyshacl(triples: list[ox.Triple], has_queries: bool = True) -> set[tuple[str, ...]]:
    whole = rdflib.Graph()
    whole += (t for t in SHAPES if t[1] != SH.sparql or has_queries)
    data = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
    given = rdflib.Graph().parse(data=data, format="nt")
    _, report, _ = validate(given + GRAPH, shacl_graph=whole, inference="none")
    found = set()
    for result in report.subjects(RDF.type, SH.ValidationResult):
        focus, path, value = (
            report.value(result, p) for p in (SH.focusNode, SH.resultPath, SH.value)
        )
        messages = SHAPES.objects(report.value(result, SH.sourceShape), SH.message)
        message = next(str(one) for one in messages if one.language == "en")
        texts = ("" if term is None else str(term) for term in (focus, path, value))
        found.add((*texts, message))
    return found


#: Values that break one component or another, and some that break none. Left out: what rdflib reads
#: as another term ("x"^^xsd:boolean as false).
VALUES = [
    "<urn:x>",
    '"x"',
    '"x"@en',
    "0",
    "-1",
    "1.5",
    '"x"^^xsd:decimal',
    '"x"^^xsd:integer',
    "true",
    '"2020-02-30"^^xsd:date',
    '"2020-02-28"^^xsd:date',
    '"UZ"',
    '"12345678"',
    "hk:Accepted",
    "hk:StatedInSource",
    "hk:Established",
    "hk:Stated",
    "form:unstated",
]


def test_every_core_constraint_says_what_pyshacl_says_of_every_kind_of_value() -> None:
    things = [
        f"<urn:thing:{number}> a <{kind}> {'; '.join(['', *(f'<{path}> {v}' for v in values)])} ."
        for number, (kind, path, values) in enumerate(
            (kind, SHAPES.value(rule, SH.path), values)
            for shape, kind in sorted(SHAPES.subject_objects(SH.targetClass))
            for rule in sorted(SHAPES.objects(shape, SH.property))
            for values in ([], VALUES[:1], VALUES[:2], *([one] for one in VALUES[1:]))
        )
    ]
    prefixes = PREFIX + "PREFIX form: <https://w3id.org/hamkor/forms#>"
    store = ox.Store()
    store.load("\n".join([prefixes, *things]), format=ox.RdfFormat.TURTLE)
    triples = [quad.triple for quad in store]
    found = {one for one in found_by_queries(triples) if one[1]}
    assert found == {one for one in found_by_pyshacl(triples, has_queries=False) if one[1]}
    assert len(found) > len(things)
