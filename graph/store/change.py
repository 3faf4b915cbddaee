"""A change of the store: what comes and what goes, as a value, as bytes, as one update request."""

import json
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, TypeAlias

import pyoxigraph as ox

__all__ = [
    "LONGEST_LINE", "LONGEST_VALUE", "NODES", "ChangeSet", "Data", "Records", "apply_to_replica",
    "decode_change", "encode_change", "is_readable", "update_text",
]  # fmt: skip

#: The data of one state, in memory or on disk, as the engine holds them.
Data: TypeAlias = ox.Store
#: What the engine surely reads: a line of N-Quads (tokens may have 16 MiB), a JSON value (8).
LONGEST_LINE = 16 * 1024 * 1024 - 1024
LONGEST_VALUE = 8 * 1024 * 1024 - 1024
#: A function of updates that gives the blank node with a label: no SPARQL text can name one.
NODE = ox.NamedNode("urn:x-hamkor:node")
NODES: dict[ox.NamedNode, Callable[..., Any]] = {NODE: lambda label: ox.BlankNode(label.value)}


@dataclass(frozen=True)
class Records:
    """What the ledger records in the transaction that marks a change as done.

    Settings by name, internal graphs (N-Triples) by name, IRIs of pages that went and came back.
    """

    settings: Mapping[str, str] = field(default_factory=dict)
    internal: Mapping[str, str] = field(default_factory=dict)
    gone: Sequence[str] = ()
    back: Sequence[str] = ()


#: Quads that are written at once.
BATCH = 10_000
#: Level of compression: the log is read seldom, and written at every change.
FAST = 1


@dataclass(frozen=True)
class ChangeSet:
    """Quads and names of graphs that come and go, all or none; who did it, and why."""

    added: Sequence[ox.Quad] = ()
    removed: Sequence[ox.Quad] = ()
    who: str = ""
    why: str = ""
    created: Sequence[ox.NamedNode] = ()
    dropped: Sequence[ox.NamedNode] = ()
    records: Records = field(default_factory=Records)

    def __len__(self) -> int:
        """Return how many quads and graphs change."""
        return sum(map(len, (self.added, self.removed, self.created, self.dropped)))

    @property
    def graphs(self) -> frozenset[str]:
        """The IRIs of the graphs that change; the default graph is the empty one."""
        quads = {graph_iri(quad.graph_name) for quad in (*self.added, *self.removed)}
        return frozenset(quads | {graph.value for graph in (*self.created, *self.dropped)})


def graph_iri(graph: object) -> str:
    """Return the IRI of a graph, an empty one for the default graph."""
    return graph.value if isinstance(graph, ox.NamedNode) else ""


def encode_change(change: ChangeSet) -> bytes:
    """Return a change as bytes for the log: N-Quads (labels of blank nodes kept), compressed.

    What no parser of N-Quads would read again is written as an update, whose parser does. Quads are
    written in batches: the text of a large change is several times as large as its quads.
    """
    packer = zlib.compressobj(FAST)
    packed = [packer.compress(piece.encode()) for piece in pieces_of(change)]
    return b"".join([*packed, packer.flush()])


def pieces_of(change: ChangeSet) -> Iterator[str]:
    """Yield a change as the pieces of a JSON object."""
    long = {"long": list[ox.Quad](), "long_removed": list[ox.Quad]()}
    yield "{"
    for key, quads, beyond in (
        ("added", change.added, long["long"]), ("removed", change.removed, long["long_removed"])
    ):  # fmt: skip
        yield f'"{key}":"'
        for start in range(0, len(quads), BATCH):
            text, rest = split_long(quads[start : start + BATCH])
            beyond += rest
            yield json.dumps(text, ensure_ascii=False)[1:-1]
        yield '",'
    rest_of = {
        **{key: update_text(ChangeSet(quads)) for key, quads in long.items()},
        "created": [graph.value for graph in change.created],
        "dropped": [graph.value for graph in change.dropped],
        "records": vars(change.records),
    }
    yield json.dumps(rest_of, ensure_ascii=False)[1:]


def decode_change(data: bytes, who: str = "", why: str = "") -> ChangeSet:
    """Return the change that `encode_change` wrote."""
    value = json.loads(zlib.decompress(data))
    graphs = ([ox.NamedNode(iri) for iri in value[name]] for name in ("created", "dropped"))
    added = from_nquads(value["added"]) + added_by_update(value.get("long", ""))
    removed = from_nquads(value["removed"]) + added_by_update(value.get("long_removed", ""))
    created, dropped = graphs
    records = Records(**value.get("records", {}))
    return ChangeSet(added, removed, who, why, created, dropped, records)


def split_long(quads: Sequence[ox.Quad]) -> tuple[str, Sequence[ox.Quad]]:
    """Return as N-Quads what a parser of them reads again, and the quads with too long a term."""
    text = to_nquads(quads)
    lines = text.split("\n")
    if max(map(len, lines)) < LONGEST_LINE:
        return text, ()
    pairs = list(zip(quads, lines, strict=False))
    short = "".join(f"{line}\n" for _, line in pairs if len(line) < LONGEST_LINE)
    return short, [quad for quad, line in pairs if len(line) >= LONGEST_LINE]


def added_by_update(text: str) -> list[ox.Quad]:
    """Return the quads that an update adds to nothing."""
    scratch = ox.Store()
    scratch.update(text, custom_functions=NODES)
    return list(scratch)


def is_readable(data: bytes) -> bool:
    """Say whether bytes of the log are a change (zlib has a checksum of its own)."""
    try:
        decode_change(data)
    except (zlib.error, ValueError, KeyError, SyntaxError):
        return False
    return True


def to_nquads(quads: Sequence[ox.Quad]) -> str:
    """Return quads as N-Quads."""
    return (ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"").decode()


def from_nquads(text: str) -> list[ox.Quad]:
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
            parts.append(f"{verb} DATA {{\n{''.join(map(quad_pattern, plain))}}}")
        parts += [node_operation(verb, quad) for quad in quads if has_node(quad)]
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


def term_pattern(term: object, names: Mapping[ox.BlankNode, str]) -> str:
    """Return a term as SPARQL writes it, with variables for blank nodes."""
    if isinstance(term, ox.BlankNode):
        return names[term]
    if isinstance(term, ox.Triple):
        inner = (
            term_pattern(term.subject, names),
            str(term.predicate),
            term_pattern(term.object, names),
        )
        return f"<<( {' '.join(inner)} )>>"
    return str(term)


def quad_pattern(quad: ox.Quad, names: Mapping[ox.BlankNode, str] = MappingProxyType({})) -> str:
    """Return a quad as a pattern of an update."""
    triple = (
        f"{term_pattern(quad.subject, names)} {quad.predicate} {term_pattern(quad.object, names)} ."
    )
    is_named = isinstance(quad.graph_name, ox.NamedNode)
    return f"GRAPH {quad.graph_name} {{ {triple} }}\n" if is_named else f"{triple}\n"


def node_operation(verb: str, quad: ox.Quad) -> str:
    """Return the operation that writes one quad with blank nodes of given labels."""
    names = {node: f"?n{n}" for n, node in enumerate(dict.fromkeys(nodes(quad.triple)))}
    binds = [f'BIND({NODE}("{str(node)[2:]}") AS {name})' for node, name in names.items()]
    return f"{verb} {{ {quad_pattern(quad, names)}}} WHERE {{ {' '.join(binds)} }}"
