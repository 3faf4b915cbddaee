"""The default graph is the set of all public facts: what to add to it and take from it.

A source's facts stand in its own stated graph and, once, in the default graph. A fact leaves the
default graph only when no other public graph states it.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Triple, parse

from .. import media
from ..iris import Iris
from ..store import Store, construct, select
from ..vocab import HK, RDF

__all__ = ["all_quads", "facts_of", "graph_of", "publication", "quads", "remaining_things"]

BATCH = 200


def facts_of(triples: Collection[Triple]) -> frozenset[Triple]:
    """Leave the statement nodes and runs out of a stated graph: what is left is public."""
    evidence = {
        t.subject
        for t in triples
        if t.predicate == RDF.type and t.object in (RDF.Statement, HK.Conversion)
    }
    return frozenset(t for t in triples if t.subject not in evidence)


def graph_of(store: Store, graph: NamedNode) -> frozenset[Triple]:
    """Return the triples of one named graph."""
    return frozenset(
        construct(store, f"CONSTRUCT {{ ?s ?p ?o }} {{ GRAPH {graph} {{ ?s ?p ?o }} }}")
    )


def quads(triples: Iterable[Triple], graph: NamedNode | DefaultGraph) -> Iterator[Quad]:
    """Put triples into a graph."""
    return (Quad(t.subject, t.predicate, t.object, graph) for t in triples)


def publication(
    store: Store,
    iris: Iris,
    stated: NamedNode,
    before: Collection[Triple],
    after: Collection[Triple],
) -> tuple[list[Quad], list[Quad]]:
    """Return the quads to add and to remove so that graph `stated` goes from `before` to `after`.

    The default graph follows: see the module's first lines.
    """
    before, after = frozenset(before), frozenset(after)
    old, new = facts_of(before), facts_of(after)
    added = [*quads(after - before, stated), *quads(new - old, DefaultGraph())]
    unsupported = not_stated_elsewhere(store, iris, stated, sorted(old - new, key=str))
    removed = [*quads(before - after, stated), *quads(unsupported, DefaultGraph())]
    return added, removed


def not_stated_elsewhere(
    store: Store, iris: Iris, stated: NamedNode, triples: Sequence[Triple]
) -> list[Triple]:
    """Return those of `triples` that no public graph but `stated` holds."""
    prefix = iris.graph("stated", "").value
    others = ", ".join(str(iris.graph(name)) for name in ("vocab", "derived"))
    held: set[tuple[str, str, str]] = set()
    for start in range(0, len(triples), BATCH):
        batch = triples[start : start + BATCH]
        rows = " ".join(f"({t.subject} {t.predicate} {t.object})" for t in batch)
        text = (
            f"SELECT DISTINCT ?s ?p ?o {{ VALUES (?s ?p ?o) {{ {rows} }} GRAPH ?g {{ ?s ?p ?o }} "
            f"FILTER(?g != {stated} && (STRSTARTS(STR(?g), '{prefix}') || ?g IN ({others}))) }}"
        )
        held.update((str(r["s"]), str(r["p"]), str(r["o"])) for r in select(store, text))
    return [t for t in triples if (str(t.subject), str(t.predicate), str(t.object)) not in held]


def remaining_things(
    before: Collection[Triple], after: Collection[Triple]
) -> tuple[list[str], list[str]]:
    """Return the pages' IRIs that come and those that go between two sets of facts."""
    old = {page_of(t) for t in facts_of(before)}
    new = {page_of(t) for t in facts_of(after)}
    return sorted(new - old), sorted(old - new)


def page_of(triple: Triple) -> str:
    """Return the IRI of the page on which a triple's subject is shown."""
    return str(getattr(triple.subject, "value", "")).split("#", 1)[0]


def all_quads(store: Store) -> list[Quad]:
    """Return everything that a store holds."""
    return [
        quad
        for chunk in store.export(media.N_QUADS)
        for quad in parse(chunk, format=RdfFormat.N_QUADS)
    ]
