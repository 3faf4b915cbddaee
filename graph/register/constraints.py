"""SHACL constraints compiled to SPARQL: each is asked of all its focus nodes at once.

A validator that walks from node to node takes a fifth of a second for one. A query finds the focus
nodes by their class (SHACL, section 2.1.3.2) and yields the values that break a constraint; a
SPARQL-based one (section 5) is such a query already, and may hold nothing that pre-binding would
change (section 5.3.2). pySHACL and Apache Jena find the same: tests/ontology, tests/register.

Messages stand on the shape that holds a constraint: Apache Jena reads one message of a constraint,
ours speak three languages (docs/decisions/0017-constraints.md).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

import rdflib
from pyoxigraph import RdfFormat, Triple, parse
from rdflib.namespace import RDF, RDFS, SH

from ..resources import ontology_dir
from ..store import rows_among
from ..vocab import SKOS

__all__ = ["Violation", "broken_constraints", "shapes_graph"]

#: The focus nodes of a class: what the pattern of each query begins with.
TYPED = f"?focusClass <{RDFS.subClassOf}>* {{kind}} . $this <{RDF.type}> ?focusClass ."
BROKEN_VALUE = (
    "SELECT DISTINCT $this ?value WHERE {{ {typed} $this {path} ?value . {other} "
    "FILTER(!COALESCE({test}, false)) }}"
)
WRONG_COUNT = (
    "SELECT $this WHERE {{ {typed} OPTIONAL {{ $this {path} ?value }} }} "
    "GROUP BY $this HAVING({test})"
)
#: What ?value must be, by the parameter of a constraint component (SHACL, section 4). What cannot
#: be compared is not; a literal of a datatype is one that the cast to it takes.
TESTS: Mapping[rdflib.term.Node, str] = {
    SH.datatype: "DATATYPE(?value) = {given} && STRLEN(STR({given}(STR(?value)))) >= 0",
    SH["class"]: f"EXISTS {{{{ ?value <{RDF.type}>/<{RDFS.subClassOf}>* {{given}} }}}}",
    SH["in"]: "?value IN ({given})",
    SH.pattern: "REGEX(STR(?value), {given}) && !ISBLANK(?value)",
    SH.minInclusive: "?value >= {given}",
    SH.minExclusive: "?value > {given}",
    SH.maxInclusive: "?value <= {given}",
    SH.lessThanOrEquals: "?value <= ?other",
    SH.nodeKind: f"{{given}} = <{SH.IRI}> && ISIRI(?value)",
}
COUNTS: Mapping[rdflib.term.Node, str] = {SH.minCount: "<", SH.maxCount: ">"}
#: What stands on a shape and constrains nothing by itself.
NO_CONSTRAINT = {SH.path, SH.message, SH.property, SH.targetClass, SH.sparql}


class Violation(NamedTuple):
    """A constraint that does not hold: for which focus node, property and value, and its words."""

    focus: str
    path: str
    value: str
    messages: Mapping[str, str]

    @property
    def message(self) -> str:
        """The message in English, else in any language."""
        return self.messages.get("en") or next(iter(self.messages.values()), "rule broken")

    def __str__(self) -> str:
        """One line for people."""
        value = f" (value: {self.value})" if self.value else ""
        place = f"{self.focus}: " if self.focus else ""
        return f"{place}{self.message}{value}"


class Constraint(NamedTuple):
    """The query of a constraint for the nodes of one class, its property, messages by language."""

    text: str
    path: str
    messages: Mapping[str, str]


@cache
def shapes_graph() -> rdflib.Graph:
    """Return the shapes, parsed once."""
    return rdflib.Graph().parse(ontology_dir() / "shapes.ttl", format="turtle")


@cache
def constraints() -> tuple[Constraint, ...]:
    """Return the constraints of the shapes, each with every class that its shapes aim at.

    Raises `NotImplementedError` for a shape that says what is not compiled here.
    """
    graph = shapes_graph()
    return tuple(
        constraint
        for shape, kind in sorted(graph.subject_objects(SH.targetClass), key=str)
        for holder in (shape, *sorted(graph.objects(shape, SH.property), key=str))
        for constraint in compile_shape(graph, holder, TYPED.format(kind=kind.n3()))
    )


def compile_shape(graph: rdflib.Graph, shape: rdflib.term.Node, typed: str) -> Iterator[Constraint]:
    """Yield the constraints of a node shape or a property shape for focus nodes of one class."""
    path = graph.value(shape, SH.path)
    messages = by_language(graph.objects(shape, SH.message))
    for query in sorted(graph.objects(shape, SH.sparql), key=str):
        yield Constraint(compile_query(graph, query, typed), "", messages)
    parameters = [
        (parameter, given)
        for parameter, given in sorted(graph.predicate_objects(shape))
        if str(parameter).startswith(str(SH)) and parameter not in NO_CONSTRAINT
    ]
    if parameters and not isinstance(path, rdflib.URIRef):
        raise NotImplementedError(f"shapes.ttl: {parameters[0][0]} without a property")
    counts = [f"COUNT(DISTINCT ?value) {COUNTS[p]} {n}" for p, n in parameters if p in COUNTS]
    texts = [WRONG_COUNT.format(typed=typed, path=f"<{path}>", test=" || ".join(counts))]
    others = [(parameter, given) for parameter, given in parameters if parameter not in COUNTS]
    for text in texts * bool(counts) + [
        compile_parameter(graph, parameter, given, typed, f"<{path}>")
        for parameter, given in others
    ]:
        yield Constraint(text, str(path), messages)


def compile_query(graph: rdflib.Graph, node: rdflib.term.Node, typed: str) -> str:
    """Return the query of a SPARQL-based constraint: with its prefixes, for nodes of a class."""
    declared = graph.objects(graph.value(node, SH.prefixes), SH.declare)
    prefixes = (
        f"PREFIX {graph.value(one, SH.prefix)}: <{graph.value(one, SH.namespace)}>"
        for one in declared
    )
    text = str(graph.value(node, SH.select)).replace("WHERE {", f"WHERE {{ {typed}", 1)
    return f"{' '.join(prefixes)} {text}"


def compile_parameter(
    graph: rdflib.Graph, parameter: rdflib.term.Node, given: rdflib.term.Node, typed: str, path: str
) -> str:
    """Return the query of a constraint component for the focus nodes and the property given."""
    if parameter not in TESTS:
        raise NotImplementedError(f"shapes.ttl: {parameter} is not compiled to SPARQL")
    terms = graph.items(given) if parameter == SH["in"] else [given]
    test = TESTS[parameter].format(given=", ".join(term.n3() for term in terms))
    other = f"$this {given.n3()} ?other ." if parameter == SH.lessThanOrEquals else ""
    return BROKEN_VALUE.format(typed=typed, path=path, other=other, test=test)


def by_language(texts: Iterable[object]) -> dict[str, str]:
    """Return messages by language; one without a language is English."""
    return {getattr(text, "language", None) or "en": str(text) for text in texts}


@cache
def known_classes() -> tuple[Triple, ...]:
    """Return which class of the ontology is a part of which, and which concepts there are."""
    found = [
        quad.triple
        for name in ("hamkor.ttl", "forms.ttl")
        for quad in parse((ontology_dir() / name).read_bytes(), format=RdfFormat.TURTLE)
    ]
    return tuple(
        triple
        for triple in found
        if triple.predicate.value == str(RDFS.subClassOf) or triple.object == SKOS.Concept
    )


def broken_constraints(triples: Collection[Triple]) -> Iterator[Violation]:
    """Yield what does not hold of `triples`."""
    known = constraints()
    found = rows_among([*triples, *known_classes()], [one.text for one in known])
    for constraint, rows in zip(known, found, strict=True):
        for row in rows:
            focus = str(row["this"].value)
            value = str(row["value"].value) if "value" in row else ""
            yield Violation(focus, constraint.path, value, constraint.messages)
