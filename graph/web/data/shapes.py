"""`/shapes` and `/public-shapes`: the rules that data are held to (SHACL), as a page and as RDF.

The public shapes are those that the public graph alone can be held to: all but what
`dcterms:requires` the evidence and the decisions on identity, which are not in a public dump.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from flask import Blueprint, Response, render_template
from pyoxigraph import BlankNode, Literal, RdfFormat, Triple, parse

from ... import media
from ...resources import ontology_dir
from ...vocab import DCTERMS, SH
from ..http import Site, chosen_format, conditional, current_language, page, the_site
from .profiles import OFFERS, SUFFIXES, send_rdf

__all__ = ["SHAPES", "blueprint", "datatypes", "shapes_of"]

blueprint = Blueprint("shapes", __name__)

WHOLE, PUBLIC = "shapes", "public-shapes"
SHAPES = (WHOLE, PUBLIC)
NAMES = '<any(shapes,"public-shapes"):name>'


@blueprint.get(f"/{NAMES}")
@blueprint.get(f"/{NAMES}.<any({','.join(SUFFIXES)}):suffix>")
def shapes(name: str, suffix: str = "") -> Response:
    """Show the rules that all data, or the public graph alone, are held to (SHACL)."""
    chosen = chosen_format(suffix, OFFERS)
    triples = shapes_of(name)
    if chosen == media.HTML:
        rules = [*rules_of(the_site(), triples, current_language())]
        return page(render_template("data/shapes.html", name=name, rules=rules))
    return conditional(send_rdf(triples, chosen, sh=SH.base), f"{name} {chosen.name}")


def shapes_of(name: str) -> list[Triple]:
    """Return the triples of the shapes with a name of `SHAPES`."""
    data = (ontology_dir() / "shapes.ttl").read_bytes()
    triples = [quad.triple for quad in parse(data, format=RdfFormat.TURTLE)]
    return triples if name == WHOLE else without_evidence(triples)


def without_evidence(triples: Sequence[Triple]) -> list[Triple]:
    """Return the triples without the shapes that require the evidence, and their blank nodes."""
    left_out: set[Any] = {t.subject for t in triples if t.predicate == DCTERMS.requires}
    found: set[Any] = left_out
    while found:
        found = {
            t.object for t in triples if t.subject in found and isinstance(t.object, BlankNode)
        } - left_out
        left_out |= found
    return [t for t in triples if t.subject not in left_out]


def datatypes() -> dict[Any, str]:
    """Return property -> the datatype that shapes demand: xsd:date is no range of OWL 2 DL."""
    triples = shapes_of(WHOLE)
    paths = {t.subject: t.object for t in triples if t.predicate == SH.path}
    return {
        paths[t.subject]: iri_of(t.object)
        for t in triples
        if t.predicate == SH.datatype and t.subject in paths
    }


def iri_of(term: object) -> str:
    """Return the text of an IRI."""
    return str(getattr(term, "value", ""))


def rules_of(
    site: Site, triples: Sequence[Triple], language: str
) -> Iterator[tuple[str, list[str]]]:
    """Yield what the rules are for, and what each says in a language."""
    targets: dict[Any, list[str]] = {}
    for triple in triples:
        if triple.predicate == SH.targetClass:
            label = site.words.label(iri_of(triple.object), language)
            targets.setdefault(triple.subject, []).append(label)
    for shape, kinds in targets.items():
        inner = (t.object for t in triples if t.subject == shape and t.predicate == SH.property)
        nodes = {shape, *inner}
        words = (
            t.object.value
            for t in triples
            if t.subject in nodes and t.predicate == SH.message
            and isinstance(t.object, Literal) and t.object.language == language
        )  # fmt: skip
        yield ", ".join(kinds), list(words)
