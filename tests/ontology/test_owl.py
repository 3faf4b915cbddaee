"""What OWL 2 DL, catalogues of vocabularies and tools for SKOS ask of the ontology and the forms.

An OWL API and a reasoner say it best; these conditions are those of the syntax, without Java
(OWL 2 Structural Specification, sections 3 and 5.8.1; SKOS Reference, section 5.4 and 8.4).
"""

from collections import Counter, defaultdict

import pytest
import rdflib
from rdflib.namespace import OWL, RDF, RDFS, SKOS, XSD

from graph import __version__
from graph.iris import Iris
from graph.register import ensure_vocabulary
from graph.resources import ontology_dir
from graph.store import EmbeddedStore, ask
from graph.vocab import HK

FILES = ("hamkor.ttl", "forms.ttl")
LANGUAGES = ["en", "ru", "uz"]
KINDS = {
    OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty,
    OWL.NamedIndividual, OWL.Ontology,
}  # fmt: skip
#: What OWL 2 itself declares.
BUILT_IN = {
    RDF.type, RDFS.label, RDFS.comment, RDFS.seeAlso, RDFS.isDefinedBy, RDFS.domain, RDFS.range,
    RDFS.subClassOf, OWL.versionInfo, OWL.versionIRI,
}  # fmt: skip
#: The datatype map (section 4), as far as vocabularies use it.
DATATYPES = {
    RDFS.Literal, RDF.langString, XSD.string, XSD.boolean, XSD.integer, XSD.decimal, XSD.double,
    XSD.dateTime, XSD.anyURI, XSD.base64Binary, XSD.hexBinary, XSD.nonNegativeInteger,
}  # fmt: skip
ONTOLOGY = rdflib.URIRef("https://w3id.org/hamkor")
SCHEME = rdflib.URIRef("https://w3id.org/hamkor/form/scheme")
VANN = rdflib.Namespace("http://purl.org/vocab/vann/")


def graph_of(*names: str) -> rdflib.Graph:
    graph = rdflib.Graph()
    for name in names:
        graph.parse(ontology_dir() / name)
    return graph


WHOLE = graph_of(*FILES)
SETS = (FILES[:1], FILES[1:], FILES)


@pytest.mark.parametrize("names", SETS)
def test_every_property_and_class_that_is_used_is_declared(names: tuple[str, ...]) -> None:
    graph = graph_of(*names)
    declared = {term for term, kind in graph.subject_objects(RDF.type) if kind in KINDS}
    properties = set(graph.predicates()) - BUILT_IN
    classes = set(graph.objects(None, RDF.type)) - KINDS
    classes |= set(graph.objects(None, RDFS.subClassOf)) | set(graph.objects(None, RDFS.domain))
    assert properties | classes <= declared


@pytest.mark.parametrize("names", SETS)
def test_no_term_is_of_two_kinds(names: tuple[str, ...]) -> None:
    graph = graph_of(*names)
    kinds: Counter[object] = Counter(
        term for term, kind in graph.subject_objects(RDF.type) if kind in KINDS
    )
    assert [term for term, count in kinds.items() if count > 1] == []


def test_ranges_and_literals_are_of_the_datatype_map() -> None:
    classes = set(WHOLE.subjects(RDF.type, OWL.Class))
    assert set(WHOLE.objects(None, RDFS.range)) - classes <= DATATYPES
    literals = {o.datatype for o in WHOLE.objects() if isinstance(o, rdflib.Literal) and o.datatype}
    assert literals <= DATATYPES


def test_values_of_properties_are_of_their_kind() -> None:
    for name in WHOLE.subjects(RDF.type, OWL.ObjectProperty):
        assert not [o for o in WHOLE.objects(None, name) if isinstance(o, rdflib.Literal)], name
    for name in WHOLE.subjects(RDF.type, OWL.DatatypeProperty):
        assert all(isinstance(o, rdflib.Literal) for o in WHOLE.objects(None, name)), name


