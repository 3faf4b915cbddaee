"""What is proposed and decided, in the store: the identity graph, and the facts that follow.

Every decision is one change: the graph `identity` as it is after it, the graph `derived` with the
facts of what is accepted, and the default graph, which has those facts too.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from ...errors import Busy, NotFound, UsageError
from ...iris import Iris
from ...register import check_shapes, graph_of, publication, quads
from ...store import Change, ChangeSet, Store, select
from ...vocab import FOAF, HK, ORG, SKOS
from ..schemes import Identifier
from .assertions import Absence, Assertion, Node, RecordChange, Status
from .nodes import node_triples, public_facts, read_nodes

__all__ = ["Register", "now"]

KINDS = (ORG.Organization, ORG.OrganizationalUnit, FOAF.Person)
NAMED = (
    f"PREFIX hk: <{HK.base}> PREFIX skos: <{SKOS.base}> SELECT ?thing ?name {{ "
    f"VALUES ?kind {{ {' '.join(map(str, KINDS))} }} ?thing a ?kind ; skos:prefLabel ?name }}"
)


def now() -> str:
    """Return the time of a decision."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


class Register:
    """The assertions and findings of a store, read once; `save` writes what was changed."""

    def __init__(self, store: Store, iris: Iris) -> None:
        """Read the identity graph and the names of what can have an identity."""
        self._store, self._iris = store, iris
        self._before = graph_of(store, iris.graph("identity"))
        self._found = {*(found := read_nodes(self._before))}
        self.assertions = dict[tuple[str, Identifier], Assertion]()
        self._keys = dict[str, list[tuple[str, Identifier]]]()
        self.absences = dict[tuple[str, str], Absence]()
        self.changes = dict[tuple[str, Identifier, str, str], RecordChange]()
        for one in found:
            self._add(one)
        self.names = {row["thing"].value: row["name"].value for row in select(store, NAMED)}

    def _add(self, one: Node) -> None:
        """Have a node of any kind among what is known."""
        if isinstance(one, Assertion):
            self._put(one)
        elif isinstance(one, Absence):
            self.absences[one.key] = one
        else:
            self.changes[one.key] = one

    def _put(self, one: Assertion) -> None:
        """Have an assertion in the place of the one of the same pair."""
        if one.key not in self.assertions:
            self._keys.setdefault(one.thing, []).append(one.key)
        self.assertions[one.key] = one

    def of(self, thing: str) -> list[Assertion]:
        """Return the assertions of a thing, the most probable first."""
        found = [self.assertions[key] for key in self._keys.get(thing, ())]
        return sorted(found, key=lambda one: (-(one.score or 0), one.identifier))

    def ids(self, scheme: str) -> list[str]:
        """Return the identifiers of a scheme that were proposed or accepted, in order."""
        shown = (one.identifier for one in self.assertions.values()
                 if one.status in (Status.CANDIDATE, Status.ACCEPTED))  # fmt: skip
        return sorted({one.value for one in shown if one.scheme == scheme})

    def find_accepted(self, thing: str, scheme: str) -> Assertion | None:
        """Return the accepted assertion of a thing in a scheme, None where there is none."""
        found = (one for one in self.of(thing) if one.identifier.scheme == scheme)
        return next((one for one in found if one.status is Status.ACCEPTED), None)

    def is_open(self, thing: str, scheme: str) -> bool:
        """Say whether a thing has no accepted identity and no finding that there is none."""
        return self.find_accepted(thing, scheme) is None and (thing, scheme) not in self.absences

    def propose(self, one: Assertion) -> bool:
        """Add a candidate, unless the pair is known: what is rejected is never proposed again."""
        is_new = one.key not in self.assertions
        if is_new:
            self._put(replace(one, status=Status.CANDIDATE))
        return is_new

    def decide(
        self, thing: str, identifier: Identifier, status: Status, who: str, *, at: str = "",
        note: str = "",
    ) -> Assertion:  # fmt: skip
        """Accept, reject or withdraw, or open a decision again; return the assertion.

        A pair that was not proposed is added. Accepting withdraws what
        was accepted before in the scheme, which the new one supersedes; it ends a finding that
        there is none.
        """
        known = self.resolve(thing)
        if not who.strip():
            raise UsageError("a decision needs the role of who decides", remedy="Say --reviewer.")
        by_hand = Assertion(known, identifier, method="by hand")
        one = self.assertions.get((known, identifier), by_hand)
        before, at = self.find_accepted(known, identifier.scheme), at or now()
        one = replace(one, status=status, reviewer=who, reviewed_at=at, note=note or one.note)
        if status is Status.CANDIDATE:
            one = replace(one, reviewer="", reviewed_at="", supersedes="")
        if status is Status.ACCEPTED:
            self.absences.pop((known, identifier.scheme), None)
            if before is not None and before.key != one.key:
                self._put(replace(before, status=Status.WITHDRAWN, reviewer=who, reviewed_at=at))
                one = replace(one, supersedes=before.iri)
        self._put(one)
        return one

    def find_none(
        self, thing: str, scheme: str, who: str, *, at: str = "", note: str = "", release: str = ""
    ) -> Absence:
        """Record that a person looked and found none; open candidates of the scheme are rejected.

        Raises `UsageError` where an identity is accepted.
        """
        known = self.resolve(thing)
        accepted = self.find_accepted(known, scheme)
        if accepted is not None:
            remedy = "Withdraw that first."
            raise UsageError(
                f"{accepted.identifier.iri} is accepted",
                where=self.short_name(known),
                remedy=remedy,
            )
        for one in self.of(known):
            if one.identifier.scheme == scheme and one.status is Status.CANDIDATE:
                self.decide(known, one.identifier, Status.REJECTED, who, at=at, note=note)
        found = Absence(known, scheme, who, at or now(), release, note)
        self.absences[found.key] = found
        return found

    def reopen(self, thing: str, scheme: str) -> None:
        """Take back a finding that there is none."""
        self.absences.pop((self.resolve(thing), scheme), None)

    def restore(self, thing: str, nodes: Iterable[Node]) -> None:
        """Have these nodes, and no others, say what is proposed and decided of a thing."""
        for key in self._keys.pop(thing, ()):
            del self.assertions[key]
        absences = (one for one in self.absences.values() if one.thing != thing)
        changes = (one for one in self.changes.values() if one.thing != thing)
        self.absences = {one.key: one for one in absences}
        self.changes = {one.key: one for one in changes}
        for one in nodes:
            self._add(one)

    def note_change(self, change: RecordChange) -> bool:
        """Add a change of a record for a person to look at, unless it is known."""
        return self.changes.setdefault(change.key, change) is change

    def mark_seen(self, change: RecordChange, who: str) -> None:
        """Record that a person has looked at a change of a record."""
        self.changes[change.key] = replace(change, reviewer=who, reviewed_at=now())

    def resolve(self, thing: str) -> str:
        """Return the IRI of a thing by its IRI, `kind/slug`, or slug of an organisation.

        Raises `NotFound`.
        """
        short = thing if "/" in thing else f"organization/{thing}"
        for iri in (thing, f"{self._iris.base}id/{short}"):
            if iri in self.names:
                return iri
        raise NotFound(f'nothing that can have an identity is called "{thing}"')

    def short_name(self, thing: str) -> str:
        """Return `kind/slug` of a thing."""
        return thing.removeprefix(f"{self._iris.base}id/")

    def save(self, why: str, who: str = "") -> bool:
        """Write what was changed, in one change; say whether there was any.

        The facts of what is accepted are public while a source states the thing.
        """
        after = frozenset(t for one in self.all() for t in node_triples(one))
        touched = {one.thing for one in {*self.all()} - self._found}
        near = (one for one in self.all() if one.thing in touched)
        check_shapes([t for one in near for t in node_triples(one)], where="identity")
        graph, derived = self._iris.graph("identity"), self._iris.graph("derived")
        public = frozenset(t for one in self.public_assertions() for t in public_facts(one))
        added, removed = publication(
            self._store, self._iris, derived, graph_of(self._store, derived), public
        )
        added += quads(after - self._before, graph)
        removed += quads(self._before - after, graph)
        if added or removed:
            change = Change(ChangeSet(added, removed))
            self._store.write(change, who=who, why=why, before=self._check)
        self._before, self._found = graph_of(self._store, graph), {*self.all()}
        return bool(added or removed)

    def _check(self) -> None:
        """Refuse to write over what others decided meanwhile."""
        if graph_of(self._store, self._iris.graph("identity")) != self._before:
            raise Busy("another decision was made meanwhile", remedy="Look again, and decide then.")

    def all(self) -> Iterable[Node]:
        """Yield everything that is asserted and found."""
        yield from self.assertions.values()
        yield from self.absences.values()
        yield from self.changes.values()

    def public_assertions(self) -> Iterable[Assertion]:
        """Yield what is accepted of things that a source states."""
        for one in self.assertions.values():
            if one.status is Status.ACCEPTED and one.thing in self.names:
                yield one
