"""Facts of prose: what a reviewed reading accepts, corrects or adds."""

from collections.abc import Callable, Mapping

from pyoxigraph import Literal, NamedNode

from ...errors import SourceRefused
from ...text import fold
from ...vocab import HK, ORG, SCHEMA, XSD, expand
from ..context import Context, add_home_unit, add_organization
from ..document import Span
from ..facts import CONTEXTUAL, NORMALISED, STATED
from ..readings import Entry, PlacedReading, ReadFact
from ..rules import find_programmes
from ..tables import add_cooperation, add_person, add_programme, add_unspecified

__all__ = ["add_reading"]

Maker = Callable[[Context, Entry, Span, NamedNode], NamedNode]
#: Verdicts that assert something.
ASSERTED = ("accept", "mend", "add")
#: Kinds of entries that speak of the unit.
OF_UNIT = ("party", "mention")


def add_reading(context: Context) -> None:
    """Assert what still stands of the reading of this source; say what does not."""
    reading = context.reading
    if reading is None:
        return
    for quote, now in reading.lost:
        say_lost(context, quote.exact, now)
    unit = find_unit(context, reading)
    kept = [placed for placed in reading.entries if placed.entry.verdict in ASSERTED]
    if unit is None:
        words = f'the reading is of the unit "{reading.unit}", which is in no table of the file'
        context.draft.ask("reading", words, "its names and mentions were not read")
        kept = [placed for placed in kept if placed.entry.kind not in OF_UNIT]
    things = {} if unit is None else {"unit": unit}
    for entry, span, _ in kept:
        things[entry.id] = MAKERS[entry.kind](context, entry, span, unit or context.mint.source)
    for entry, _, said in kept:
        for fact, span in said:
            add_said(context, things, entry, fact, span)


def say_lost(context: Context, words: str, now: str) -> None:
    """Say which words of a verdict are gone, or ask about those that stand there now."""
    if now:
        what = "the words of a verdict have changed; decide on the new ones"
        context.draft.ask("reading", what, f'"{words}" is now "{now}"')
    else:
        context.draft.note("reading", "the words of a verdict are no longer there", words)


def find_unit(context: Context, reading: PlacedReading) -> NamedNode | None:
    """Return the unit that the prose means: without a name the only one, or the institution's."""
    if not reading.unit:
        units = set(context.units.values())
        return units.pop() if len(units) == 1 else add_home_unit(context)
    return context.units.get(reading.unit)


def add_said(
    context: Context, things: Mapping[str, NamedNode], entry: Entry, said: ReadFact, span: Span
) -> None:
    """Assert one more fact of an entry, unless it speaks of one that is no longer there."""
    value = value_of(context, said.value, things, entry.id)
    if value is None:
        return
    subject = things[entry.id]
    if said.part:
        link, kind = PARTS[said.part]
        part = context.mint.part(subject, said.part)
        context.draft.thing(part, [kind])
        context.draft.link(subject, link, part)
        subject = part
    context.draft.say(
        subject, expand(said.predicate), value, span=span, basis=HK[said.basis], rule="reading"
    )


def value_of(
    context: Context, written: str, things: Mapping[str, NamedNode], entry: str
) -> NamedNode | Literal | None:
    """Return the object that a reading writes: ``@entry``, ``hk:Name``, ``form:name`` or words.

    An entry that is not there is None after an edit of the file, else `SourceRefused`.
    """
    if written.startswith("@"):
        if written[1:] not in things and not (context.reading and context.reading.missing):
            raise SourceRefused(f"there is no entry {written[1:]}", where=f"reading, entry {entry}")
        return things.get(written[1:])
    if written.startswith(("hk:", "form:")):
        return expand(written)
    if written in ("true", "false"):
        return Literal(written, datatype=XSD.boolean)
    return Literal(written)


def make_party(context: Context, entry: Entry, span: Span, unit: NamedNode) -> NamedNode:
    """Assert an organisation and its cooperation with the unit that the prose means."""
    body = add_organization(context, span, entry)
    pair = (unit, span)
    cooperation = add_cooperation(context, pair, [body], [span], CONTEXTUAL)
    add_unspecified(context, cooperation, span)
    context.draft.say(
        cooperation, HK.agreementInfo, HK.NotAskedInSource,
        span=span, basis=CONTEXTUAL, rule="prose-does-not-ask",
    )  # fmt: skip
    context.derive(cooperation, span)
    return body


def make_organization(context: Context, entry: Entry, span: Span, unit: NamedNode) -> NamedNode:
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


def make_person(context: Context, entry: Entry, span: Span, unit: NamedNode) -> NamedNode:
    """Assert a person named in prose."""
    return add_person(context, span, "reading")


def make_event(context: Context, entry: Entry, span: Span, unit: NamedNode) -> NamedNode:
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


def part_maker(kind: NamedNode, name: str) -> Maker:
    """Return the maker of things without a page: ``#`` IRIs of the source."""

    def make(context: Context, entry: Entry, span: Span, unit: NamedNode) -> NamedNode:
        thing = context.mint.of_source(f"{name}-{entry.id.lower()}")
        context.draft.thing(thing, [kind])
        context.draft.say(thing, HK.verbatim, span.words, span=span, rule="reading")
        context.derive(thing, span)
        return thing

    return make


def make_mention(context: Context, entry: Entry, span: Span, unit: NamedNode) -> NamedNode:
    """Record that other words of the page mean its unit."""
    context.draft.say(unit, HK.mentionedAs, span.words, span=span, basis=CONTEXTUAL, rule="reading")
    return unit


def make_programme(context: Context, entry: Entry, span: Span, unit: NamedNode) -> NamedNode:
    """Assert a programme by the code in the words; raise `SourceRefused` where there is none."""
    found = next(find_programmes(span.words), None)
    if found is None:
        raise SourceRefused("no code of a programme", where=f"reading, entry {entry.id}")
    return add_programme(context, span, found)


def make_nothing(context: Context, entry: Entry, span: Span, unit: NamedNode) -> NamedNode:
    """Assert nothing: of an amount in a sentence it is not known for what it stands."""
    return context.mint.source


#: Parts of things that a reading may speak of: how they hang on the thing, and their class.
PARTS = {"schedule": (SCHEMA.eventSchedule, SCHEMA.Schedule)}

MAKERS: Mapping[str, Maker] = {
    "party": make_party,
    "organization": make_organization,
    "person": make_person,
    "event": make_event,
    "activity": part_maker(HK.CooperationActivity, "activity"),
    "group": part_maker(HK.UnnamedGroup, "group"),
    "marker": part_maker(HK.OpenListMarker, "marker"),
    "list": part_maker(HK.StatedList, "list"),
    "mention": make_mention,
    "programme": make_programme,
    "amount": make_nothing,
}
