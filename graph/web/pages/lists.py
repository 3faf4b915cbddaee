"""Lists of things: `/KIND/` narrowed by facets, and the same list as CSV and JSON.

Values of one facet widen each other, facets narrow each other; the count beside a value says how
many things it would show together with what is chosen of the other facets. The address is the
whole state.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import urlencode

from babel import Locale
from flask import Blueprint, Response, jsonify, render_template, request
from flask_babel import gettext

from ...iris import KINDS
from ..http import (
    CLASSES,
    FACETS,
    Site,
    address,
    check_value,
    conditional,
    country_name,
    current_language,
    heading,
    kind_names,
    number_of,
    page,
    send_csv,
    the_site,
)
from .states import agreement_states

__all__ = [
    "Choice",
    "Entry",
    "Wanted",
    "blueprint",
    "count_choices",
    "entries",
    "filter_entries",
    "local_value",
]

blueprint = Blueprint("lists", __name__)

PAGE = 50
LARGEST = 99_999
#: Values of which a thing has one, the first that applies: a stated agreement is not also blank.
STRONGEST = {
    "agreement": ("StatedInSource", "BlankInSource", "NotAskedInSource"),
    "identifier": ("Accepted", "Candidate", "AbsenceFinding", "Rejected"),
}
NOT_LOOKED_FOR = "not-looked-for"
#: What a thing has that has none of these.
OTHERWISE = {"identifier": [NOT_LOOKED_FOR]}
#: Facets whose values are countries (ISO 3166); facets whose values are of another kind.
COUNTRIES = ("country", "inferred")
KIND_OF = {"faculty": "unit"}
#: Facet -> the values that are wanted; a facet that is not here does not narrow.
Wanted = Mapping[str, Collection[str]]
KIND = f"<any({','.join(KINDS)}):kind>"


class Entry(NamedTuple):
    """A thing of a list: its IRI, its label, facet -> its values."""

    iri: str
    label: str
    values: Mapping[str, Sequence[str]]


class Choice(NamedTuple):
    """A value of a facet, how many things it would show, and whether it is chosen."""

    value: str
    things: int
    chosen: bool


class Facet(NamedTuple):
    """A facet as a page shows it: its name in the address, its label, values with their labels."""

    name: str
    label: str
    choices: Sequence[tuple[Choice, str]]


def facet_names() -> dict[str, str]:
    """Return the label of each facet in the present language."""
    return {
        "country": gettext("Country"), "inferred": gettext("Country, inferred"),
        "form": gettext("Form of cooperation"), "programme": gettext("Programme"),
        "faculty": gettext("Faculty"), "agreement": gettext("Agreement"),
        "identifier": gettext("Identifier"), "unit": gettext("Unit"),
    }  # fmt: skip


def state_names() -> dict[str, str]:
    """Return the label of each state of an agreement or an identifier."""
    return {
        "StatedInSource": gettext("stated"), "BlankInSource": gettext("blank in the source"),
        "NotAskedInSource": gettext("not asked by the source"),
        "Accepted": gettext("accepted"), "Candidate": gettext("possible match, not reviewed"),
        "AbsenceFinding": gettext("looked for, none found"),
        "Rejected": gettext("candidates rejected, none accepted"),
        NOT_LOOKED_FOR: gettext("not looked for"),
    }  # fmt: skip


def entries(site: Site, kind: str) -> list[Entry]:
    """Return the things of a kind with the values of their facets."""
    found: list[Entry] = site.make_once(f"entries {kind}", lambda: read_entries(site, kind))
    return found


def read_entries(site: Site, kind: str) -> list[Entry]:
    """Read the things of a kind from the store."""
    values: dict[str, dict[str, list[str]]] = {}
    if kind in FACETS:
        for row in site.rows(f"facets-{kind}", graph=site.iris.graph("identity")):
            of = values.setdefault(str(row["thing"].value), {})
            facet, value = str(row["facet"].value), str(row["value"].value)
            # What a source says of an agreement, the row says by the cooperation.
            value = agreement_states(site).get(value, "") if facet == "agreement" else value
            of.setdefault(facet, []).append(local_value(value))
    things = {
        str(row["thing"].value): str(row["label"].value)
        for row in site.rows("things", **{"class": CLASSES[kind]})
    }
    return [
        Entry(iri, label, one_state(kind, values.get(iri, {}))) for iri, label in things.items()
    ]


def local_value(value: str) -> str:
    """Return how a value stands in an address: a code as it is, of an IRI its last part."""
    return value.replace("#", "/").rsplit("/", 1)[-1]


def one_state(kind: str, values: dict[str, list[str]]) -> Mapping[str, Sequence[str]]:
    """Return the values with one state of the agreement and one of the identifier."""
    for facet in STRONGEST.keys() & set(FACETS.get(kind, ())):
        held = [name for name in STRONGEST[facet] if name in values.get(facet, ())]
        values[facet] = held[:1] or OTHERWISE.get(facet, [])
    return values


def label_finder(site: Site) -> Callable[[str, str], str]:
    """Return what gives the label of a facet's value in the present language."""
    language, states = current_language(), state_names()
    terms: dict[str, dict[str, str]] = site.make_once("written", lambda: terms_by_value(site))

    def label(facet: str, value: str) -> str:
        if facet in COUNTRIES:
            return country_name(value)
        iri = terms.get(KIND_OF.get(facet, facet), {}).get(value, value)
        return states.get(value) or site.words.label(iri, language)

    return label


