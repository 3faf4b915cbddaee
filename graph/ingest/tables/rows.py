"""A table row becomes cooperations of a unit with the bodies in its partner cell."""

from collections.abc import Mapping, Sequence

from pyoxigraph import NamedNode

from ...text import fold, shorten
from ...vocab import DCTERMS, FOAF, HK, SCHEMA
from ..context import Context, add_home_unit, add_organization, add_unit
from ..document import Cell, Row, Span, Table
from ..facts import CONTEXTUAL, NORMALISED, STATED
from ..rules import (
    Order,
    Party,
    country_within,
    end_of_name,
    find_order,
    is_no_partner,
    read_party,
    split_parties,
)
from .agreements import add_agreement_cells, add_item_terms, add_no_agreement
from .cells import add_forms_cell, add_unspecified
from .columns import AGREEMENTS, Field

__all__ = ["add_cooperation", "add_table"]

#: Fields whose cells are kept as words of their row: what nothing else takes.
REMARKS = ("notes", "subject", "places", "level", "programme")
#: Names of columns in notices.
CALLED = {"unit": "department", "partner": "company"}
FACULTY = ("fakult", "facult", "fakul")


def add_table(context: Context, table: Table) -> None:
    """Convert every row of a table, and the menu of forms that its header offers."""
    fields = {field: index for index, field in enumerate(table.fields) if field}
    if "forms" in fields:
        add_menu(context, table, table.header.cells[fields["forms"]])
    dates = [row.cells[index].text for row in table.rows for field, index in fields.items()
             if field in AGREEMENTS]  # fmt: skip
    order = find_order(dates)
    seen: dict[tuple[str, ...], str] = {}
    for row in table.rows:
        said = words_of(row, table.fields)
        if said in seen and any(said):
            context.draft.note(place_of_row(row), f"the row stands twice, first at {seen[said]}")
            continue
        seen[said] = place_of_row(row)
        add_row(context, table, row, fields, order)


def words_of(row: Row, fields: Sequence[Field | None]) -> tuple[str, ...]:
    """Return what a row says, without its number: a row that says it again says nothing new."""
    cells = zip(fields, row.cells, strict=True)
    own = (" ".join(cell.text.split()) for field, cell in cells if field != "number_in_list")
    return (*own, *(cell.text for _, cell in row.groups))


def place_of_row(row: Row) -> str:
    """Return where a person finds a row: the place of its first cell, its line, or its number."""
    first = row.cells[0]
    if first.place:
        return f"row {row.number} ({first.place})"
    return f"row {row.number}, line {first.line}" if first.line else f"row {row.number}"


def add_menu(context: Context, table: Table, title: Cell) -> None:
    """Record the forms that a header lists: a menu, which says nothing of any row."""
    for match in context.scheme.find(title.text):
        context.draft.say(
            context.mint.block(table.address),
            HK.headerForm,
            match.concept,
            span=title.span(*match.span),
            basis=STATED if match.exact else NORMALISED,
            rule="header-menu",
        )


def add_row(
    context: Context, table: Table, row: Row, fields: Mapping[Field, int], order: Order
) -> None:
    """Convert one data row; a row without unit or partner is reported, not guessed."""
    cells = {field: row.cells[index] for field, index in fields.items()}
    groups = dict(row.groups)
    address = place_of_row(row)
    partner_cell = cells.get("partner") or cells["item"]
    for field in ("unit", "partner"):
        if field in cells and not cells[field].text and not (field == "unit" and "unit" in groups):
            words = f"the {CALLED[field]} cell is empty: no cooperation was made of it"
            context.draft.note(address, words)
            return
    if is_no_partner(partner_cell.text):
        context.draft.note(address, "no partner is named", shorten(partner_cell.text, 60))
        return
    unit = unit_of_row(context, cells, groups)
    stated = cells.get("country") or groups.get("country")
    found = country_within(stated.text) if stated else None
    country = found[0] if found else ""
    for number, ranges in enumerate(item_or_parties(context, row, partner_cell, "item" in cells)):
        parties = [read_party(partner_cell.text, *one, country=country) for one in ranges]
        add_one(context, table, row, (cells, groups, address, order), unit, parties, number)


def item_or_parties(
    context: Context, row: Row, cell: Cell, is_item: bool
) -> list[list[tuple[int, int]]]:
    """Return the bodies of a cell; of an item of a list, the words before its agreement."""
    if not is_item:
        return split_parties(cell.text)
    return [[(0, end_of_name(cell.text))]]


def unit_of_row(
    context: Context, cells: Mapping[Field, Cell], groups: Mapping[Field, Cell]
) -> tuple[NamedNode, Span | None]:
    """Return the unit of a row and its words: of its cell, its group, else the institution's."""
    cell = cells.get("unit") or groups.get("unit")
    if cell is None or not cell.text:
        return add_home_unit(context), None
    is_faculty = fold(cell.text).startswith(FACULTY)
    return add_unit(context, cell.whole, HK.Faculty if is_faculty else HK.Department), cell.whole


