"""A table row becomes a cooperation of a unit with the bodies in its partner cell."""

from collections.abc import Mapping, Sequence

from pyoxigraph import Literal, NamedNode

from ..vocab import DCTERMS, HK, PROV, XSD
from .cells import add_forms_cell
from .columns import AGREEMENT, COMPANY, DEPARTMENT, FORMS, column_roles
from .context import Context, add_organization, add_unit
from .document import Cell, Row, Span, Table
from .facts import CONTEXTUAL, NORMALISED, STATED
from .rules.agreements import is_dash, read_agreement
from .rules.names import pieces_of

__all__ = ["add_cooperation", "add_table"]


def add_table(context: Context, table: Table) -> None:
    """Convert every row of a table, and the menu of forms that its header offers."""
    roles = column_roles(table, context.document.name)
    if FORMS in roles:
        add_menu(context, table, table.header.cells[roles[FORMS]])
    for row in table.rows:
        add_row(context, row, roles)


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


def add_row(context: Context, row: Row, roles: Mapping[str, int]) -> None:
    """Convert one data row; a row without unit or partner is told, not guessed."""
    cells = {role: row.cells[index] for role, index in roles.items()}
    address = f"r{row.number}, line {row.cells[0].line}"
    unit_cell, partner_cell = cells[DEPARTMENT], cells[COMPANY]
    if not unit_cell.text or not partner_cell.text:
        empty = DEPARTMENT if not unit_cell.text else COMPANY
        context.draft.notice(address, f"the {empty} cell is empty: no cooperation was made of it")
        return
    unit = add_unit(context, unit_cell.whole, HK.Department)
    spans = [partner_cell.span(*piece) for piece in pieces_of(partner_cell.text)]
    bodies = [add_organization(context, span) for span in spans]
    flag_commas(context, address, partner_cell, bodies)
    cooperation = add_cooperation(context, (unit, unit_cell.whole), bodies, spans)
    context.derive(cooperation, partner_cell.whole)
    forms = cells.get(FORMS)
    add_agreement(context, cooperation, cells.get(AGREEMENT), partner_cell, address)
    add_forms_cell(context, cooperation, unit, forms, partner_cell, address)


def flag_commas(context: Context, address: str, cell: Cell, bodies: Sequence[NamedNode]) -> None:
    """Ask a person about a comma in a partner cell: two bodies, one within the other, or one."""
    if "," not in cell.text:
        return
    read = "several bodies" if len(bodies) > 1 else "one body"
    note = f"a comma in the cell was read as {read}: {cell.text}"
    context.draft.notice(address, note)
    for body in bodies:
        context.draft.say(
            body, HK.reviewNote, note, span=cell.whole, basis=CONTEXTUAL, rule="comma-in-cell"
        )


def add_cooperation(
    context: Context,
    unit: tuple[NamedNode, Span],
    bodies: Sequence[NamedNode],
    spans: Sequence[Span],
    unit_basis: NamedNode = STATED,
) -> NamedNode:
    """Assert that a unit and some bodies cooperate; return the cooperation."""
    cooperation = context.mint.cooperation(unit[0], bodies)
    draft = context.draft
    names = ", ".join(draft.labels[body] for body in bodies)
    label = f"{draft.labels[unit[0]]} – {names}"
    draft.thing(cooperation, [HK.Cooperation], label)
    draft.say(cooperation, HK.party, unit[0], span=unit[1], basis=unit_basis, rule="party")
    for body, span in zip(bodies, spans, strict=True):
        draft.say(cooperation, HK.party, body, span=span, rule="party")
    return cooperation


def add_agreement(
    context: Context, cooperation: NamedNode, cell: Cell | None, beside: Cell, address: str
) -> None:
    """Say what the agreement column says: nothing asked, blank, or words, read or verbatim."""
    draft = context.draft
    if cell is None or not cell.present:
        draft.say(
            cooperation, HK.agreementInfo, HK.NotAskedInSource,
            span=beside.whole, basis=CONTEXTUAL, rule="no-agreement-cell",
        )  # fmt: skip
        return
    state = HK.BlankInSource if is_dash(cell.text) else HK.StatedInSource
    draft.say(cooperation, HK.agreementInfo, state, span=cell.whole, rule="agreement-cell")
    if not cell.text:
        return
    draft.say(cooperation, HK.agreementVerbatim, cell.text, span=cell.whole, rule="agreement-cell")
    if state == HK.StatedInSource and not add_dated_agreement(context, cooperation, cell):
        draft.notice(address, f"the agreement cell was kept as it stands, not read: {cell.text}")


def add_dated_agreement(context: Context, cooperation: NamedNode, cell: Cell) -> bool:
    """Assert the agreement that a day and a term state; False for any other wording."""
    read = read_agreement(cell.text)
    if read is None:
        return False
    draft, span = context.draft, cell.whole
    agreement = context.mint.agreement(cooperation, cell.text)
    draft.thing(agreement, [HK.Agreement, PROV.Entity], f"{cell.text}")
    draft.say(agreement, HK.governs, cooperation, span=span, basis=CONTEXTUAL, rule="day-and-term")
    draft.say(agreement, HK.verbatim, cell.text, span=span, rule="day-and-term")
    draft.say(agreement, HK.dateStatus, HK.StatedInSource, span=span, rule="day-and-term")
    edtf = f"{read.valid_from.isoformat()}/{read.valid_through.isoformat()}"
    values = {
        HK.validEdtf: Literal(edtf, datatype=NamedNode(EDTF)),
        HK.validFrom: Literal(read.valid_from.isoformat(), datatype=XSD.date),
        HK.validThrough: Literal(read.valid_through.isoformat(), datatype=XSD.date),
    }
    for predicate, value in values.items():
        draft.say(agreement, predicate, value, span=span, basis=CONTEXTUAL, rule="day-and-term")
    if read.number:
        draft.say(agreement, DCTERMS.identifier, read.number, span=span, rule="agreement-number")
    context.derive(agreement, span)
    return True


EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"
