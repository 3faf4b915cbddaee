"""What an ingest did, for people and for machines."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field

from .facts import Notice

__all__ = ["Report"]


@dataclass(frozen=True)
class Report:
    """The outcome of one file: public facts added, removed and kept, counts and notices.

    `changed` is False where the store already said all this; `version` is the store's after it.
    """

    source: str
    institution: str
    file: str
    sha256: str
    added: int
    removed: int
    kept: int
    changed: bool
    dry_run: bool
    version: str
    counts: Mapping[str, int]
    notices: Sequence[Notice] = ()
    added_things: Sequence[str] = ()
    removed_things: Sequence[str] = ()
    triples: int = field(default=0)

    def as_dict(self) -> dict[str, object]:
        """Return the report as JSON-ready values."""
        return {**asdict(self), "notices": [asdict(notice) for notice in self.notices]}

    def lines(self) -> Iterator[str]:
        """Yield the report as lines of text."""
        did = "would change" if self.dry_run else "changed"
        did = did if self.changed else "nothing changed"
        yield f"{self.file} as source {self.source} (institution {self.institution}): {did}"
        yield f"  facts: {self.added} added, {self.removed} removed, {self.kept} kept"
        c = self.counts
        yield f"  {c['tables']} tables, {c['rows']} rows, {c['cooperations']} cooperations"
        by_rules, by_reading = c["statements_by_rules"], c["statements_by_reading"]
        yield f"  statements: {by_rules} made by rules, {by_reading} made by a reading"
        unread = c["proposals_unreviewed"]
        yield f"  proposals: {c['proposals']}, of which nobody has reviewed {unread}"
        yield from (f"  + {iri}" for iri in self.added_things)
        yield from (f"  - {iri}" for iri in self.removed_things)
        yield from (f"  note ({notice.where}): {notice.message}" for notice in self.notices)
