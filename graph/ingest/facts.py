"""Facts with their grounds, collected while a document is converted."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, Triple

from ..vocab import HK, RDF, SKOS
from .document import Span

__all__ = ["CONTEXTUAL", "INFERRED", "NORMALISED", "STATED", "Draft", "Fact", "Notice"]

Node = NamedNode | Literal

STATED, NORMALISED = HK.Stated, HK.Normalised
CONTEXTUAL, INFERRED = HK.Contextual, HK.Inferred


@dataclass(frozen=True)
class Fact:
    """One asserted triple, the words it rests on, how (basis) and by which rule or reading."""

    triple: Triple
    basis: NamedNode
    span: Span
    rule: str


@dataclass(frozen=True)
class Notice:
    """Something a person should look at; `where` is an address in the document."""

    where: str
    message: str


@dataclass
class Draft:
    """The conversion so far: facts with grounds, structure without, notices for people."""

    facts: list[Fact] = field(default_factory=list)
    structure: set[Triple] = field(default_factory=set)
    notices: list[Notice] = field(default_factory=list)
    cited: set[Span] = field(default_factory=set)
    labels: dict[NamedNode, str] = field(default_factory=dict)

    def say(
        self,
        subject: NamedNode,
        predicate: NamedNode,
        value: Node | str,
        *,
        span: Span,
        basis: NamedNode = STATED,
        rule: str,
    ) -> None:
        """Assert one triple on the ground of `span`."""
        node = Literal(value) if isinstance(value, str) else value
        self.facts.append(Fact(Triple(subject, predicate, node), basis, span, rule))

    def claim_type(
        self, subject: NamedNode, kind: NamedNode, span: Span, basis: NamedNode, rule: str
    ) -> None:
        """Assert a class that the words state or suggest: a fact, not structure."""
        self.say(subject, RDF.type, kind, span=span, basis=basis, rule=rule)

    def name(
        self,
        subject: NamedNode,
        label: str,
        *,
        span: Span,
        basis: NamedNode = STATED,
        rule: str,
    ) -> None:
        """Assert a name to be shown; a thing has one, and other writings of it beside that."""
        first = self.labels.setdefault(subject, label)
        predicate = SKOS.prefLabel if label == first else SKOS.altLabel
        self.say(subject, predicate, label, span=span, basis=basis, rule=rule)

    def thing(self, subject: NamedNode, types: Iterable[NamedNode], label: str = "") -> None:
        """Record the structural triples of a thing: its types and its label."""
        self.structure.update(Triple(subject, RDF.type, kind) for kind in types)
        if label and self.labels.setdefault(subject, label) == label:
            self.structure.add(Triple(subject, SKOS.prefLabel, Literal(label)))

    def link(self, subject: NamedNode, predicate: NamedNode, value: Node | str) -> None:
        """Record one structural triple, which has its source from its graph and run."""
        node = Literal(value) if isinstance(value, str) else value
        self.structure.add(Triple(subject, predicate, node))

    def notice(self, where: str, message: str) -> None:
        """Ask a person to look at something."""
        self.notices.append(Notice(where, message))

    def triples(self) -> set[Triple]:
        """All facts and structure, each once: what the default graph will say."""
        return {fact.triple for fact in self.facts} | self.structure
