"""Identities as RDF: nodes of the graph `identity`, and the public facts of what is accepted."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields
from typing import Any, TypeAlias

from pyoxigraph import Literal, NamedNode, Triple

from ...vocab import ADMS, DCTERMS, HK, OWL, PROV, RDF, RDFS, SKOS, XSD
from ..schemes import SCHEMES, Identifier
from .assertions import Absence, Assertion, Node, RecordChange, Status

__all__ = ["node_triples", "parse_number", "public_facts", "read_nodes"]

#: Property -> the texts or IRIs of a node.
Values: TypeAlias = dict[NamedNode, list[str]]
#: Field of a node -> the property that holds its text.
TEXTS: Mapping[str, NamedNode] = {
    "name": HK.candidateName, "method": HK.method, "release": HK.authorityRelease,
    "evidence": HK.evidence, "reviewer": HK.reviewer, "note": HK.reviewNote,
    "kind": HK.changeKind, "words": HK.evidence,
}  # fmt: skip
TIMES: Mapping[str, NamedNode] = {"reviewed_at": HK.reviewedAt, "found_at": DCTERMS.created}
CLASSES = {
    Assertion: HK.IdentityAssertion,
    Absence: HK.AbsenceFinding,
    RecordChange: HK.RecordChange,
}


def node_triples(one: Node) -> Iterator[Triple]:
    """Yield the triples of a node of the identity graph."""
    node = NamedNode(one.iri)
    scheme = one.scheme if isinstance(one, Absence) else one.identifier.scheme
    yield Triple(node, RDF.type, CLASSES[type(one)])
    yield Triple(node, HK.subjectEntity, NamedNode(one.thing))
    yield Triple(node, HK.identifierScheme, SCHEMES[scheme].term)
    for name, predicate in TEXTS.items():
        if value := getattr(one, name, ""):
            yield Triple(node, predicate, Literal(value))
    for name, predicate in TIMES.items():
        if value := getattr(one, name, ""):
            yield Triple(node, predicate, Literal(value, datatype=XSD.dateTime))
    if not isinstance(one, Absence):
        yield Triple(node, HK.candidate, NamedNode(one.identifier.iri))
    if isinstance(one, Assertion):
        yield from of_assertion(one, node)


def of_assertion(one: Assertion, node: NamedNode) -> Iterator[Triple]:
    """Yield what only an assertion has."""
    yield Triple(node, HK.matchStatus, one.status.value)
    if one.score is not None:
        score = f"{one.score:.4f}".rstrip("0").rstrip(".")
        yield Triple(node, HK.score, Literal(score, datatype=XSD.decimal))
    for other in one.also:
        yield Triple(node, HK.recordIdentifier, NamedNode(other.iri))
    if one.supersedes:
        yield Triple(node, HK.supersedes, NamedNode(one.supersedes))


def read_nodes(found: Iterable[Triple]) -> list[Node]:
    """Return the nodes of the identity graph's triples, by IRI."""
    nodes = dict[str, Values]()
    for triple in found:
        values = nodes.setdefault(str(triple.subject), {}).setdefault(triple.predicate, [])
        values.append(str(getattr(triple.object, "value", "")))
    return [
        KINDS[kind](values)
        for _, values in sorted(nodes.items())
        for kind in values.get(RDF.type, ())
        if kind in KINDS
    ]


def first_value(values: Values, predicate: NamedNode) -> str:
    """Return the one value of a property, or an empty text."""
    return values.get(predicate, [""])[0]


def parse_number(text: str) -> float | None:
    """Return the number of a text, None of an empty one."""
    return float(text) if text else None


def node_texts(values: Values, kind: type) -> dict[str, Any]:
    """Return the texts and times of a node, by field."""
    wanted = {field.name for field in fields(kind)}
    known = {**TEXTS, **TIMES}
    return {name: first_value(values, known[name]) for name in known if name in wanted}


def assertion_of(values: Values) -> Assertion:
    """Return the assertion of a node."""
    also = (Identifier.parse(iri) for iri in sorted(values.get(HK.recordIdentifier, ())))
    return Assertion(
        first_value(values, HK.subjectEntity), Identifier.parse(first_value(values, HK.candidate)),
        Status(NamedNode(first_value(values, HK.matchStatus))),
        score=parse_number(first_value(values, HK.score)), also=tuple(also),
        supersedes=first_value(values, HK.supersedes), **node_texts(values, Assertion),
    )  # fmt: skip


def absence_of(values: Values) -> Absence:
    """Return the finding of a node."""
    term = first_value(values, HK.identifierScheme)
    scheme = next(one.name for one in SCHEMES.values() if one.term.value == term)
    return Absence(first_value(values, HK.subjectEntity), scheme, **node_texts(values, Absence))


def change_of(values: Values) -> RecordChange:
    """Return the change of a node."""
    identifier = Identifier.parse(first_value(values, HK.candidate))
    thing = first_value(values, HK.subjectEntity)
    return RecordChange(thing, identifier, **node_texts(values, RecordChange))


KINDS: Mapping[str, Callable[[Values], Node]] = {
    HK.IdentityAssertion.value: assertion_of, HK.AbsenceFinding.value: absence_of,
    HK.RecordChange.value: change_of,
}  # fmt: skip


def public_facts(one: Assertion) -> Iterator[Triple]:
    """Yield the public facts of an accepted assertion.

    The person decided about the candidate: that alone is owl:sameAs. What its record says of other
    schemes are identifiers (adms:identifier) that are derived from the decision.
    """
    thing = NamedNode(one.thing)
    yield Triple(thing, OWL.sameAs, NamedNode(one.identifier.iri))
    for identifier in (one.identifier, *one.also):
        node = NamedNode(f"{one.thing}#identifier-{identifier.scheme}-{identifier.value}")
        yield Triple(thing, ADMS.identifier, node)
        yield Triple(node, RDF.type, ADMS.Identifier)
        yield Triple(node, HK.identifierScheme, SCHEMES[identifier.scheme].term)
        yield Triple(node, SKOS.notation, Literal(identifier.display))
        yield Triple(node, RDFS.seeAlso, NamedNode(identifier.iri))
        yield Triple(node, PROV.wasDerivedFrom, NamedNode(one.iri))
