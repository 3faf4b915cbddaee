"""What the cells of a row say of an agreement: words in one column, or a column for each part."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from pyoxigraph import Literal, NamedNode

from ...text import shorten
from ...vocab import DCTERMS, HK, PROV, XSD
from ..context import Context
from ..document import Cell, Span
from ..facts import CONTEXTUAL, NORMALISED
from ..rules import (
    Order,
    Terms,
    find_contradiction,
    has_words,
    is_dash,
    last_day,
    read_agreement,
    read_months,
    read_terms,
)
from .columns import Field, is_plural
from .sums import add_amounts

__all__ = ["add_agreement_cells", "add_item_terms", "add_no_agreement"]

EDTF = NamedNode("http://id.loc.gov/datatypes/edtf/EDTF")
#: Titles that ask for a number: "without number" in Russian.
NO_NUMBER = ("б/н", "b/n", "n/a", "-", "–", "—")


def add_no_agreement(context: Context, cooperation: NamedNode, beside: Cell) -> None:
    """Say that no column asks about an agreement."""
    context.draft.say(
        cooperation, HK.agreementInfo, HK.NotAskedInSource,
        span=beside.whole, basis=CONTEXTUAL, rule="no-agreement-cell",
    )  # fmt: skip


def add_agreement_cells(
    context: Context, cooperation: NamedNode, cells: Mapping[Field, Cell],
    titles: Mapping[Field, str], order: Order, address: str,
) -> None:  # fmt: skip
    """Say what the agreement columns of a row say: blank, or words, read or verbatim."""
    present = {field: cell for field, cell in cells.items() if cell.present}
    if not present:
        add_no_agreement(context, cooperation, next(iter(cells.values())))
        return
    words = {field: cell for field, cell in present.items() if not is_blank(cell.text)}
    first = next(iter(words.values()), next(iter(present.values())))
    state = HK.StatedInSource if words else HK.BlankInSource
    draft = context.draft
    draft.say(cooperation, HK.agreementInfo, state, span=first.whole, rule="agreement-cell")
    for cell in present.values():
        if cell.text:
            draft.say(cooperation, HK.agreementVerbatim, cell.text, span=cell.whole,
                      rule="agreement-cell")  # fmt: skip
    if not words:
        return
    free = words.get("agreement")
    if free is not None:
        add_amounts(context, cooperation, free)
    if free is not None and len(words) == 1 and add_read_period(context, cooperation, free):
        return
    terms = terms_of(words, titles, order)
    for number, one in enumerate(terms):
        if one.question:
            asked = ", ".join(cell.text for cell in words.values())
            draft.ask(address, f"not read, {one.question}", shorten(asked, 200))
        spans = {field: cell.whole for field, cell in words.items()}
        add_terms(context, cooperation, one, first, spans, number)


def is_blank(text: str) -> bool:
    """Say whether a cell holds no word, or one that says that there is nothing."""
    if re.search(r"\d", text):
        return False
    terms = read_terms(text)
    return is_dash(text) or (len(terms) == 1 and terms[0] == Terms(is_none=True)
                             and not has_words(text, "draft"))  # fmt: skip


def add_read_period(context: Context, cooperation: NamedNode, cell: Cell) -> bool:
    """Assert a period that `read_agreement` reads, or report that the cell contradicts itself.

    Returns False for words that it does not read.
    """
    contradiction = find_contradiction(cell.text)
    if contradiction:
        what = f"the agreement cell contradicts itself: {contradiction}; kept as words, not read"
        context.draft.problem(context.place_of(cell), what, cell.text)
        return True
    if read_terms(cell.text)[0].signed:  # A day of signing is not the first day.
        return False
    return add_dated_agreement(context, cooperation, cell)


def add_dated_agreement(context: Context, cooperation: NamedNode, cell: Cell) -> bool:
    """Assert the agreement whose period a cell states; False for any other wording.

    A period that differs from an earlier one of the same agreement is reported, and not asserted.
    """
    read = read_agreement(cell.text)
    if read is None:
        return False
    keys: list[object] = [(cooperation, read.number, read.edtf[:10])]
    keys += [(cooperation, read.number)] if read.number else []
    what = "states another period of the same agreement"
    if not all(context.agrees(key, read.edtf, cell, what) for key in keys):
        return True
    draft, span, rule = context.draft, cell.whole, read.rule
    agreement = context.mint.agreement(cooperation, cell.text)
    draft.thing(agreement, [HK.Agreement, PROV.Entity], f"{cell.text}")
    draft.say(agreement, HK.governs, cooperation, span=span, basis=CONTEXTUAL, rule=rule)
    draft.say(agreement, HK.verbatim, cell.text, span=span, rule=rule)
    draft.say(agreement, HK.dateStatus, HK.StatedInSource, span=span, rule=rule)
    values = {
        HK.validEdtf: Literal(read.edtf, datatype=EDTF),
        HK.validFrom: day_of(read.valid_from),
        HK.validThrough: day_of(read.valid_through),
    }
    basis = CONTEXTUAL if rule == "day-and-term" else NORMALISED
    for predicate, value in values.items():
        if value is not None:
            draft.say(agreement, predicate, value, span=span, basis=basis, rule=rule)
    if read.number:
        draft.say(agreement, DCTERMS.identifier, read.number, span=span, rule="agreement-number")
    context.derive(agreement, span)
    return True


def terms_of(
    cells: Mapping[Field, Cell], titles: Mapping[Field, str], order: Order
) -> Sequence[Terms]:
    """Return the agreements that the cells of a row state, their parts put together."""
    free = cells.get("agreement")
    base = (
        read_terms(free.text, order, is_list=is_plural(titles["agreement"])) if free else [Terms()]
    )
    if len(base) > 1:
        return base
    one = base[0]
    for field in ("signed", "from", "until"):
        if field in cells:
            one = with_column(one, field, cells[field].text, order)
    if "term" in cells:
        one = with_term(one, cells["term"].text)
    if "kind" in cells:
        one = replace(one, kind=cells["kind"].text)
    if "number" in cells and cells["number"].text.strip().casefold() not in NO_NUMBER:
        one = with_number(one, cells["number"].text.strip(), order)
    if "status" in cells:
        one = with_status(one, cells["status"].text)
    first = one.start or one.signed
    if one.until and first and one.until[: len(first)] < first[: len(one.until)]:
        question = f"it ends ({one.until}) before it begins ({first})"
        return [Terms(kind=one.kind, number=one.number, question=question)]
    return [one]


def with_column(one: Terms, field: Field, text: str, order: Order) -> Terms:
    """Return terms with the date of a column; what else its cell states goes along."""
    found = read_terms(text, order)
    read = found[0] if len(found) == 1 else Terms(question=found[0].question or "several dates")
    if read.question:
        return replace(one, question=one.question or read.question)
    value = read.signed or read.start or read.until
    number = one.number or read.number
    if read.start and read.until:  # A whole period in one cell, whatever its title.
        return replace(one, start=read.start, until=read.until, number=number)
    if field == "signed":
        return replace(one, signed=value, number=number, perpetual=one.perpetual or read.perpetual)
    if field == "from":
        return replace(one, start=value, perpetual=one.perpetual or read.perpetual)
    return replace(one, until=value, perpetual=one.perpetual or (read.perpetual and not value))


def is_day(text: str) -> bool:
    """Say whether a text has the year of a day."""
    return re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)", text) is not None and " " in text


def with_number(one: Terms, text: str, order: Order) -> Terms:
    """Return terms with the number of a column, whose cell may have a date beside it."""
    read = read_terms(text, order)[0]
    if not read.has_dates and not read.question:
        return replace(one, number=text)
    if not read.has_dates:  # Its words have a date that was not understood.
        question = one.question or read.question
        return replace(one, question=question) if is_day(text) else replace(one, number=text)
    if read.question or not read.number:
        return one
    return replace(
        one, number=read.number, signed=one.signed or read.signed, start=one.start or read.start,
        until=one.until or read.until,
    )  # fmt: skip


def with_term(one: Terms, text: str) -> Terms:
    """Return terms with a term: it ends them where the first day is stated, not the signing."""
    read = read_terms(text)[0]
    if read.has_dates and not read.question:
        return replace(
            one, start=one.start or read.start, until=one.until or read.until,
            signed=one.signed or read.signed, perpetual=one.perpetual or read.perpetual,
        )  # fmt: skip
    months = read_months(text)
    first = one.start or one.signed
    if months and len(first) == 10 and not one.until:
        until = last_day(date.fromisoformat(first), months).isoformat()
        return replace(one, start=first, until=until)
    renewal = one.renewal or read.renewal
    question = "" if months or read.is_none or renewal else read.question
    return replace(one, renewal=renewal, question=one.question or question)


def with_status(one: Terms, text: str) -> Terms:
    """Return terms as their status has them: a draft has no dates, an ended one no planned end."""
    if has_words(text, "draft"):
        return Terms(kind=one.kind, number=one.number, question="it is no agreement yet")
    if has_words(text, "terminated"):
        return replace(one, until="", perpetual=False, question=f"it was ended ({text})")
    for renewal in ("automatic", "pending"):
        if has_words(text, renewal):
            return replace(one, renewal=renewal)
    return one


def add_item_terms(
    context: Context, cooperation: NamedNode, cell: Cell, rest: Span, address: str
) -> None:
    """Say what an item of a list says of an agreement behind the name."""
    words = rest.words.strip(" ,;.–—-")
    if words.startswith("(") and words.endswith(")"):
        words = words[1:-1].strip()
    if not words:
        add_no_agreement(context, cooperation, cell)
        return
    start = rest.start + rest.words.index(words)
    span = cell.span(start, start + len(words))
    draft = context.draft
    draft.say(cooperation, HK.agreementInfo, HK.StatedInSource, span=span, rule="agreement-words")
    draft.say(cooperation, HK.agreementVerbatim, words, span=span, rule="agreement-words")
    one = read_terms(words)[0]
    if one.question:
        draft.ask(address, f"not read, {one.question}", shorten(words, 200))
    add_terms(context, cooperation, one, cell, {"agreement": span}, 0)


def add_terms(
    context: Context, cooperation: NamedNode, one: Terms, cell: Cell, spans: Mapping[Field, Span],
    number: int,
) -> None:  # fmt: skip
    """Assert an agreement: its dates in EDTF, days where they are known, and its other parts.

    `spans` are the words of each field, the first one those of `cell`. Nothing is asserted of an
    agreement that has neither date nor number nor kind.
    """
    if one.is_none or not (one.has_dates or one.number or one.kind):
        return
    draft, rule = context.draft, "agreement-terms"
    words = " · ".join(span.words for span in spans.values())
    span = next(iter(spans.values()))
    period = f"{one.start or one.signed}/{one.until}"
    keys: list[object] = [(cooperation, one.number, one.kind, period[:10])]
    keys += [(cooperation, one.number)] if one.number else []
    what = "states another period of the same agreement"
    if one.has_dates and not all(context.agrees(key, period, cell, what) for key in keys):
        return
    key = f"{words} {number}" if number else words
    agreement = context.mint.agreement(cooperation, key)
    label = shorten(one.kind or words, 80)
    draft.thing(agreement, [HK.Agreement, PROV.Entity], label)
    draft.say(agreement, HK.governs, cooperation, span=span, basis=CONTEXTUAL, rule=rule)
    draft.say(agreement, HK.verbatim, span.words, span=span, rule=rule)
    status = HK.StatedInSource if one.has_dates else HK.BlankInSource
    draft.say(agreement, HK.dateStatus, status, span=span, rule=rule)
    for predicate, value, field in values_of(one):
        at = spans.get(field, span)
        draft.say(agreement, predicate, value, span=at, basis=NORMALISED, rule=rule)
    if one.kind:
        draft.say(agreement, DCTERMS.type, one.kind, span=spans.get("kind", span), rule=rule)
    if one.number:
        draft.say(
            agreement, DCTERMS.identifier, one.number,
            span=spans.get("number", span), rule="agreement-number",
        )  # fmt: skip
    context.derive(agreement, span)


def values_of(one: Terms) -> list[tuple[NamedNode, Literal, Field]]:
    """Return property, value and column of the dates and the renewal of an agreement."""
    found: list[tuple[NamedNode, Literal, Field]] = []
    if one.signed:
        found.append((HK.signedEdtf, Literal(one.signed, datatype=EDTF), "signed"))
    if one.start or one.until:
        until = one.until or (".." if one.perpetual else "")
        found.append((HK.validEdtf, Literal(f"{one.start}/{until}", datatype=EDTF), "until"))
    for predicate, value, field in (
        (HK.validFrom, one.start, "from"), (HK.validThrough, one.until, "until")
    ):  # fmt: skip
        if len(value) == 10:
            found.append((predicate, Literal(value, datatype=XSD.date), field))
    if one.perpetual:
        found.append((HK.perpetual, Literal("true", datatype=XSD.boolean), "term"))
    if one.renewal:
        found.append((HK.renewal, Literal(one.renewal), "status"))
    return found


def day_of(day: date | None) -> Literal | None:
    """Return a day as RDF, None of none."""
    return Literal(day.isoformat(), datatype=XSD.date) if day else None
