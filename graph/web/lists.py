"""Lists of things: `/KIND/` narrowed by facets, and the same list as CSV and JSON."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, render_template, request
from flask_babel import gettext

from ..iris import KINDS
from ..vocab import FOAF, HK, ORG, SCHEMA
from .answers import address, conditional, number_of, page
from .facets import Choice, Entry, Wanted, choices, matching
from .i18n import country_name, language
from .site import Site, the_site

__all__ = ["CLASSES", "FACETS", "blueprint", "kind_names"]

blueprint = Blueprint("lists", __name__)

PAGE = 50
LARGEST = 99_999
CLASSES = {
    "organization": ORG.Organization, "unit": ORG.OrganizationalUnit, "person": FOAF.Person,
    "programme": HK.Programme, "cooperation": HK.Cooperation, "agreement": HK.Agreement,
    "event": SCHEMA.EventSeries, "laboratory": HK.LaboratoryProject, "source": HK.Source,
}  # fmt: skip
#: Kind -> what its list may be narrowed by.
FACETS: Mapping[str, Sequence[str]] = {
    "organization": (
        "country", "form", "agreement", "programme", "faculty", "identifier", "inferred",
    ),
    "cooperation": ("unit", "form", "agreement", "country", "programme", "faculty"),
}  # fmt: skip
#: Values of which a thing has one, the first that applies: a stated agreement is not also blank.
STRONGEST = {
    "agreement": ("StatedInSource", "BlankInSource", "NotAskedInSource"),
    "identifier": ("Accepted", "Candidate", "AbsenceFinding", "Rejected"),
}
NOT_LOOKED_FOR = "not-looked-for"
#: What a thing has that has none of these.
OTHERWISE = {"identifier": [NOT_LOOKED_FOR]}
KIND = f"<any({','.join(KINDS)}):kind>"


class Facet(NamedTuple):
    """A facet as a page shows it: its name in the address, its label, values with their labels."""

    name: str
    label: str
    choices: Sequence[tuple[Choice, str]]


def kind_names() -> dict[str, str]:
    """Return the plural of each kind in the present language."""
    return {
        "organization": gettext("Organisations"), "unit": gettext("Units"),
        "person": gettext("People"), "programme": gettext("Programmes"),
        "cooperation": gettext("Cooperations"), "agreement": gettext("Agreements"),
        "event": gettext("Events"), "laboratory": gettext("Laboratories"),
        "source": gettext("Sources"),
    }  # fmt: skip


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
    found: list[Entry] = site.once(f"entries {kind}", lambda: read(site, kind))
    return found


def read(site: Site, kind: str) -> list[Entry]:
    """Read the things of a kind from the store."""
    values: dict[str, dict[str, list[str]]] = {}
    if kind in FACETS:
        for row in site.rows(f"facets-{kind}", graph=site.iris.graph("identity")):
            of = values.setdefault(str(row["thing"].value), {})
            of.setdefault(str(row["facet"].value), []).append(written(str(row["value"].value)))
    things = {
        str(row["thing"].value): str(row["label"].value)
        for row in site.rows("things", **{"class": CLASSES[kind]})
    }
    return [
        Entry(iri, label, one_state(kind, values.get(iri, {}))) for iri, label in things.items()
    ]


def written(value: str) -> str:
    """Return how a value stands in an address: a code as it is, of an IRI its last part."""
    return value.replace("#", "/").rsplit("/", 1)[-1]


def one_state(kind: str, values: dict[str, list[str]]) -> Mapping[str, Sequence[str]]:
    """Return the values with one state of the agreement and one of the identifier."""
    for facet in STRONGEST.keys() & set(FACETS.get(kind, ())):
        held = [name for name in STRONGEST[facet] if name in values.get(facet, ())]
        values[facet] = held[:1] or OTHERWISE.get(facet, [])
    return values


def labels(site: Site) -> Callable[[str, str], str]:
    """Return what gives the label of a facet's value in the present language."""
    tongue, states = language(), state_names()
    terms: dict[str, dict[str, str]] = site.once("written", lambda: by_written(site))

    def label(facet: str, value: str) -> str:
        if facet in ("country", "inferred"):
            return country_name(value)
        iri = terms.get("unit" if facet == "faculty" else facet, {}).get(value, value)
        return states.get(value) or site.words.label(iri, tongue)

    return label


def by_written(site: Site) -> dict[str, dict[str, str]]:
    """Return kind -> last part of an IRI -> the IRI, for what facets name."""
    found: dict[str, dict[str, str]] = {}
    for iri in site.words.labels:
        path = site.iris.page_path(iri)
        if path and "#" not in path:
            _, kind, slug = path.split("/", 2)
            found.setdefault(kind, {})[slug] = iri
    return found


def wanted_of(kind: str) -> Wanted:
    """Return what the address asks for."""
    asked = {facet: request.args.getlist(facet) for facet in FACETS.get(kind, ())}
    return {facet: tuple(filter(None, values)) for facet, values in asked.items() if any(values)}


@blueprint.get(f"/{KIND}/")
def things(kind: str) -> Response:
    """List the things of a kind that have what the address asks for."""
    site, wanted = the_site(), wanted_of(kind)
    known = entries(site, kind)
    found = matching(known, wanted)
    number = number_of("page", 1, least=1, most=LARGEST)
    label = labels(site)
    names = facet_names()
    facets = [
        Facet(name, names[name], [(one, label(name, one.value)) for one in shown])
        for name in FACETS.get(kind, ())
        if (shown := choices(known, name, wanted))
    ]
    html = render_template(
        "list.html", kind=kind, heading=kind_names()[kind], facets=facets, wanted=wanted,
        found=found[(number - 1) * PAGE : number * PAGE], count=len(found), whole=len(known),
        number=number, more=len(found) > number * PAGE, label=label, names=names,
        page_path=site.iris.page_path, asked=asked(),
    )  # fmt: skip
    return page(html)


def asked() -> str:
    """Return the part of the address that tells what is listed."""
    given = request.args.items(multi=True)
    pairs = [(name, value) for name, value in given if name not in ("page", "lang") and value]
    return f"?{urlencode(pairs)}" if pairs else ""


@blueprint.get(f"/{KIND}.csv")
def rows(kind: str) -> Response:
    """Give the list that the address asks for as CSV, every page of it."""
    head, *body = table(kind)
    out = io.StringIO()
    csv.writer(out).writerows([head, *body])
    return conditional(Response(out.getvalue(), content_type="text/csv; charset=utf-8"), "csv")


@blueprint.get(f"/{KIND}.json")
def data(kind: str) -> Response:
    """Give the list that the address asks for as JSON, every page of it."""
    head, *body = table(kind)
    return conditional(jsonify([dict(zip(head, row, strict=True)) for row in body]), "json")


def table(kind: str) -> list[list[str]]:
    """Return the rows of a list with their labels, the names of the columns first."""
    site = the_site()
    label, facets = labels(site), FACETS.get(kind, ())
    return [
        ["name", "iri", "page", *facets],
        *(
            [entry.label, entry.iri, address(site.iris.page_path(entry.iri) or "/"),
             *("; ".join(label(facet, one) for one in entry.values.get(facet, ()))
               for facet in facets)]
            for entry in matching(entries(site, kind), wanted_of(kind))
        ),
    ]  # fmt: skip
