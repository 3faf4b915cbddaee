"""Facts of prose: what a reviewed reading accepts, corrects or adds."""

from collections.abc import Callable, Mapping

from pyoxigraph import Literal, NamedNode

from ...errors import SourceRefused
from ...text import fold
from ...vocab import HK, ORG, SCHEMA, XSD, expand
from ..context import Context, add_organization
from ..document import Block, Span
from ..facts import CONTEXTUAL, NORMALISED, STATED
from ..readings import Entry, ReadFact
from ..tables import add_cooperation, add_person, add_unspecified

__all__ = ["add_reading", "span_at"]


def span_at(context: Context, start: int, end: int, words: str, entry: str) -> Span:
    """Return the span of file characters `start` to `end`; its words must be those quoted."""
    for block in context.document.blocks():
        span = part_within(block, start, end)
        if span is not None and span.words == words:
            return span
    detail = f'characters {start} to {end} of {context.document.name} are not "{words}"'
    raise SourceRefused(detail, where=f"reading, entry {entry}", remedy="Mend the span or words.")


def part_within(block: Block, start: int, end: int) -> Span | None:
    """Return the part of a block that stands at these characters of the file, if it does."""
    first = block.in_file(0)
    if first is None or not first <= start <= end <= first + len(block.text):
        return None
    return block.span(start - first, end - first)


def add_reading(context: Context) -> None:
    """Assert what the reading of this file accepts, mends or adds."""
    if context.reading is None:
        return
    things: dict[str, NamedNode] = {}
    kept = [entry for entry in context.reading.entries if entry.verdict != "reject"]
    spans = {e.id: span_at(context, *e.span, e.words, e.id) for e in kept}
    for entry in kept:
        things[entry.id] = MAKERS[entry.kind](context, entry, spans[entry.id])
    if context.reading.unit in context.units:
        things["unit"] = context.units[context.reading.unit]
    for entry in kept:
        for said in entry.said:
            add_said(context, things, entry, said)


def add_said(
    context: Context, things: Mapping[str, NamedNode], entry: Entry, said: ReadFact
) -> None:
    """Assert one more fact of an entry."""
    span = span_at(context, *said.span, said.words, entry.id)
    subject = things[entry.id]
    if said.part:
        link, kind = PARTS[said.part]
        part = context.mint.part(subject, said.part)
        context.draft.thing(part, [kind])
        context.draft.link(subject, link, part)
        subject = part
    context.draft.say(
        subject,
        expand(said.predicate),
        value_of(said.value, things, entry.id),
        span=span,
        basis=HK[said.basis],
        rule="reading",
    )


def value_of(written: str, things: Mapping[str, NamedNode], entry: str) -> NamedNode | Literal:
    """Return the object that a reading writes: ``@entry``, ``hk:Name``, ``form:name`` or words."""
    if written.startswith("@"):
        if written[1:] not in things:
            raise SourceRefused(f"there is no entry {written[1:]}", where=f"reading, entry {entry}")
        return things[written[1:]]
    if written.startswith(("hk:", "form:")):
        return expand(written)
    if written in ("true", "false"):
        return Literal(written, datatype=XSD.boolean)
    return Literal(written)


def make_party(context: Context, entry: Entry, span: Span) -> NamedNode:
    """Assert an organisation and its cooperation with the unit that the reading names."""
    body = add_organization(context, span, entry)
    reading = context.reading
    unit = context.units.get(reading.unit) if reading else None
    if unit is None:
        detail = f'the unit "{reading.unit if reading else ""}" is in no table of the file'
        raise SourceRefused(detail, where=f"reading, entry {entry.id}")
    pair = (unit, span)
    cooperation = add_cooperation(context, pair, [body], [span], CONTEXTUAL)
    add_unspecified(context, cooperation, span)
    context.draft.say(
        cooperation, HK.agreementInfo, HK.NotAskedInSource,
        span=span, basis=CONTEXTUAL, rule="prose-does-not-ask",
    )  # fmt: skip
    context.derive(cooperation, span)
    return body


def make_organization(context: Context, entry: Entry, span: Span) -> NamedNode:
    """Assert an organisation that is named, and no more; without a label, the institution."""
    if entry.label or entry.verdict == "accept":
        return add_organization(context, span, entry)
    body, draft = context.mint.institution(), context.draft
    draft.thing(body, [ORG.Organization])
    draft.say(body, HK.verbatimName, span.words, span=span, rule="reading")
    draft.name(body, span.words, span=span, rule="reading")
    draft.say(
        body, HK.unnamed, Literal("true", datatype=XSD.boolean),
        span=span, basis=CONTEXTUAL, rule="reading",
    )  # fmt: skip
    for kind in entry.types:
        draft.claim_type(body, HK[kind], span, HK[entry.type_basis], "reading")
    return body


def make_person(context: Context, entry: Entry, span: Span) -> NamedNode:
    """Assert a person named in prose."""
    return add_person(context, span, "reading")


def make_event(context: Context, entry: Entry, span: Span) -> NamedNode:
    """Assert a series of events; a date only where the reading quotes one."""
    draft = context.draft
    label = entry.label or span.words
    event = context.mint.local_thing("event", label)
    draft.thing(event, [SCHEMA.EventSeries])
    draft.say(event, HK.verbatimName, span.words, span=span, rule="reading")
    basis = STATED if label == span.words else NORMALISED
    draft.name(event, label, span=span, basis=basis, rule="reading")
    draft.link(event, HK.matchKey, fold(label))
    context.derive(event, span)
    return event


def part_maker(kind: NamedNode, name: str) -> Callable[[Context, Entry, Span], NamedNode]:
    """Return the maker of things without a page: ``#`` IRIs of the source."""

    def make(context: Context, entry: Entry, span: Span) -> NamedNode:
        thing = context.mint.of_source(f"{name}-{entry.id.lower()}")
        context.draft.thing(thing, [kind])
        context.draft.say(thing, HK.verbatim, span.words, span=span, rule="reading")
        context.derive(thing, span)
        return thing

    return make


def make_mention(context: Context, entry: Entry, span: Span) -> NamedNode:
    """Record that other words of the page mean its unit."""
    unit = context.units[context.reading.unit] if context.reading else context.mint.source
    context.draft.say(unit, HK.mentionedAs, span.words, span=span, basis=CONTEXTUAL, rule="reading")
    return unit


#: Parts of things that a reading may speak of: how they hang on the thing, and their class.
PARTS = {"schedule": (SCHEMA.eventSchedule, SCHEMA.Schedule)}

MAKERS: Mapping[str, Callable[[Context, Entry, Span], NamedNode]] = {
    "party": make_party,
    "organization": make_organization,
    "person": make_person,
    "event": make_event,
    "activity": part_maker(HK.CooperationActivity, "activity"),
    "group": part_maker(HK.UnnamedGroup, "group"),
    "marker": part_maker(HK.OpenListMarker, "marker"),
    "list": part_maker(HK.StatedList, "list"),
    "mention": make_mention,
}
