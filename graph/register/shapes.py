"""SHACL (ontology/shapes.ttl) on what is to be written, and on what is there."""

from collections.abc import Collection

from pyoxigraph import NamedNode, Triple

from ..errors import ShapeViolation
from ..iris import Iris
from ..store import Store, construct, select
from .constraints import Violation, broken_constraints

__all__ = ["Violation", "check_shapes", "validate", "violations"]

SHOWN = 20


def check_shapes(triples: Collection[Triple], where: str) -> None:
    """Refuse triples that break a shape.

    Raises `ShapeViolation` with the first `SHOWN` of them in words.
    """
    found = violations(triples)
    if found:
        shown = "; ".join(str(violation) for violation in found[:SHOWN])
        more = f" (and {len(found) - SHOWN} more)" if len(found) > SHOWN else ""
        raise ShapeViolation(f"{len(found)} rules do not hold: {shown}{more}", where=where)


def violations(triples: Collection[Triple]) -> list[Violation]:
    """Return what does not hold of `triples`, in a fixed order."""
    found = {(one.focus, one.path, str(one)): one for one in broken_constraints(triples)}
    return sorted(found.values(), key=str)


def validate(store: Store, iris: Iris) -> list[Violation]:
    """Validate each stated graph of the store with its evidence; return all violations."""
    prefix = iris.graph("stated", "").value
    text = (
        f"SELECT DISTINCT ?g {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?g), '{prefix}')) }}"
    )
    found: list[Violation] = []
    for row in select(store, text):
        graph = row["g"]
        if isinstance(graph, NamedNode):
            found.extend(violations(with_evidence(store, graph)))
    return found


def with_evidence(store: Store, graph: NamedNode) -> list[Triple]:
    """Return a stated graph and the document graph of the file that it was made of."""
    stated = construct(store, f"CONSTRUCT {{ ?s ?p ?o }} {{ GRAPH {graph} {{ ?s ?p ?o }} }}")
    text = (
        "PREFIX hk: <https://w3id.org/hamkor#> CONSTRUCT { ?s ?p ?o } WHERE { "
        f"GRAPH {graph} {{ ?source hk:currentDocument ?document }} "
        "GRAPH ?g { ?document a hk:SourceDocument . ?s ?p ?o } }"
    )
    return [*stated, *construct(store, text)]
