"""The forms cell of a row: forms, programmes, faculties, persons, a laboratory, what is left."""

from pyoxigraph import NamedNode

from ...text import fold
from ...vocab import FOAF, FORM, HK, ORG, SKOS
from ..context import Context, add_unit
from ..document import Cell, Span
from ..facts import CONTEXTUAL, NORMALISED, STATED
from ..rules import (
    FacultyMention,
    LaboratoryMention,
    PersonMention,
    ProgrammeMention,
    find_faculties,
    find_laboratories,
    find_persons,
    find_programmes,
    split_clauses,
    split_sentences,
)
from .sums import add_amounts, add_worth

__all__ = ["add_forms_cell", "add_person", "add_programme", "add_unspecified"]

FACULTY_ROLES = {"students": HK.studentsOf, "conducts": HK.conductedBy}


def add_forms_cell(
    context: Context,
    cooperation: NamedNode,
    unit: NamedNode,
    cell: Cell | None,
    beside: Cell,
    address: str,
) -> None:
    """Assert all that the words of a forms cell say of a cooperation."""
    if cell is None or not cell.text:
        add_unspecified(context, cooperation, beside.whole)
        return
    draft = context.draft
    draft.say(cooperation, HK.formsVerbatim, cell.text, span=cell.whole, rule="forms-cell")
    read = [add_laboratory(context, cooperation, cell, m) for m in find_laboratories(cell.text)]
    sums = add_amounts(context, cooperation, cell, [(one.start, one.end) for one in read])
    read += [add_form(context, cooperation, cell.span(*m.span), m.concept, m.exact)
             for m in context.scheme.find(cell.text)]  # fmt: skip
    has_form = bool(read)
    read += [add_programme_cell(context, cooperation, cell, m) for m in find_programmes(cell.text)]
    read += [add_faculty(context, cooperation, cell, m) for m in find_faculties(cell.text)]
    read += [add_actor(context, cooperation, unit, cell, m) for m in find_persons(cell.text)]
    if not has_form:
        add_unspecified(context, cooperation, cell.whole)
    list_unread(context, cooperation, cell, [*read, *sums], address)


def add_unspecified(context: Context, cooperation: NamedNode, span: Span) -> None:
    """Assert that a cooperation is stated and no form of it is recognised."""
    context.draft.say(cooperation, HK.form, FORM["unspecified"], span=span, rule="form-unspecified")


def add_form(
    context: Context, cooperation: NamedNode, span: Span, concept: NamedNode, exact: bool
) -> Span:
    """Assert a form that the words name: as the scheme prefers, or by a variant of it."""
    basis = STATED if exact else NORMALISED
    context.draft.say(cooperation, HK.form, concept, span=span, basis=basis, rule="form-label")
    return span


def list_unread(
    context: Context, cooperation: NamedNode, cell: Cell, read: list[Span], address: str
) -> None:
    """List the parts of a cell of which nothing was read, in their own words."""
    for start, end in split_clauses(cell.text):
        if any(start < span.end and span.start < end for span in read):
            continue
        span = cell.span(start, end)
        context.draft.say(cooperation, HK.formsUnread, span.words, span=span, rule="not-recognised")
        context.draft.note(address, "no form was recognised in", span.words)


def add_programme_cell(
    context: Context, cooperation: NamedNode, cell: Cell, mention: ProgrammeMention
) -> Span:
    """Assert a programme that a cell names, as one of its cooperation."""
    span = cell.span(*mention.span)
    short = mention.abbreviation
    programme_key = (context.mint.shared_thing("programme", mention.code), HK.abbreviationVerbatim)
    what = f"abbreviates programme {mention.code} otherwise"
    agrees = not short or context.agrees(programme_key, short, cell, what)
    programme = add_programme(context, span, mention, is_short_said=agrees)
    context.draft.say(cooperation, HK.programme, programme, span=span, rule="programme-code")
    return span


