"""SHACL on writes of every way in: which rules held before a change and would not hold after it.

The rules are the register's and are for its things: what has a class or a property of the
register. Only the neighbourhood of what a change touches is looked at.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

import pyoxigraph as ox

from ..store import ChangeSet
from ..vocab import HK, RDF
from .shapes import Violation, violations

__all__ = ["broken_rules"]

#: How many things that point to a touched one are looked at.
MOST_POINTERS = 1000


class Quads(Protocol):
    """What is asked of the data."""

    def quads_for_pattern(self, s: Any, p: Any, o: Any, g: Any, /) -> Iterator[ox.Quad]:
        """Yield the quads that match; None matches all."""


def broken_rules(store: Quads, change: ChangeSet) -> Sequence[str]:
    """Return, one line each, the rules that `change` would break; `store` may be changed.

    Called with an empty change it loads all that it needs, so that later calls open no file.
    """
    if not len(change):
        return [str(violation) for violation in violations(())]
    touched: set[Any] = {quad.subject for quad in (*change.added, *change.removed)}
    added, removed = ({quad.triple for quad in quads} for quads in (change.added, change.removed))
    around = set(neighbourhood(store, touched))
    after, before = (around | added) - removed, (around | removed) - added
    held = {describe_violation(violation) for violation in own_violations(before)}
    return sorted(
        {
            line
            for violation in own_violations(after)
            if (line := describe_violation(violation)) not in held
        }
    )


def own_violations(triples: set[ox.Triple]) -> list[Violation]:
    """Return the violations whose focus is a thing of the register."""
    ours = {triple.subject for triple in triples if is_ours(triple)}
    if not ours:
        return []
    names = {thing.value for thing in ours if isinstance(thing, ox.NamedNode)}
    has_nodes = any(isinstance(thing, ox.BlankNode) for thing in ours)
    found = violations(triples)
    return [v for v in found if v.focus in names or not v.focus or (has_nodes and is_node(v))]


def is_ours(triple: ox.Triple) -> bool:
    """Say whether a triple makes its subject a thing of the register."""
    kind = triple.object.value if isinstance(triple.object, ox.NamedNode) else ""
    is_kind = triple.predicate == RDF.type and kind.startswith(HK.base)
    return is_kind or triple.predicate.value.startswith(HK.base)


def is_node(violation: Violation) -> bool:
    """Say whether a violation is about a blank node, whose label the validator makes up."""
    return bool(violation.focus) and ":" not in violation.focus


def describe_violation(violation: Violation) -> str:
    """Return a violation as a line that is the same before and after a change."""
    return f"a node without IRI: {violation.message}" if is_node(violation) else str(violation)


def neighbourhood(store: Quads, touched: set[Any]) -> Iterator[ox.Triple]:
    """Yield what is said of the touched things, of those they name, and who names them.

    Assertions of their identity are added whole: facts rest on them.
    """
    named = set[Any]()
    for thing in touched:
        for quad in store.quads_for_pattern(thing, None, None, None):
            named.add(quad.object)
            yield quad.triple
        pointers = store.quads_for_pattern(None, None, thing, None)
        for _, quad in zip(range(MOST_POINTERS), pointers, strict=False):
            yield quad.triple
            if quad.predicate == HK.subjectEntity:
                about = store.quads_for_pattern(quad.subject, None, None, None)
                yield from (each.triple for each in about)
    for thing in named - touched:
        if isinstance(thing, ox.NamedNode | ox.BlankNode):
            for quad in store.quads_for_pattern(thing, None, None, None):
                yield quad.triple
