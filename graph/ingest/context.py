"""What every step of one conversion works with."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode

from ..text import fold
from ..vocab import HK, ORG, PROV
from .document import Document, Span
from .facts import INFERRED, NORMALISED, STATED, Draft
from .mint import Minter
from .readings import Entry, Reading
from .rules.forms import FormScheme
from .rules.names import Name, read_name
from .rules.places import inferred_country, stated_country

__all__ = ["Context", "add_organization", "add_unit"]


@dataclass
class Context:
    """One conversion: what is read, how things are named, what has been found so far."""

    document: Document
    mint: Minter
    scheme: FormScheme
    reading: Reading | None = None
    draft: Draft = field(default_factory=Draft)
    units: dict[str, NamedNode] = field(default_factory=dict)

    def mended(self) -> Mapping[tuple[int, int], Entry]:
        """Return the labels that the reading gives to names in cells, by span of the file."""
        if self.reading is None:
            return {}
        kinds = ("organization", "party")
        return {e.span: e for e in self.reading.entries if e.kind in kinds and e.verdict == "mend"}

    def derive(self, thing: NamedNode, span: Span) -> None:
        """Record that a thing was derived from the words at `span`."""
        self.draft.link(thing, PROV.wasDerivedFrom, self.mint.span(span))
        self.draft.cited.add(span)


def add_unit(context: Context, span: Span, kind: NamedNode) -> NamedNode:
    """Assert the unit that `span` names; its token is never expanded."""
    token = " ".join(span.words.split())
    unit = context.mint.scoped("unit", token)
    draft = context.draft
    draft.thing(unit, [ORG.OrganizationalUnit, kind])
    draft.say(unit, HK.verbatimName, span.words, span=span, rule="unit-token")
    draft.name(unit, token, span=span, rule="unit-token")
    draft.link(unit, HK.matchKey, fold(token))
    if kind == HK.Department:
        context.units[token] = unit
    return unit


def add_organization(context: Context, span: Span, entry: Entry | None = None) -> NamedNode:
    """Assert the organisation that `span` names, by the rules, or as a reading mends it."""
    name = read_name(span.words)
    entry = entry or context.mended().get(span.file_range or (-1, -1))
    label = entry.label if entry and entry.label else name.label
    body = context.mint.named("organization", label)
    draft = context.draft
    draft.thing(body, [ORG.Organization])
    rule = "reading" if entry and entry.label else "+".join(name.rules) or "name-as-written"
    basis = STATED if label == span.words else NORMALISED
    draft.say(body, HK.verbatimName, span.words, span=span, rule="name-as-written")
    draft.name(body, label, span=span, basis=basis, rule=rule)
    draft.link(body, HK.matchKey, fold(label))
    for garble in name.garbles:
        draft.say(body, HK.garble, garble, span=span, rule="garble")
    add_kind(context, body, name, span, entry)
    add_country(context, body, span, entry)
    add_parent(context, body, span)
    return body


def add_kind(
    context: Context, body: NamedNode, name: Name, span: Span, entry: Entry | None
) -> None:
    """Assert the class and the legal form that the name states."""
    draft = context.draft
    if name.legal_form:
        form = span.sub(*name.legal_form)
        draft.say(body, HK.legalFormVerbatim, form.words, span=form, rule="legal-form")
    if entry and entry.types:
        basis = HK[entry.type_basis]
        for kind in entry.types:
            draft.claim_type(body, HK[kind], span, basis, "reading")
    elif name.kind and name.kind_words:
        words = span.sub(*name.kind_words)
        draft.claim_type(body, name.kind, words, name.kind_basis, "kind-word")


def add_country(context: Context, body: NamedNode, span: Span, entry: Entry | None) -> None:
    """Assert the country that the name states, or else the one that its city suggests."""
    if entry and any(said.predicate.startswith("country") for said in entry.said):
        return
    stated = stated_country(span.words)
    found = stated or inferred_country(span.words)
    if found is None:
        return
    code, start, end = found
    predicate = HK.countryStated if stated else HK.countryInferred
    basis = NORMALISED if stated else INFERRED
    rule = "country-name" if stated else "leading-city"
    context.draft.say(
        body, predicate, Literal(code), span=span.sub(start, end), basis=basis, rule=rule
    )


PARENT = "of the Academy of"


def add_parent(context: Context, body: NamedNode, span: Span) -> None:
    """Read "... of the Academy of ..." in a name as the body that it belongs to (inferred)."""
    at = span.words.find(f" {PARENT} ")
    if at < 0:
        return
    part = span.sub(at + len(" of the "), len(span.words))
    parent = add_organization(context, part)
    context.draft.say(
        body, ORG.subOrganizationOf, parent, span=span, basis=INFERRED, rule="academy-in-name"
    )