def add_programme(
    context: Context, span: Span, mention: ProgrammeMention, *, is_short_said: bool = True
) -> NamedNode:
    """Assert a programme by its code; the abbreviation behind it is kept, never expanded."""
    draft = context.draft
    programme = context.mint.shared_thing("programme", mention.code)
    draft.thing(programme, [HK.Programme])
    draft.say(programme, SKOS.notation, mention.code, span=span, rule="programme-code")
    draft.name(programme, mention.code, span=span, rule="programme-code")
    draft.say(programme, HK.verbatimName, span.words, span=span, rule="programme-code")
    if mention.abbreviation and is_short_said:
        short = span.sub(len(span.words) - len(mention.abbreviation), len(span.words))
        draft.say(
            programme, HK.abbreviationVerbatim, short.words, span=short, rule="programme-code"
        )
    return programme


def add_faculty(
    context: Context, cooperation: NamedNode, cell: Cell, mention: FacultyMention
) -> Span:
    """Assert a faculty and its part in the cooperation, where the words give it one."""
    phrase = cell.span(*mention.phrase)
    faculty = add_unit(context, cell.span(*mention.token), HK.Faculty)
    predicate = FACULTY_ROLES.get(mention.role)
    if predicate is not None:
        context.draft.say(cooperation, predicate, faculty, span=phrase, rule="faculty")
    return phrase


def add_actor(
    context: Context, cooperation: NamedNode, unit: NamedNode, cell: Cell, mention: PersonMention
) -> Span:
    """Assert a person who acts in the cooperation; only the row links the two."""
    draft, span = context.draft, cell.span(*mention.name)
    person = add_person(context, span)
    sentence = next(s for s in split_sentences(cell.text) if s[0] <= mention.name[0] < s[1])
    where = cell.span(*sentence)
    draft.say(cooperation, HK.actor, person, span=where, basis=CONTEXTUAL, rule="actor-in-row")
    if mention.role and mention.phrase:
        phrase, role = cell.span(*mention.phrase), cell.span(*mention.role)
        draft.say(
            person, ORG.memberOf, unit, span=phrase, basis=CONTEXTUAL, rule="of-the-department"
        )
        member = context.mint.part(person, f"membership-{context.mint.slug_of(unit)}")
        draft.thing(member, [ORG.Membership])
        draft.link(member, ORG.member, person)
        draft.link(member, ORG.organization, unit)
        draft.say(member, HK.roleVerbatim, role.words, span=role, rule="of-the-department")
    return span


def add_person(context: Context, span: Span, rule: str = "initials-and-surname") -> NamedNode:
    """Assert a named person; initials stay initials."""
    draft = context.draft
    name = " ".join(span.words.split())
    person = context.mint.local_thing("person", name)
    draft.thing(person, [FOAF.Person])
    draft.say(person, HK.verbatimName, span.words, span=span, rule=rule)
    draft.name(person, name, span=span, rule=rule)
    draft.link(person, HK.matchKey, fold(name))
    return person


def add_laboratory(
    context: Context, cooperation: NamedNode, cell: Cell, mention: LaboratoryMention
) -> Span:
    """Assert a laboratory that is being set up, its form, and an amount where one is stated."""
    draft, rule = context.draft, "laboratory-being-established"
    whole, status = cell.span(*mention.whole), cell.span(*mention.status)
    phrase = cell.span(*mention.phrase)
    lab = context.mint.local_thing("laboratory", mention.name)
    draft.thing(lab, [HK.LaboratoryProject])
    draft.say(lab, HK.verbatimName, whole.words, span=whole, rule=rule)
    draft.name(lab, mention.name, span=whole, basis=NORMALISED, rule=rule)
    draft.say(lab, HK.status, HK.BeingEstablished, span=status, rule=rule)
    draft.say(lab, HK.statusVerbatim, status.words, span=status, rule=rule)
    draft.say(lab, HK.withinCooperation, cooperation, span=whole, basis=CONTEXTUAL, rule=rule)
    draft.say(cooperation, HK.form, FORM["laboratory-establishment"], span=phrase, rule=rule)
    add_worth(context, lab, cell, cell.span(*mention.between))
    return phrase
