"""Link watch: what a new release of an authority says of the records that were accepted.

A change is a proposal with a date, never a silent one: a node that a person looks at, and, where a
record was merged into another, that one as a candidate.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..authority import Index, Organization
from ..schemes import Identifier
from .assertions import Assertion, RecordChange, Status
from .decisions import Register, now
from .suggest import SCHEME, identifiers_of

__all__ = ["Difference", "compare_records", "compare_release", "propose_changes"]


@dataclass(frozen=True)
class Difference:
    """What became of a record: its kind, what it was, what it is, who took its place."""

    kind: str
    was: str
    now: str = ""
    successors: tuple[str, ...] = ()

    def words(self, release: str) -> str:
        """Return it in words."""
        after = f" → {self.now}" if self.now else ""
        return f"{release}: {self.kind}: {self.was}{after}"


def compare_records(was: Organization, new: Organization | None) -> Iterator[Difference]:
    """Yield how a record differs from what it was, in what concerns its identity."""
    if new is None:
        yield Difference("gone", was.name)
        return
    successors = tuple(new.related("successor"))
    if new.status != was.status and new.status != "active":
        kind = "merged" if successors else new.status
        yield Difference(kind, was.name, ", ".join(successors), successors)
    if new.name != was.name:
        yield Difference("renamed", was.name, new.name)
    here, there = (", ".join(filter(None, (one.city, one.country))) for one in (was, new))
    if was.country != new.country or (was.city and new.city and was.city != new.city):
        yield Difference("moved", here, there)


def compare_release(old: Index, new: Iterable[Organization]) -> Iterator[tuple[str, Difference]]:
    """Yield what differs between an index and newer records, by id; what is gone comes last."""
    seen = set[str]()
    for one in new:
        seen.add(one.id)
        was = old.record(one.id)
        for change in compare_records(was, one) if was else (Difference("new", "", one.name),):
            yield one.id, change
    for id_ in old.ids():
        if id_ not in seen and (was := old.record(id_)) is not None:
            yield id_, Difference("gone", was.name)


def propose_changes(register: Register, old: Index, new: Index) -> list[RecordChange]:
    """Propose what a new release asks to look at; nothing is written yet.

    What was proposed before, of the same release, is not proposed again.
    """
    release = str(new.release["release"])
    found = []
    for one in [*register.assertions.values()]:
        if one.status is not Status.ACCEPTED or one.identifier.scheme != SCHEME:
            continue
        was, present = old.record(one.identifier.value), new.record(one.identifier.value)
        for difference in compare_records(was, present) if was else ():
            change = RecordChange(
                one.thing,
                one.identifier,
                difference.kind,
                release,
                difference.words(release),
                now(),
            )
            if register.note_change(change):
                found.append(change)
                for id_ in difference.successors:
                    register.propose(find_successor(one, id_, new, change.words))
    return found


def find_successor(one: Assertion, id_: str, index: Index, words: str) -> Assertion:
    """Return the candidate that may take the place of an accepted one."""
    found = index.record(id_)
    return Assertion(
        one.thing, Identifier(SCHEME, id_), name=found.name if found else "",
        method="hamkor link watch", release=str(index.release["release"]), evidence=words,
        also=identifiers_of(found) if found else (), supersedes=one.iri,
    )  # fmt: skip
