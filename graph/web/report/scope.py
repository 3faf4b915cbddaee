"""What a report is about: a unit, a programme, a period, as patterns of its queries."""

from collections.abc import Iterator, Mapping

from flask import request
from pyoxigraph import Literal, NamedNode

from ...sparql import literal_n3
from ...vocab import PREFIXES, XSD
from ..http import Site, check_period, check_value, day_of
from ..pages import entries, local_value

__all__ = ["Scope", "choose_scope", "fill_marks", "has_place"]

#: Name in the address -> the term that it means; a name that is not here does not narrow.
Scope = Mapping[str, NamedNode | Literal]

HK = PREFIXES["hk"]
THINGS, DAYS = ("unit", "programme"), ("from", "through")
#: The day that a source states -> how it lies outside: an agreement ends before, or begins after.
OUTSIDE = {"from": ("validThrough", "<"), "through": ("validFrom", ">")}


def choose_scope(site: Site) -> Scope:
    """Return what the address chooses. Raises `UsageError` for what is none."""
    found: dict[str, NamedNode | Literal] = {}
    for name in (*THINGS, *DAYS):
        given = request.args.get(name, "")
        if given and name in DAYS:
            found[name] = Literal(day_of(name, given).isoformat(), datatype=XSD.date)
        elif given:
            known = {local_value(one.iri): one.iri for one in entries(site, name)}
            check_value(name, given, known)
            found[name] = NamedNode(known[given])
    check_period("through", *(found[name].value if name in found else "" for name in DAYS))
    return found


def has_place(text: str, chosen: Scope) -> bool:
    """Say whether a figure has a place in a scope: nothing ties events of a unit to a programme."""
    return not ("# scope of a unit" in text and "programme" in chosen)


def fill_marks(text: str, chosen: Scope) -> str:
    """Return a query with its marks replaced by patterns; terms are written by `literal_n3`."""
    terms = {name: literal_n3(term) for name, term in chosen.items()}
    unit = f"FILTER(?unit = {terms['unit']})" if "unit" in terms else ""
    programme = f"FILTER(?item = {terms['programme']})" if "programme" in terms else ""
    for mark, patterns in (
        ("# scope of a unit", [unit]), ("# scope of a programme", [programme]),
        ("# scope of an agreement", not_outside("item", terms)),
        ("# scope", of_cooperation(terms)),
    ):  # fmt: skip
        text = text.replace(mark, "\n  ".join(filter(None, patterns)))
    return text


def of_cooperation(terms: Mapping[str, str]) -> Iterator[str]:
    """Yield the patterns that a cooperation must match.

    It is left out of a period when it has agreements, and each is stated to lie outside. Where one
    of them does not state a day, it is not known, and the cooperation counts.
    """
    if "unit" in terms:
        roles = "|".join(f"<{HK}{role}>" for role in ("party", "studentsOf", "conductedBy"))
        yield f"?cooperation {roles} {terms['unit']} ."
    if "programme" in terms:
        yield f"?cooperation <{HK}programme> {terms['programme']} ."
    if set(DAYS) & terms.keys():
        within = " ".join(not_outside("in", terms))
        governs = f"<{HK}governs> ?cooperation"
        yield f"FILTER(NOT EXISTS {{ ?any {governs} }} || EXISTS {{ ?in {governs} . {within} }})"


def not_outside(agreement: str, terms: Mapping[str, str]) -> Iterator[str]:
    """Yield the patterns that leave out an agreement which is stated to lie outside the period."""
    for name in DAYS:
        if name in terms:
            stated, sign = OUTSIDE[name]
            day = f"?{name}Day"
            yield (
                f"FILTER NOT EXISTS {{ ?{agreement} <{HK}{stated}> {day} . "
                f"FILTER({day} {sign} {terms[name]}) }}"
            )
