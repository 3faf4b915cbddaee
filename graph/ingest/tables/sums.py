"""Amounts of money in cells: of a laboratory, or of a cooperation, of a kind that is not stated."""

from collections.abc import Collection, Sequence

from pyoxigraph import Literal, NamedNode

from ...vocab import HK, SCHEMA, XSD
from ..context import Context
from ..document import Cell, Span
from ..facts import CONTEXTUAL, NORMALISED
from ..rules import Money, find_amounts, find_doubtful_amounts

__all__ = ["add_amounts", "add_worth"]


def add_amounts(
    context: Context, cooperation: NamedNode, cell: Cell, taken: Collection[tuple[int, int]] = ()
) -> Sequence[Span]:
    """Assert the amounts of a cell within its cooperation, and tell of those that are doubtful.

    What lies in `taken` was read already. Returns the words that were read.
    """
    read = []
    for money in find_amounts(cell.text):
        if any(start <= money.span[0] < end for start, end in taken):
            continue
        span = cell.span(*money.span)
        name = f"amount-{money.value:f}-{money.currency}".lower().replace(".", "-")
        amount = context.mint.part(cooperation, name)
        add_money(context, amount, money, span)
        context.draft.say(
            amount, HK.withinCooperation, cooperation, span=span, basis=CONTEXTUAL, rule="amount"
        )
        read.append(span)
    for start, end in find_doubtful_amounts(cell.text):
        context.draft.ask(
            context.place_of(cell),
            "no one amount of one currency was read in",
            cell.text[start:end],
        )
    return read


def add_worth(context: Context, lab: NamedNode, cell: Cell, between: Span) -> None:
    """Assert the amount stated between a laboratory and its status."""
    for money in list(find_amounts(between.words))[:1]:
        stated = f"{money.value:f} {money.currency}"
        if not context.agrees((lab, HK.statedWorth), stated, cell, f"gives a laboratory {stated}"):
            continue
        span = between.sub(*money.span)
        worth = context.mint.part(lab, "worth")
        add_money(context, worth, money, span)
        context.draft.say(lab, HK.statedWorth, worth, span=span, basis=NORMALISED, rule="amount")


def add_money(context: Context, amount: NamedNode, money: Money, span: Span) -> None:
    """Assert the value, the currency and the words of an amount."""
    draft = context.draft
    draft.thing(amount, [SCHEMA.MonetaryAmount])
    value = Literal(f"{money.value:f}", datatype=XSD.decimal)
    for predicate, said in ((SCHEMA.value, value), (SCHEMA.currency, Literal(money.currency))):
        draft.say(amount, predicate, said, span=span, basis=NORMALISED, rule="amount")
    draft.say(amount, HK.verbatim, span.words, span=span, rule="amount")
    draft.link(amount, HK.amountKind, HK.UnknownAmountKind)
