"""What every step of one conversion works with."""

from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode

from ..text import fold
from ..vocab import HK, ORG, PROV, XSD
from .document import Cell, Document, Span
from .facts import INFERRED, NORMALISED, STATED, Draft
from .mint import Minter
from .readings import Entry, PlacedReading
from .recognized import Recognize
from .rules import FormScheme, Name, inferred_country, read_name, stated_country

__all__ = ["Context", "add_home_unit", "add_organization", "add_unit"]


@dataclass
class Context:
    """One conversion: what is read, how things are named, what has been found so far."""

    document: Document
    mint: Minter
    scheme: FormScheme
    reading: PlacedReading | None = None
    recognize: Recognize | None = None
    #: Folded words that are never to be proposed again.
    never: frozenset[str] = frozenset()
    draft: Draft = field(default_factory=Draft)
    units: dict[str, NamedNode] = field(default_factory=dict)

    def place_of(self, cell: Cell) -> str:
        """Return where a cell stands: file, table, row, column, line."""
        file = self.document.name
        if cell.place:
            return f"{file}, {cell.place}"
        table, row, column = (part[1:] for part in cell.address.split("-"))
        return f"{file}, table {table}, row {row}, cell {column}, line {cell.line}"

    def agrees(self, key: object, value: str, cell: Cell, what: str) -> bool:
        """Say whether what a cell says agrees with what was said before; tell where it does not."""
        if self.draft.agrees(key, value):
            return True
        before = self.draft.known[key]
        words = f"{what} ({value}; before: {before}); kept as words, not read"
        self.draft.problem(self.place_of(cell), f"contradiction: the cell {words}", cell.text)
        return False

    def derive(self, thing: NamedNode, span: Span) -> None:
        """Record that a thing was derived from the words at `span`."""
        self.draft.link(thing, PROV.wasDerivedFrom, self.mint.span(span))
        self.draft.cited.add(span)


def add_unit(context: Context, span: Span, kind: NamedNode) -> NamedNode:
    """Assert the unit that `span` names; its token is never expanded."""
    token = " ".join(span.words.split())
    unit = context.mint.local_thing("unit", token)
    draft = context.draft
    draft.thing(unit, [ORG.OrganizationalUnit, kind])
    draft.say(unit, HK.verbatimName, span.words, span=span, rule="unit-token")
    draft.name(unit, token, span=span, rule="unit-token")
    draft.link(unit, HK.matchKey, fold(token))
    if kind == HK.Department:
        context.units[token] = unit
    return unit


def add_home_unit(context: Context) -> NamedNode:
    """Record the unit whose list a table without a column of units is: it is not named there."""
    slug = context.mint.institution_slug
    unit = context.mint.local_thing("unit", slug)
    draft = context.draft
    draft.thing(unit, [ORG.OrganizationalUnit], slug)
    draft.link(unit, HK.verbatimName, slug)
    draft.link(unit, HK.unnamed, Literal("true", datatype=XSD.boolean))
    draft.link(unit, HK.matchKey, fold(slug))
    return unit


def add_organization(
    context: Context,
    span: Span,
    entry: Entry | None = None,
    country: tuple[str, Span] | None = None,
) -> NamedNode:
    """Assert the organisation that `span` names, by the rules, or as a reading mends it.

    `country` is the code and the words of the country that is stated beside the name.
    """
    name = read_name(span.words)
    if entry is None and context.reading is not None:
        entry = context.reading.label_of(span)
    label = entry.label if entry and entry.label else name.label
    body = context.mint.shared_thing("organization", label)
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
    if country is not None:
        draft.say(
            body, HK.countryStated, Literal(country[0]),
            span=country[1], basis=NORMALISED, rule="country-beside",
        )  # fmt: skip
    else:
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
