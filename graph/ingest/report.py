"""What an ingest did, for people and for machines."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field

from .facts import Notice

__all__ = ["Report"]

#: What needs a decision first.
LEVELS = ("problem", "question", "note")
#: Notes of one kind that are written out.
EXAMPLES = 3
#: Pages that come or go, written out.
MOST_PAGES = 10
#: The part of a source's facts that may go without a headline.
MAY_GO = 0.1


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
    proposals: Sequence[Mapping[str, object]] = ()
    near: Sequence[tuple[str, str]] = ()
    columns: Sequence[str] = ()

    @property
    def problems(self) -> Sequence[Notice]:
        """The contradictions, for each of which something was left unread."""
        return [notice for notice in self.notices if notice.is_problem]

    @property
    def headline(self) -> str:
        """What has to be read first: that much of what the source said goes; else empty."""
        before = self.removed + self.kept
        if self.removed <= MAY_GO * before:
            return ""
        goes = "would go" if self.dry_run else "went"
        return (
            f"CAUTION: {self.removed} of the source's {before} facts {goes}; is it the right file?"
        )

    def as_dict(self) -> dict[str, object]:
        """Return the report as JSON-ready values."""
        return {
            **asdict(self),
            "headline": self.headline,
            "notices": [describe_notice(notice) for notice in self.notices],
            "problems": [describe_notice(notice) for notice in self.problems],
        }

    def lines(self) -> Iterator[str]:
        """Yield the report as lines of text."""
        if self.headline:
            yield self.headline
        did = "would change" if self.dry_run else "changed"
        did = did if self.changed else "nothing changed"
        yield f"{self.file} as source {self.source} (institution {self.institution}): {did}"
        yield f"  facts: {self.added} added, {self.removed} removed, {self.kept} kept"
        c = self.counts
        yield f"  {c['tables']} tables, {c['rows']} rows, {c['cooperations']} cooperations"
        if self.dry_run:
            yield from (f"  columns of {line}" for line in self.columns)
        by_rules, by_reading = c["statements_by_rules"], c["statements_by_reading"]
        yield f"  statements: {by_rules} made by rules, {by_reading} made by a reading"
        unread = c["proposals_unreviewed"]
        yield f"  proposals: {c['proposals']}, not reviewed: {unread}"
        for one in self.proposals if self.dry_run else ():
            yield f"  proposal ({place_of_proposal(one)}): {one['words']}{record_of(one)}"
        if unread and not self.dry_run:
            yield f"  to decide on them: hamkor review {self.source}"
        yield from (f"  near: {name} ~ {other}" for name, other in self.near)
        yield from list_things("+", self.added_things)
        yield from list_things("-", self.removed_things)
        for level in LEVELS:
            yield from group_notices([one for one in self.notices if one.level == level], level)
        if self.problems:
            yield f"  {len(self.problems)} problems: each was left unread, all else was read"


def place_of_proposal(one: Mapping[str, object]) -> str:
    """Return what a proposal is of, where it stands, and its verdict."""
    return f"{one['kind']}, line {one['line']}, {one['verdict']}"


def record_of(one: Mapping[str, object]) -> str:
    """Return the record that a proposal seems to be, and its country, as far as they are known."""
    record = f" ~ {one['record']} ({one['confidence']:.0%})" if one["record"] else ""
    return f"{record}, {one['country']}" if one["country"] else record


def list_things(sign: str, iris: Sequence[str]) -> Iterator[str]:
    """Yield a line for each page that comes or goes or, where they are many, their numbers."""
    if len(iris) <= MOST_PAGES:
        yield from (f"  {sign} {iri}" for iri in iris)
        return
    counts = Counter(iri.rsplit("/", 2)[-2] for iri in iris)
    words = ", ".join(f"{count} {kind}" for kind, count in sorted(counts.items()))
    yield f"  {sign} {len(iris)} pages: {words} (--json has all)"


def describe_notice(notice: Notice) -> dict[str, object]:
    """Return a notice as JSON-ready values."""
    return {**asdict(notice), "message": notice.message, "is_problem": notice.is_problem}


def group_notices(notices: Sequence[Notice], level: str) -> Iterator[str]:
    """Yield the lines about notices of one level, those of one kind together.

    Of many notes of a kind the first are written out; what has to be decided is written out whole.
    """
    groups: dict[str, list[Notice]] = {}
    for notice in notices:
        groups.setdefault(notice.what, []).append(notice)
    for what, group in groups.items():
        if len(group) <= EXAMPLES or not group[0].words:
            yield from (f"  {level} ({one.where}): {one.message}" for one in group)
            continue
        yield f"  {level} ({len(group)} times): {what}:"
        yield from group_words(group, len(group) if level != "note" else EXAMPLES)


def group_words(group: Sequence[Notice], limit: int) -> Iterator[str]:
    """Yield a line for the same words, those that stand most often first, at most `limit`."""
    places: dict[str, list[str]] = {}
    for one in group:
        places.setdefault(one.words, []).append(one.where)
    order = sorted(places.items(), key=lambda pair: -len(pair[1]))
    for words, found in order[:limit]:
        more = f" and {len(found) - 1} more" if len(found) > 1 else ""
        yield f"    {found[0]}{more}: {words}"
    if len(order) > limit:
        yield f"    and {len(order) - limit} others (--json has all)"
