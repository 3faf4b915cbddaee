"""A change of the store: what comes and what goes, as a value, as bytes, as one update request."""

import json
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeAlias

import pyoxigraph as ox

__all__ = ["NODES", "ChangeSet", "Data", "apply_to_replica", "decoded", "encoded", "update_text"]

#: The data of one state, in memory or on disk, as the engine holds them.
Data: TypeAlias = ox.Store
#: A function of updates that gives the blank node with a label: no SPARQL text can name one.
NODE = ox.NamedNode("urn:x-hamkor:node")
NODES: dict[ox.NamedNode, Callable[..., Any]] = {NODE: lambda label: ox.BlankNode(label.value)}


@dataclass(frozen=True)
class ChangeSet:
    """Quads and names of graphs that come and go, all or none; who did it, and why."""

    added: Sequence[ox.Quad] = ()
    removed: Sequence[ox.Quad] = ()
    who: str = ""
    why: str = ""
    created: Sequence[ox.NamedNode] = ()
    dropped: Sequence[ox.NamedNode] = ()

    def __len__(self) -> int:
        """Return how many quads and graphs change."""
        return sum(map(len, (self.added, self.removed, self.created, self.dropped)))

    @property
    def graphs(self) -> frozenset[str]:
        """The IRIs of the graphs that change; the default graph is the empty one."""
        quads = {named(quad.graph_name) for quad in (*self.added, *self.removed)}
        return frozenset(quads | {graph.value for graph in (*self.created, *self.dropped)})


def named(graph: object) -> str:
    """Return the IRI of a graph, an empty one for the default graph."""
    return graph.value if isinstance(graph, ox.NamedNode) else ""


def encoded(change: ChangeSet) -> bytes:
    """Return a change as bytes for the log: N-Quads (labels of blank nodes kept), compressed."""
    value = {
        "added": written(change.added),
        "removed": written(change.removed),
        "created": [graph.value for graph in change.created],
        "dropped": [graph.value for graph in change.dropped],
    }
    return zlib.compress(json.dumps(value).encode())


def decoded(data: bytes, who: str = "", why: str = "") -> ChangeSet:
    """Return the change that `encoded` wrote."""
    value = json.loads(zlib.decompress(data))
    graphs = ([ox.NamedNode(iri) for iri in value[name]] for name in ("created", "dropped"))
    return ChangeSet(read(value["added"]), read(value["removed"]), who, why, *graphs)


def written(quads: Sequence[ox.Quad]) -> str:
    """Return quads as N-Quads."""
    return (ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"").decode()


def read(text: str) -> list[ox.Quad]:
    """Return the quads of N-Quads."""
    return list(ox.parse(text, format=ox.RdfFormat.N_QUADS))


def apply_to_replica(store: Data, change: ChangeSet) -> None:
    """Bring a private store in memory to the state after a change."""
    for quad in change.removed:
        store.remove(quad)
    for graph in change.dropped:
        store.remove_graph(graph)
    store.extend(change.added)
    for graph in change.created:
        store.add_graph(graph)


def update_text(change: ChangeSet) -> str:
    """Return a change as one update request, which the engine applies as one transaction.

    Blank nodes that are there are named by the function `NODE`, which the request needs then.
    """
    parts = [f"DROP SILENT GRAPH {graph}" for graph in change.dropped]
    for verb, quads in (("DELETE", change.removed), ("INSERT", change.added)):
        plain = [quad for quad in quads if not has_node(quad)]
        if plain:
            parts.append(f"{verb} DATA {{\n{''.join(map(line, plain))}}}")
        parts += [with_nodes(verb, quad) for quad in quads if has_node(quad)]
    parts += [f"CREATE SILENT GRAPH {graph}" for graph in change.created]
    return " ;\n".join(parts)


def has_node(quad: ox.Quad) -> bool:
    """Say whether a quad holds a blank node, however deep in its terms."""
    return any(nodes(quad.triple))


def nodes(term: object) -> Iterator[ox.BlankNode]:
    """Yield the blank nodes of a term, and of the triple that it may be."""
    if isinstance(term, ox.BlankNode):
        yield term
    elif isinstance(term, ox.Triple):
        yield from (*nodes(term.subject), *nodes(term.object))


def shown(term: object, names: Mapping[ox.BlankNode, str]) -> str:
    """Return a term as SPARQL writes it, with variables for blank nodes."""
    if isinstance(term, ox.BlankNode):
        return names[term]
    if isinstance(term, ox.Triple):
        inner = shown(term.subject, names), str(term.predicate), shown(term.object, names)
        return f"<<( {' '.join(inner)} )>>"
    return str(term)


def line(quad: ox.Quad, names: Mapping[ox.BlankNode, str] = MappingProxyType({})) -> str:
    """Return a quad as a pattern of an update."""
    triple = f"{shown(quad.subject, names)} {quad.predicate} {shown(quad.object, names)} ."
    is_named = isinstance(quad.graph_name, ox.NamedNode)
    return f"GRAPH {quad.graph_name} {{ {triple} }}\n" if is_named else f"{triple}\n"


def with_nodes(verb: str, quad: ox.Quad) -> str:
    """Return the operation that writes one quad with blank nodes of given labels."""
    names = {node: f"?n{n}" for n, node in enumerate(dict.fromkeys(nodes(quad.triple)))}
    binds = [f'BIND({NODE}("{str(node)[2:]}") AS {name})' for node, name in names.items()]
    return f"{verb} {{ {line(quad, names)}}} WHERE {{ {' '.join(binds)} }}"