@pytest.mark.parametrize("names", SETS)
def test_no_two_terms_have_the_same_label(names: tuple[str, ...]) -> None:
    graph = graph_of(*names)
    terms = defaultdict(set)
    for label in (RDFS.label, SKOS.prefLabel):
        for term, text in graph.subject_objects(label):
            terms[(text.language, str(text).casefold())].add(term)
    assert {text: found for text, found in terms.items() if len(found) > 1} == {}


def test_every_label_is_there_once_in_each_language() -> None:
    for label in (RDFS.label, rdflib.URIRef(HK.inverseLabel.value)):
        for term in set(WHOLE.subjects(label)):
            assert sorted(text.language for text in WHOLE.objects(term, label)) == LANGUAGES, term


def test_the_ontology_describes_itself() -> None:
    dcterms = rdflib.Namespace("http://purl.org/dc/terms/")
    for name in ("title", "description"):
        assert sorted(o.language for o in WHOLE.objects(ONTOLOGY, dcterms[name])) == LANGUAGES
    assert WHOLE.value(ONTOLOGY, dcterms.license)
    assert WHOLE.value(ONTOLOGY, dcterms.creator)
    assert WHOLE.value(ONTOLOGY, OWL.versionInfo) == rdflib.Literal(__version__)
    assert WHOLE.value(ONTOLOGY, OWL.versionIRI) == ONTOLOGY + f"/{__version__}"
    assert str(WHOLE.value(ONTOLOGY, VANN.preferredNamespacePrefix)) == "hk"
    assert str(WHOLE.value(ONTOLOGY, VANN.preferredNamespaceUri)) == HK.base


def test_the_scheme_of_forms_has_labels_and_tops() -> None:
    forms = graph_of("forms.ttl")
    for label in (RDFS.label, SKOS.prefLabel):
        assert sorted(o.language for o in forms.objects(SCHEME, label)) == LANGUAGES
    tops = set(forms.objects(SCHEME, SKOS.hasTopConcept))
    assert tops == set(forms.subjects(SKOS.topConceptOf, SCHEME))
    concepts = set(forms.subjects(RDF.type, SKOS.Concept))
    assert tops == {one for one in concepts if not list(forms.objects(one, SKOS.broader))}


def test_the_forms_have_no_orphan_no_cycle_and_one_way_each() -> None:
    forms = graph_of("forms.ttl")
    tops = set(forms.objects(SCHEME, SKOS.hasTopConcept))
    for one in forms.subjects(RDF.type, SKOS.Concept):
        assert (one, SKOS.inScheme, SCHEME) in forms
        for above in forms.objects(one, SKOS.broader):
            assert one not in forms.transitive_objects(above, SKOS.broader)
        assert tops & set(forms.transitive_objects(one, SKOS.broader))
    broader = set(forms.subject_objects(SKOS.broader))
    assert {(b, a) for a, b in forms.subject_objects(SKOS.narrower)} == broader


def test_labels_of_a_form_do_not_clash() -> None:
    forms = graph_of("forms.ttl")
    for one in forms.subjects(RDF.type, SKOS.Concept):
        assert sorted(o.language for o in forms.objects(one, SKOS.prefLabel)) == LANGUAGES
        kinds = (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel)
        every = Counter(text for kind in kinds for text in set(forms.objects(one, kind)))
        assert [text for text, count in every.items() if count > 1] == []
        assert all(str(text) == " ".join(str(text).split()) for text in every)


def test_a_store_that_is_there_already_gets_the_changed_ontology(memory: EmbeddedStore) -> None:
    iris = Iris("http://127.0.0.1:8000/")
    assert ensure_vocabulary(memory, iris)
    old = "<http://www.w3.org/ns/org#memberOf> <https://w3id.org/hamkor#inverseLabel> ?old"
    vocab = iris.graph("vocab")
    memory.update(f"DELETE WHERE {{ {old} }} ; DELETE WHERE {{ GRAPH {vocab} {{ {old} }} }}")
    assert not ask(memory, f"ASK {{ {old} }}")
    assert ensure_vocabulary(memory, iris)
    assert ask(memory, f"ASK {{ {old} }}")
    assert not ensure_vocabulary(memory, iris)
