"""What a source said before and what it says now, as one change of the store."""

from dataclasses import dataclass
from datetime import UTC, datetime

from pyoxigraph import Literal, NamedNode, Quad, Triple

from ..iris import Iris
from ..register import facts_of, graph_of, publication, remaining_things
from ..store import ChangeSet, Store, ask
from ..vocab import HK, PROV, XSD
from .convert import Conversion
from .mint import Minter

__all__ = ["Comparison", "compare", "in_graph", "still_said"]

#: Properties whose objects belong to one version of a file.
PLACES = frozenset({PROV.wasDerivedFrom, HK.currentDocument})


@dataclass(frozen=True)
class Comparison:
    """The change to write, and how many public facts come, go and stay."""

    change: ChangeSet
    added: int
    removed: int
    kept: int
    added_things: tuple[str, ...]
    removed_things: tuple[str, ...]

    @property
    def is_change(self) -> bool:
        """Whether the store says anything else afterwards."""
        return bool(self.change.added or self.change.removed)


def compare(
    store: Store, iris: Iris, mint: Minter, sha256: str, new: Conversion, who: str
) -> Comparison:
    """Compare a conversion with what the store holds of its source."""
    source = mint.slug_of(mint.source)
    stated = iris.graph("stated", source)
    before = graph_of(store, stated)
    after = new.facts | new.statements | run_end(mint.run, before)
    added, removed = publication(store, iris, stated, before, after)
    proposed = iris.graph("proposals", source)
    old_proposals = graph_of(store, proposed)
    added += in_graph(new.proposals - old_proposals, proposed)
    removed += in_graph(old_proposals - new.proposals, proposed)
    layout = iris.graph("source", sha256)
    added += in_graph(new.document - graph_of(store, layout), layout)
    old = facts_of(before)
    come, go = remaining_things(old, new.facts)
    why = f"ingest {source} {sha256}"
    change = ChangeSet(added, removed, who, why)
    still = still_said(store, stated, go)
    gone = tuple(iri for iri in go if iri not in still)
    then, now = (without_places(facts) for facts in (old, new.facts))
    counts = len(now - then), len(then - now), len(now & then)
    return Comparison(change, *counts, tuple(come), gone)


def without_places(facts: frozenset[Triple]) -> frozenset[Triple]:
    """Return facts without those that name this version of the file, which differ at each edit."""
    return frozenset(fact for fact in facts if fact.predicate not in PLACES)


def run_end(run: NamedNode, before: frozenset[Triple]) -> frozenset[Triple]:
    """Return when this run ended: as recorded, if this very run is known, else now."""
    known = frozenset(t for t in before if t.subject == run and t.predicate == PROV.endedAtTime)
    now = Literal(datetime.now(UTC).isoformat(timespec="seconds"), datatype=XSD.dateTime)
    return known or frozenset({Triple(run, PROV.endedAtTime, now)})


def in_graph(triples: frozenset[Triple], graph: NamedNode) -> list[Quad]:
    """Put triples into a graph."""
    return [Quad(t.subject, t.predicate, t.object, graph) for t in triples]


def still_said(store: Store, stated: NamedNode, iris: list[str]) -> set[str]:
    """Return those of the things of which another source still says something.

    What only follows from a decision about their identity (graph `derived`) is no source's.
    """
    kept = set()
    for iri in iris:
        text = (
            f"ASK {{ GRAPH ?g {{ <{iri}> ?p ?o }} "
            f"FILTER(?g != {stated} && !STRENDS(STR(?g), '/g/derived')) }}"
        )
        if ask(store, text):
            kept.add(iri)
    return kept
