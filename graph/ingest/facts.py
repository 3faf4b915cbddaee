"""Facts with their grounds, collected while a document is converted."""

from collections.abc import Iterable, Sequence
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
    """Something a person should look at: where, what it is, and the words that it is about.

    A ``problem`` is a contradiction, for which something stays unread; a ``question`` was not read
    either, for it can be read in two ways or in none; a ``note`` was read and may be wrong.
    """

    where: str
    what: str
    words: str = ""
    level: str = "note"

    @property
    def message(self) -> str:
        """What it is, with its words."""
        return f"{self.what}: {self.words}" if self.words else self.what

    @property
    def is_problem(self) -> bool:
        """Whether it is a contradiction."""
        return self.level == "problem"


@dataclass
class Draft:
    """The conversion so far: facts with grounds, structure without, notices for people."""

    facts: list[Fact] = field(default_factory=list)
    structure: set[Triple] = field(default_factory=set)
    notices: list[Notice] = field(default_factory=list)
    cited: set[Span] = field(default_factory=set)
    labels: dict[NamedNode, str] = field(default_factory=dict)
    known: dict[object, object] = field(default_factory=dict)

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

    def note(self, where: str, what: str, words: str = "") -> None:
        """Tell a person of something that was read and may be wrong, or is no row."""
        self.notices.append(Notice(where, what, words))

    def ask(self, where: str, what: str, words: str) -> None:
        """Ask a person about words that were not read."""
        self.notices.append(Notice(where, what, words, "question"))

    def problem(self, where: str, what: str, words: str) -> None:
        """Tell a person of a contradiction."""
        self.notices.append(Notice(where, what, words, "problem"))

    def agrees(self, key: object, value: object) -> bool:
        """Say whether nothing else was said of what has one value; the first one counts."""
        return self.known.setdefault(key, value) == value

    def keep_strongest(self, predicate: NamedNode, order: Sequence[NamedNode]) -> None:
        """Keep, of the facts of a predicate about one subject, those first in `order`."""
        best: dict[object, int] = {}
        for fact in self.facts:
            if fact.triple.predicate == predicate:
                place = order.index(fact.triple.object)
                best[fact.triple.subject] = min(place, best.get(fact.triple.subject, place))
        self.facts = [
            fact for fact in self.facts
            if fact.triple.predicate != predicate
            or fact.triple.object == order[best[fact.triple.subject]]
        ]  # fmt: skip

    def triples(self) -> set[Triple]:
        """All facts and structure, each once: what the default graph will say."""
        return {fact.triple for fact in self.facts} | self.structure