def terms_by_value(site: Site) -> dict[str, dict[str, str]]:
    """Return kind -> last part of an IRI -> the IRI, for what facets name."""
    found: dict[str, dict[str, str]] = {}
    for iri in site.words.labels:
        path = site.iris.page_path(iri)
        if path and "#" not in path:
            _, kind, slug = path.split("/", 2)
            found.setdefault(kind, {})[slug] = iri
    return found


def wanted_of(site: Site, kind: str) -> Wanted:
    """Return what the address asks for. Raises `UsageError` for a value of no facet."""
    asked = {facet: request.args.getlist(facet) for facet in FACETS.get(kind, ())}
    wanted = {facet: tuple(filter(None, of)) for facet, of in asked.items() if any(of)}
    for facet, of in wanted.items():
        known = known_values(site, kind, facet)
        for value in of:
            check_value(facet, value, known)
    return wanted


def known_values(site: Site, kind: str, facet: str) -> list[str]:
    """Return the values of a facet: those that things have first, then those that they could."""
    held = dict.fromkeys(of for one in entries(site, kind) for of in one.values.get(facet, ()))
    if facet in COUNTRIES:
        return [*held, *map(str, Locale("en").territories)]
    terms: dict[str, dict[str, str]] = site.make_once("written", lambda: terms_by_value(site))
    others = (*STRONGEST.get(facet, ()), *OTHERWISE.get(facet, ()))
    return [*dict.fromkeys((*held, *others, *terms.get(KIND_OF.get(facet, facet), ())))]


@blueprint.get(f"/{KIND}/")
def things(kind: str) -> Response:
    """List the things of a kind that have what the address asks for."""
    site = the_site()
    wanted = wanted_of(site, kind)
    known = entries(site, kind)
    found = filter_entries(known, wanted)
    number = number_of("page", 1, least=1, most=LARGEST)
    label = label_finder(site)
    names = facet_names()
    facets = [
        Facet(name, names[name], [(one, label(name, one.value)) for one in shown])
        for name in FACETS.get(kind, ())
        if (shown := count_choices(known, name, wanted))
    ]
    html = render_template(
        "pages/list.html", kind=kind, heading=kind_names()[kind], facets=facets, wanted=wanted,
        found=found[(number - 1) * PAGE : number * PAGE], count=len(found), whole=len(known),
        number=number, more=len(found) > number * PAGE, label=label, names=names,
        page_path=site.iris.page_path, asked=query_string(),
    )  # fmt: skip
    return page(html)


def query_string() -> str:
    """Return the part of the address that tells what is listed."""
    given = request.args.items(multi=True)
    pairs = [(name, value) for name, value in given if name not in ("page", "lang") and value]
    return f"?{urlencode(pairs)}" if pairs else ""


@blueprint.get(f"/{KIND}.csv")
def rows(kind: str) -> Response:
    """Give the list that the address asks for as CSV, every page of it."""
    head, *body = table(kind)
    return send_csv(kind, [[*map(heading, head)], *body])


@blueprint.get(f"/{KIND}.json")
def data(kind: str) -> Response:
    """Give the list that the address asks for as JSON, every page of it."""
    head, *body = table(kind)
    return conditional(jsonify([dict(zip(head, row, strict=True)) for row in body]), "json")


def table(kind: str) -> list[list[str]]:
    """Return the rows of a list with their labels, the names of the columns first."""
    site = the_site()
    label, facets = label_finder(site), FACETS.get(kind, ())
    return [
        ["name", "iri", "page", *facets],
        *(
            [entry.label, entry.iri, address(site.iris.page_path(entry.iri) or "/"),
             *("; ".join(label(facet, one) for one in entry.values.get(facet, ()))
               for facet in facets)]
            for entry in filter_entries(entries(site, kind), wanted_of(site, kind))
        ),
    ]  # fmt: skip


def filter_entries(entries: Iterable[Entry], wanted: Wanted) -> list[Entry]:
    """Return the things that have a wanted value of every facet."""
    return [
        entry for entry in entries
        if all(set(entry.values.get(facet, ())) & set(of) for facet, of in wanted.items())
    ]  # fmt: skip


def count_choices(entries: Collection[Entry], facet: str, wanted: Wanted) -> list[Choice]:
    """Return the values of a facet, the most frequent first; a chosen one stays at nought."""
    others = {name: values for name, values in wanted.items() if name != facet}
    counts = Counter(
        value for entry in filter_entries(entries, others) for value in entry.values.get(facet, ())
    )
    known = {value for entry in entries for value in entry.values.get(facet, ())}
    chosen = set(wanted.get(facet, ()))
    ordered = sorted(known, key=lambda value: (-counts[value], value))
    return [
        Choice(value, counts[value], value in chosen)
        for value in ordered
        if counts[value] or value in chosen
    ]
