"""An assertion that a thing of ours is an outside record, and a finding that there is none.

Both are values here and nodes of the graph `identity` in the store (hk:IdentityAssertion,
hk:AbsenceFinding). An accepted assertion, and nothing else, gives public facts.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from pyoxigraph import Literal, NamedNode, Triple

from ..identifiers import SCHEMES, Identifier
from ..vocab import ADMS, HK, OWL, PROV, RDF, RDFS, SKOS, XSD

__all__ = ["Absence", "Assertion", "Status", "facts", "number", "read", "triples"]


class Status(Enum):
    """What has been decided of an assertion."""

    CANDIDATE = HK.Candidate
    ACCEPTED = HK.Accepted
    REJECTED = HK.Rejected
    WITHDRAWN = HK.Withdrawn

    @property
    def word(self) -> str:
        """The word for people and files."""
        return self.name.lower()


@dataclass(frozen=True)
class Assertion:
    """That `thing` (an IRI of ours) is what `identifier` names.

    `score` is the matcher's probability, 0 to 1, None where it was not asked; `method` says what
    made the candidate, of which `release` of the authority;
    `also` are identifiers of other schemes in the candidate's record.
    """

    thing: str
    identifier: Identifier
    status: Status = Status.CANDIDATE
    name: str = ""
    score: float | None = None
    method: str = ""
    release: str = ""
    evidence: str = ""
    also: tuple[Identifier, ...] = ()
    reviewer: str = ""
    reviewed_at: str = ""
    note: str = ""
    supersedes: str = ""

    @property
    def key(self) -> tuple[str, Identifier]:
        """What makes two assertions the same."""
        return self.thing, self.identifier

    @property
    def iri(self) -> str:
        """The IRI of its node: a part of the thing's page."""
        return f"{self.thing}#identity-{self.identifier.scheme}-{self.identifier.value}"

    @property
    def is_decided(self) -> bool:
        """Say whether a person has decided."""
        return self.status in (Status.ACCEPTED, Status.REJECTED)


@dataclass(frozen=True)
class Absence:
    """That a person looked for `thing` in a scheme and found nothing."""

    thing: str
    scheme: str
    reviewer: str
    reviewed_at: str
    release: str = ""
    note: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What makes two findings the same."""
        return self.thing, self.scheme

    @property
    def iri(self) -> str:
        """The IRI of its node."""
        return f"{self.thing}#no-identity-{self.scheme}"


#: Property -> the texts or IRIs of a node.
Values: TypeAlias = dict[NamedNode, list[str]]
#: Field of an assertion -> the property that holds its text.
TEXTS = {
    "name": HK.candidateName, "method": HK.method, "release": HK.authorityRelease,
    "evidence": HK.evidence, "reviewer": HK.reviewer, "note": HK.reviewNote,
}  # fmt: skip
ABSENCE_TEXTS = {name: TEXTS[name] for name in ("reviewer", "release", "note")}


def triples(one: Assertion | Absence) -> Iterator[Triple]:
    """Yield the triples of a node of the identity graph."""
    node = NamedNode(one.iri)
    is_assertion = isinstance(one, Assertion)
    scheme = one.identifier.scheme if isinstance(one, Assertion) else one.scheme
    yield Triple(node, RDF.type, HK.IdentityAssertion if is_assertion else HK.AbsenceFinding)
    yield Triple(node, HK.subjectEntity, NamedNode(one.thing))
    yield Triple(node, HK.identifierScheme, SCHEMES[scheme].term)
    for name, predicate in (TEXTS if is_assertion else ABSENCE_TEXTS).items():
        if text := getattr(one, name):
            yield Triple(node, predicate, Literal(text))
    if one.reviewed_at:
        yield Triple(node, HK.reviewedAt, Literal(one.reviewed_at, datatype=XSD.dateTime))
    if isinstance(one, Assertion):
        yield Triple(node, HK.candidate, NamedNode(one.identifier.iri))
        yield Triple(node, HK.matchStatus, one.status.value)
        if one.score is not None:
            score = f"{one.score:.4f}".rstrip("0").rstrip(".")
            yield Triple(node, HK.score, Literal(score, datatype=XSD.decimal))
        for other in one.also:
            yield Triple(node, HK.recordIdentifier, NamedNode(other.iri))
        if one.supersedes:
            yield Triple(node, HK.supersedes, NamedNode(one.supersedes))


def read(found: Iterable[Triple]) -> list[Assertion | Absence]:
    """Return the assertions and findings of the identity graph's triples, by IRI."""
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


def first(values: Values, predicate: NamedNode) -> str:
    """Return the one value of a property, or an empty text."""
    return values.get(predicate, [""])[0]


def number(text: str) -> float | None:
    """Return the number of a text, None of an empty one."""
    return float(text) if text else None


def assertion_of(values: Values) -> Assertion:
    """Return the assertion of a node."""
    also = (Identifier.parse(iri) for iri in sorted(values.get(HK.recordIdentifier, ())))
    return Assertion(
        first(values, HK.subjectEntity), Identifier.parse(first(values, HK.candidate)),
        Status(NamedNode(first(values, HK.matchStatus))),
        score=number(first(values, HK.score)), also=tuple(also),
        reviewed_at=first(values, HK.reviewedAt), supersedes=first(values, HK.supersedes),
        **{name: first(values, predicate) for name, predicate in TEXTS.items()},
    )  # fmt: skip


def absence_of(values: Values) -> Absence:
    """Return the finding of a node."""
    term = first(values, HK.identifierScheme)
    scheme = next(one.name for one in SCHEMES.values() if one.term.value == term)
    texts = {name: first(values, predicate) for name, predicate in ABSENCE_TEXTS.items()}
    at = first(values, HK.reviewedAt)
    return Absence(first(values, HK.subjectEntity), scheme, reviewed_at=at, **texts)


KINDS: Mapping[str, Callable[[Values], Assertion | Absence]] = {
    HK.IdentityAssertion.value: assertion_of, HK.AbsenceFinding.value: absence_of,
}  # fmt: skip


def facts(one: Assertion) -> Iterator[Triple]:
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
        yield Triple(node, SKOS.notation, Literal(identifier.shown))
        yield Triple(node, RDFS.seeAlso, NamedNode(identifier.iri))
        yield Triple(node, PROV.wasDerivedFrom, NamedNode(one.iri))
