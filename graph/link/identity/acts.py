"""What a reviewer did last, read from the log of changes, and how it is taken back.

An act is one change of the identity graph by one person, however many things it decides. Taking it
back is a change of its own, whose reason names the act: so no act is taken back twice.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from pyoxigraph import Triple

from ...iris import Iris
from ...store import ChangeSet, Ledger
from ...vocab import HK, RDF
from .assertions import Absence, Assertion, Status
from .decisions import Register
from .nodes import node_triples, read_nodes

__all__ = ["Act", "find_act", "last_act", "take_back", "undo_reason"]

UNDO = re.compile(r"link undo (\d+)")
#: What an act decided of a thing; where it changed several nodes, the first of these.
DECISIONS = ("accepted", "none", "rejected", "withdrawn", "seen")


class Act(NamedTuple):
    """A change of the identity graph: its version, its triples by thing (an IRI of ours)."""

    version: str
    added: Mapping[str, frozenset[Triple]]
    removed: Mapping[str, frozenset[Triple]]

    @property
    def decisions(self) -> dict[str, str]:
        """Thing -> what was decided of it, one of `DECISIONS`, or candidate."""
        return {thing: self._decision(thing) for thing in sorted({*self.added, *self.removed})}

    def _decision(self, thing: str) -> str:
        came = self.added.get(thing, frozenset())
        words = {s.word for t in came for s in Status if t.object == s.value}
        words |= {"none" for t in came if (t.predicate, t.object) == (RDF.type, HK.AbsenceFinding)}
        words |= {"seen" for t in came if "#change-" in subject_of(t)}
        return next((word for word in DECISIONS if word in words), "candidate")


def undo_reason(act: Act) -> str:
    """Return the reason of the change that takes an act back."""
    return f"link undo {act.version}"


def last_act(ledger: Ledger, iris: Iris, who: str) -> Act | None:
    """Return what a person decided last and has not taken back, None where there is none."""
    undone = set[str]()
    for version, change in ledger.changes_of(who):
        if match := UNDO.fullmatch(change.why):
            undone.add(match[1])
        elif version not in undone and (act := act_of(version, change, iris)) is not None:
            return act
    return None


def find_act(ledger: Ledger, iris: Iris, who: str, version: str) -> Act | None:
    """Return an act of a person by its version, None where there is none."""
    found = (change for number, change in ledger.changes_of(who) if number == version)
    change = next(found, None)
    return None if change is None else act_of(version, change, iris)


def act_of(version: str, change: ChangeSet, iris: Iris) -> Act | None:
    """Return the act of a change; None where it decides nothing: a proposal has no reviewer."""
    graph = iris.graph("identity")
    added, removed = ([quad.triple for quad in quads if quad.graph_name == graph]
                      for quads in (change.added, change.removed))  # fmt: skip
    if not any(triple.predicate == HK.reviewer for triple in (*added, *removed)):
        return None
    return Act(version, by_thing(added), by_thing(removed))


def by_thing(found: Iterable[Triple]) -> dict[str, frozenset[Triple]]:
    """Return thing -> the triples of its nodes, which are parts of its page."""
    things: dict[str, set[Triple]] = {}
    for triple in found:
        things.setdefault(subject_of(triple).partition("#")[0], set()).add(triple)
    return {thing: frozenset(of) for thing, of in things.items()}


def subject_of(triple: Triple) -> str:
    """Return the IRI of the node that a triple of the identity graph is about."""
    return str(getattr(triple.subject, "value", ""))


def take_back(register: Register, act: Act) -> list[str]:
    """Put things back to what they were before an act; return those of which it no longer stands.

    These stay as they are: a later decision exists.
    """
    now = by_thing(triple for one in register.all() for triple in node_triples(one))
    kept = []
    for thing in act.decisions:
        there, empty = now.get(thing, frozenset()), frozenset[Triple]()
        came, went = act.added.get(thing, empty), act.removed.get(thing, empty)
        after = (there - came) | went
        if came <= there and not went & there and is_whole(after):
            register.restore(thing, read_nodes(after))
        else:
            kept.append(thing)
    return kept


def is_whole(after: Collection[Triple]) -> bool:
    """Say whether nodes of one thing agree: one accepted in a scheme, or a finding of none."""
    nodes = read_nodes(after)
    accepted = [one.identifier.scheme for one in nodes
                if isinstance(one, Assertion) and one.status is Status.ACCEPTED]  # fmt: skip
    absent = [one.scheme for one in nodes if isinstance(one, Absence)]
    return len({*accepted, *absent}) == len(accepted) + len(absent)
