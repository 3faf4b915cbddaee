"""`/ontology`: the classes and properties of the register, as a page and as RDF."""

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, Response, jsonify, render_template
from pyoxigraph import Literal, RdfFormat, parse

from ... import media
from ...resources import ontology_dir
from ...vocab import HK, OWL, PREFIXES, RDF, RDFS, SKOS, XSD
from ..data import OFFERS, SUFFIXES, datatypes, send_rdf
from ..http import Site, chosen_format, conditional, current_language, page, the_site

__all__ = ["blueprint"]

blueprint = Blueprint("ontology", __name__)

GROUPS = (
    OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty,
    OWL.NamedIndividual,
)  # fmt: skip
SHOWN = {RDFS.comment: "comment", SKOS.example: "example", SKOS.editorialNote: "note"}
LINKED = {RDFS.subClassOf: "within", RDFS.domain: "domain", RDFS.range: "range", RDF.type: "type"}


@blueprint.get("/ontology")
@blueprint.get(f"/ontology.<any({','.join(SUFFIXES)}):suffix>")
def ontology(suffix: str = "") -> Response:
    """Show the ontology in the format of the suffix or of the Accept header."""
    chosen = chosen_format(suffix, OFFERS)
    if chosen == media.HTML:
        return page(
            render_template("pages/ontology.html", groups=groups(the_site(), current_language()))
        )
    return conditional(send_rdf(read(), chosen), chosen.name)


def read() -> list[Any]:
    """Return the triples of the ontology."""
    data = (ontology_dir() / "hamkor.ttl").read_bytes()
    return [quad.triple for quad in parse(data, format=RdfFormat.TURTLE)]


def groups(site: Site, language: str) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return the terms of our own namespace by their type, each with its words."""
    triples = read()
    own = {t.subject for t in triples if str(t.subject.value).startswith(HK.base)}
    by_type: dict[str, list[dict[str, Any]]] = {kind.value: [] for kind in GROUPS}
    for term in sorted(own, key=lambda node: str(node.value)):
        mine = [t for t in triples if t.subject == term]
        kind = next((t.object.value for t in mine if t.object in GROUPS), "")
        if kind:
            by_type[kind].append(describe_term(site, str(term.value), mine, language))
    return [(kind.rsplit("#", 1)[-1], terms) for kind, terms in by_type.items()]


def describe_term(site: Site, iri: str, triples: Iterable[Any], language: str) -> dict[str, Any]:
    """Return the name, label and words of a term."""
    found: dict[str, Any] = {"name": iri[len(HK.base) :], "iri": iri}
    found["label"] = site.words.label(iri, language)
    for triple in triples:
        if triple.predicate in SHOWN and isinstance(triple.object, Literal):
            key = SHOWN[triple.predicate]
            if triple.object.language == language or key not in found:
                found[key] = triple.object.value
        elif triple.predicate in LINKED and triple.object not in GROUPS:
            found[LINKED[triple.predicate]] = str(triple.object.value)
    return found


#: Ranges that need no saying: nothing stated, or texts.
PLAIN = ("", XSD.string.value, RDF.langString.value)


@blueprint.get("/context.jsonld")
def context() -> Response:
    """Give the JSON-LD context of the register: its prefixes, and our terms without theirs."""
    stated = datatypes()
    typed = {
        f"hk:{row['term'].value[len(HK.base) :]}": stated.get(row["term"], str(row["range"].value))
        for row in the_site().rows("ranges")
    }
    terms = {name.removeprefix("hk:"): coercion_of(name, range_) for name, range_ in typed.items()}
    found = {"@version": 1.1, **PREFIXES, **terms}
    response = jsonify({"@context": found})
    response.content_type = media.JSONLD.media_type
    return conditional(response, "context")


def coercion_of(name: str, range_: str) -> dict[str, str]:
    """Return the definition of a term: a literal of its type, else an IRI."""
    if range_ in PLAIN:
        return {"@id": name}
    return {"@id": name, "@type": range_ if range_.startswith(XSD.base) else "@id"}
