"""Writes that are reduced to what they add and remove, on a private copy of the data.

An update is run on the copy and the copy compared with what it was; so nothing of an update that
fails half-way, or that is only tried, ever reaches the store.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TypeAlias

import pyoxigraph as ox

from .. import media
from ..errors import DocumentRefused, NotFound, QueryRefused
from ..sparql import (
    add_using,
    check_update,
    drop_silent_loads,
    rewrite_update,
    syntax_error,
    tokenize,
)
from .change import ChangeSet
from .documents import check_document
from .protocol import Dataset
from .serial import RDF_FORMATS

__all__ = ["Change", "Document", "GraphDelete", "GraphWrite", "Update"]

Copy: TypeAlias = Callable[[ox.Store], ox.Store]

DATA = {("INSERT", "DATA")}


@dataclass(frozen=True)
class Change:
    """A change that is worked out already."""

    known: ChangeSet

    def change(self, store: ox.Store, base_iri: str, private: Copy) -> tuple[ChangeSet, bool]:
        """Return the change."""
        return self.known, True


@dataclass(frozen=True)
class Update:
    """A SPARQL 1.1 update request: all of its operations, or none."""

    text: str
    dataset: Dataset = field(default_factory=Dataset)

    def change(self, store: ox.Store, base_iri: str, private: Copy) -> tuple[ChangeSet, bool]:
        """Return what the request adds and removes, by doing it on a private copy.

        Raises `QuerySyntax` and `QueryRefused`.
        """
        plain = drop_silent_loads(self.text)
        check_update(plain)
        text = add_using(plain, self.dataset.default or (), self.dataset.named or ())
        only_data = set(operations(text)) == DATA
        scratch = ox.Store() if only_data else private(store)
        before, graphs = frozenset(scratch), frozenset(scratch.named_graphs())
        try:
            apply_update(scratch, text if only_data else rewrite_update(text), text, base_iri)
        except SyntaxError as error:
            raise syntax_error(self.text, str(error)) from error
        except (ValueError, RuntimeError, OSError) as error:
            raise QueryRefused(str(error), remedy="Nothing was changed.") from error
        after = frozenset(scratch)
        if only_data:
            return add_quads(store, after), True
        now = frozenset(scratch.named_graphs())
        added, removed = [*(after - before)], [*(before - after)]
        return ChangeSet(
            added, removed, "", "", named_graphs(now - graphs), named_graphs(graphs - now)
        ), True


def apply_update(scratch: ox.Store, cured: str, text: str, base_iri: str) -> None:
    """Do a request as the engine needs it to be written, or else as it is."""
    if cured != text:
        with suppress(SyntaxError, QueryRefused):
            check_update(cured)
            scratch.update(cured, base_iri=base_iri)
            return
    scratch.update(text, base_iri=base_iri)


def operations(text: str) -> Iterator[tuple[str, str]]:
    """Yield the keywords with which operations begin, each with the word after it."""
    depth, before = 0, ""
    for token in tokenize(text):
        word = token.text.upper()
        depth -= word == "}"
        if depth == 0 and token.kind == "word":
            if before in ("INSERT", "DELETE", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY"):
                yield before, word
            before = word if word != "DATA" else ""
        elif depth == 0 and word == "{" and before in ("INSERT", "DELETE", "WHERE"):
            yield before, "{"
        depth += word == "{"


def add_quads(store: ox.Store, quads: frozenset[ox.Quad]) -> ChangeSet:
    """Return the change that adds quads; graphs come with their first one."""
    return ChangeSet([quad for quad in quads if quad not in store])


def named_graphs(graphs: frozenset[ox.NamedNode | ox.BlankNode]) -> list[ox.NamedNode]:
    """Return those graphs that have an IRI."""
    return [graph for graph in graphs if isinstance(graph, ox.NamedNode)]


@dataclass(frozen=True)
class Document:
    """A document of RDF: its bytes, its format, the base of its relative IRIs."""

    data: bytes
    form: media.Format
    base: str

    def triples(self) -> Iterator[ox.Triple]:
        """Yield its triples, with blank nodes of its own. Raises `DocumentRefused`."""
        check_document(self.data, self.form)
        try:
            for quad in ox.parse(
                self.data, format=RDF_FORMATS[self.form.name], base_iri=self.base,
                rename_blank_nodes=True,
            ):  # fmt: skip
                if not isinstance(quad.graph_name, ox.DefaultGraph):
                    raise DocumentRefused("the document has named graphs; send one graph")
                yield quad.triple
        except (SyntaxError, ValueError, MemoryError) as error:
            remedy = "Nothing of it was written."
            raise DocumentRefused(str(error), remedy=remedy) from error


@dataclass(frozen=True)
class GraphWrite:
    """PUT and POST of the Graph Store Protocol; an empty IRI is the default graph."""

    graph: str
    documents: Sequence[Document]
    replaces: bool

    def change(self, store: ox.Store, base_iri: str, private: Copy) -> tuple[ChangeSet, bool]:
        """Return the change, and whether the graph was there (sections 5.3 and 5.5)."""
        name = place(self.graph)
        new = frozenset(
            ox.Quad(t.subject, t.predicate, t.object, name)
            for document in self.documents
            for t in document.triples()
        )
        old = frozenset(store.quads_for_pattern(None, None, None, name))
        existed = exists(store, name)
        created = [] if existed or not isinstance(name, ox.NamedNode) else [name]
        removed = [*(old - new)] if self.replaces else []
        return ChangeSet([*(new - old)], removed, created=created), existed


@dataclass(frozen=True)
class GraphDelete:
    """DELETE of the Graph Store Protocol; an empty IRI is the default graph."""

    graph: str

    def change(self, store: ox.Store, base_iri: str, private: Copy) -> tuple[ChangeSet, bool]:
        """Return the change (section 5.4). Raises `NotFound` for a graph that is not there."""
        name = place(self.graph)
        if not exists(store, name):
            raise NotFound("there is no such graph", where=self.graph)
        removed = list(store.quads_for_pattern(None, None, None, name))
        dropped = [name] if isinstance(name, ox.NamedNode) else []
        return ChangeSet((), removed, dropped=dropped), True


def place(graph: str) -> ox.NamedNode | ox.DefaultGraph:
    """Return the graph of an IRI; of an empty one the default graph."""
    return ox.NamedNode(graph) if graph else ox.DefaultGraph()


def exists(store: ox.Store, graph: ox.NamedNode | ox.DefaultGraph) -> bool:
    """Say whether a graph is there; the default graph always is."""
    return isinstance(graph, ox.DefaultGraph) or store.contains_named_graph(graph)
