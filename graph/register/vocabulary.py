"""A store as a register: its base IRI, its vocabulary, and moving it to another base."""

from collections.abc import Callable
from typing import Any

from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, parse

from ..iris import Iris
from ..resources import ontology_dir, queries_dir
from ..saved import describe_queries, load_all
from ..store import BASE, ChangeSet, Records, Store, internal_graph, internal_names
from .publish import all_quads, graph_of, publication

__all__ = ["base_of", "ensure_vocabulary", "rebase"]

VOCABULARY = ("hamkor.ttl", "forms.ttl")


def base_of(store: Store, wanted: str, warn: Callable[[str], None]) -> Iris:
    """Return the IRIs of a store: under the recorded base; before any write, the wanted one."""
    recorded = store.ledger.setting(BASE)
    iris = Iris(recorded or wanted)
    if recorded and recorded != Iris(wanted).base:
        warn(
            f"the store names its things under {recorded}; HAMKOR_BASE_IRI {wanted} is not used. "
            f"`hamkor rebase {wanted}` renames them."
        )
    return iris


def ensure_vocabulary(store: Store, iris: Iris) -> bool:
    """Put ontology, forms and saved queries into the store; say if that changed it."""
    store.ledger.set_setting(BASE, iris.base)
    graph = iris.graph("vocab")
    terms = (
        quad.triple
        for name in VOCABULARY
        for quad in parse((ontology_dir() / name).read_bytes(), format=RdfFormat.TURTLE)
    )
    triples = frozenset((*terms, *describe_queries(load_all(queries_dir()).values(), iris)))
    added, removed = publication(store, iris, graph, graph_of(store, graph), triples)
    if added or removed:
        store.update(ChangeSet(added, removed, why="vocabulary"))
    return bool(added or removed)


def rebase(store: Store, old: str, new: str) -> int:
    """Give every IRI under `old` the base `new`, in one change; return how many quads moved.

    Removed pages and internal graphs move along.
    """
    new = Iris(new).base
    moved = [(quad, move_quad(quad, old, new)) for quad in all_quads(store)]
    changed = [(was, now) for was, now in moved if was != now]
    why = f"rebase {old} to {new}"
    removed, added = [was for was, _ in changed], [now for _, now in changed]
    store.update(ChangeSet(added, removed, why=why, records=move_records(store, old, new)))
    return len(changed)


def move_records(store: Store, old: str, new: str) -> Records:
    """Return what the ledger records of a move: the base, removed pages, internal graphs."""
    went = [iri for iri in store.ledger.gone() if iri.startswith(old)]
    graphs = {name: internal_graph(store.ledger, name) for name in internal_names(store.ledger)}
    internal = {name: text.replace(f"<{old}", f"<{new}") for name, text in graphs.items()}
    return Records({BASE: new}, internal, [new + iri[len(old) :] for iri in went], went)


def move_quad(quad: Quad, old: str, new: str) -> Quad:
    """Return a quad with the IRIs under `old` moved to `new`."""
    subject, predicate, value, graph = (move(term, old, new) for term in quad)
    return Quad(subject, predicate, value, graph)


def move(term: Any, old: str, new: str) -> Any:
    """Return a term under the new base; all but our IRIs stay as they are."""
    if isinstance(term, NamedNode) and term.value.startswith(old):
        return NamedNode(new + term.value[len(old) :])
    if isinstance(term, Triple):
        return Triple(*(move(part, old, new) for part in term))
    return term
