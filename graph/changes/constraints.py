"""SPARQL-based constraints (SHACL, section 5), asked of all focus nodes at once.

pySHACL asks a constraint of one focus node after the other and reads its query each time: a fifth
of a second a node. Here each query runs once, with its focus nodes found by their class. That gives
the same answers: a constraint's query may not hold what pre-binding would change (section 5.3.2).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

import rdflib
from pyoxigraph import RdfFormat, Triple, parse
from rdflib.namespace import RDF, RDFS, SH

from ..resources import ontology_dir
from ..store import rows_among

__all__ = ["Broken", "broken_constraints", "by_language", "shapes_graph"]

TYPED = "WHERE {{ $this <{type}>/<{sub}>* <{kind}> . "


class Broken(NamedTuple):
    """A focus node for which a constraint does not hold, and the value that breaks it."""

    focus: str
    value: str
    messages: Mapping[str, str]


class Constraint(NamedTuple):
    """The query of a constraint for the nodes of one class, and its messages by language."""

    text: str
    messages: Mapping[str, str]


@cache
def shapes_graph() -> rdflib.Graph:
    """Return the shapes, parsed once."""
    return rdflib.Graph().parse(ontology_dir() / "shapes.ttl", format="turtle")


@cache
def constraints() -> tuple[Constraint, ...]:
    """Return the constraints of the shapes, each with every class that its shapes aim at."""
    graph = shapes_graph()
    return tuple(
        Constraint(query_of(graph, node, str(kind)), by_language(graph.objects(node, SH.message)))
        for shape, node in sorted(graph.subject_objects(SH.sparql), key=str)
        for kind in graph.objects(shape, SH.targetClass)
    )


def query_of(graph: rdflib.Graph, node: rdflib.term.Node, kind: str) -> str:
    """Return the query of a constraint: with its prefixes, for nodes of a class."""
    declared = graph.objects(graph.value(node, SH.prefixes), SH.declare)
    prefixes = (
        f"PREFIX {graph.value(one, SH.prefix)}: <{graph.value(one, SH.namespace)}>"
        for one in declared
    )
    where = TYPED.format(type=RDF.type, sub=RDFS.subClassOf, kind=kind)
    text = str(graph.value(node, SH.select)).replace("WHERE {", where, 1)
    return f"{' '.join(prefixes)} {text}"


def by_language(texts: Iterable[object]) -> dict[str, str]:
    """Return messages by language; one without a language is English."""
    return {getattr(text, "language", None) or "en": str(text) for text in texts}


@cache
def classes() -> tuple[Triple, ...]:
    """Return which class of the ontology is a part of which."""
    data = (ontology_dir() / "hamkor.ttl").read_bytes()
    triples = (quad.triple for quad in parse(data, format=RdfFormat.TURTLE))
    return tuple(t for t in triples if t.predicate.value == str(RDFS.subClassOf))


def broken_constraints(triples: Collection[Triple]) -> Iterator[Broken]:
    """Yield what does not hold of `triples`."""
    known = constraints()
    found = rows_among([*triples, *classes()], [one.text for one in known])
    for constraint, rows in zip(known, found, strict=True):
        for row in rows:
            focus = str(row["this"].value)
            value = str(row["value"].value) if "value" in row else focus
            yield Broken(focus, value, constraint.messages)