def add_one(
    context: Context, table: Table, row: Row,
    about: tuple[Mapping[Field, Cell], Mapping[Field, Cell], str, Order],
    unit: tuple[NamedNode, Span | None], parties: Sequence[Party], number: int,
) -> None:  # fmt: skip
    """Convert what a row says of one item of its partner cell."""
    cells, groups, address, order = about
    partner_cell = cells.get("partner") or cells["item"]
    country = country_of(context, cells, groups, address)
    spans = [partner_cell.span(*party.name) for party in parties]
    bodies = [
        add_body(context, partner_cell, party, span, country)
        for party, span in zip(parties, spans, strict=True)
    ]
    flag_commas(context, address, partner_cell, bodies, is_named="country" in cells)
    cooperation = add_cooperation(context, unit, bodies, spans)
    context.derive(cooperation, partner_cell.whole)
    if len(bodies) == 1:
        add_details(context, bodies[0], cells, partner_cell if not number else None)
    if "item" in cells:
        rest = partner_cell.span(parties[-1].country_words[1] or parties[-1].name[1],
                                 len(partner_cell.text))  # fmt: skip
        add_item_terms(context, cooperation, partner_cell, rest, address)
        add_unspecified(context, cooperation, partner_cell.whole)
        return
    asked = {field: cell for field, cell in cells.items() if field in AGREEMENTS}
    if asked:
        titles = {field: table.header.cells[cell.column - 1].text for field, cell in asked.items()}
        add_agreement_cells(context, cooperation, asked, titles, order, address)
    else:
        add_no_agreement(context, cooperation, partner_cell)
    add_forms_cell(context, cooperation, unit[0], cells.get("forms"), partner_cell, address)
    add_remarks(context, cooperation, table, row)


def country_of(
    context: Context, cells: Mapping[Field, Cell], groups: Mapping[Field, Cell], address: str
) -> tuple[str, Span] | None:
    """Return the code and the words of the country that a row, or its group, states."""
    cell = cells.get("country")
    if cell is None or not cell.text:
        cell = groups.get("country")
    if cell is None or not cell.text or is_no_partner(cell.text):
        return None
    found = country_within(cell.text)
    if found is None:
        context.draft.ask(address, "not read, which country is it", shorten(cell.text, 60))
        return None
    code, start, end = found
    return code, cell.span(start, end)


def add_body(
    context: Context, cell: Cell, party: Party, span: Span, country: tuple[str, Span] | None
) -> NamedNode:
    """Assert one body of a partner cell, its country, city and unit as the cell states them."""
    stated = (party.country, cell.span(*party.country_words)) if party.country else country
    body = add_organization(context, span, country=stated)
    draft = context.draft
    if party.city:
        city = cell.span(*party.city)
        draft.say(body, SCHEMA.addressLocality, city.words, span=city, rule="city-in-name")
    if party.unit:
        unit = cell.span(*party.unit)
        draft.say(body, HK.partnerUnit, unit.words, span=unit, rule="unit-in-name")
    return body


def add_details(
    context: Context, body: NamedNode, cells: Mapping[Field, Cell], named: Cell | None
) -> None:
    """Assert city, homepage and identifier of the one partner of a row."""
    draft = context.draft
    city = cells.get("city")
    if city is not None and city.text and not is_no_partner(city.text):
        draft.say(body, SCHEMA.addressLocality, city.text, span=city.whole, rule="city-cell")
    homepage = cells.get("homepage")
    address = homepage.text.strip() if homepage is not None else ""
    if homepage is not None and is_web(address):
        draft.say(
            body, FOAF.homepage, NamedNode(address), span=homepage.whole, rule="homepage-cell"
        )
    elif named is not None and is_web(named.link):
        draft.say(body, FOAF.homepage, NamedNode(named.link), span=named.whole, rule="link-of-name")
    identifier = cells.get("identifier")
    if identifier is not None and identifier.text and not is_no_partner(identifier.text):
        draft.say(
            body, DCTERMS.identifier, identifier.text, span=identifier.whole, rule="identifier-cell"
        )


def is_web(address: str) -> bool:
    """Say whether a text is the address of a web page that may stand as an IRI."""
    return address.startswith(("http://", "https://")) and not any(
        char.isspace() or char in '<>"{}|\\^`' for char in address
    )


def add_remarks(context: Context, cooperation: NamedNode, table: Table, row: Row) -> None:
    """Keep the words of cells that no field takes, each with its title."""
    for field, title, cell in zip(table.fields, table.header.cells, row.cells, strict=True):
        if (field is None or field in REMARKS) and cell.text:
            words = f"{title.text}: {cell.text}" if title.text else cell.text
            context.draft.say(cooperation, HK.remark, words, span=cell.whole, rule="remark")


def flag_commas(
    context: Context, address: str, cell: Cell, bodies: Sequence[NamedNode], *, is_named: bool
) -> None:
    """Ask a person about a comma in a partner cell: two bodies, one within the other, or one."""
    if "," not in cell.text or (is_named and len(bodies) == 1):
        return
    read = "several bodies" if len(bodies) > 1 else "one body"
    what = f"a comma in the cell was read as {read}"
    context.draft.note(address, what, cell.text)
    for body in bodies:
        context.draft.say(
            body,
            HK.reviewNote,
            f"{what}: {cell.text}",
            span=cell.whole,
            basis=CONTEXTUAL,
            rule="comma-in-cell",
        )


def add_cooperation(
    context: Context,
    unit: tuple[NamedNode, Span | None],
    bodies: Sequence[NamedNode],
    spans: Sequence[Span],
    unit_basis: NamedNode = STATED,
) -> NamedNode:
    """Assert that a unit and some bodies cooperate; return the cooperation.

    A unit without words is the one whose list it is: the context says so.
    """
    cooperation = context.mint.cooperation(unit[0], bodies)
    draft = context.draft
    names = ", ".join(draft.labels[body] for body in bodies)
    label = f"{draft.labels[unit[0]]} – {names}"
    draft.thing(cooperation, [HK.Cooperation], label)
    if unit[1] is None:
        draft.say(
            cooperation, HK.party, unit[0], span=spans[0], basis=CONTEXTUAL, rule="list-of-the-unit"
        )
    else:
        draft.say(cooperation, HK.party, unit[0], span=unit[1], basis=unit_basis, rule="party")
    for body, span in zip(bodies, spans, strict=True):
        draft.say(cooperation, HK.party, body, span=span, rule="party")
    return cooperation
