"""`/`, `/search` and the lists of things by kind and by country."""

from typing import Any

from babel import Locale
from flask import Blueprint, Response, render_template, request
from flask_babel import gettext
from pyoxigraph import Literal

from ..errors import NotFound, UsageError
from ..iris import KINDS
from ..vocab import FOAF, HK, ORG, SCHEMA, XSD
from .answers import page
from .i18n import language
from .site import Site, the_site

__all__ = ["blueprint"]

blueprint = Blueprint("home", __name__)

PAGE = 50
CLASSES = {
    "organization": ORG.Organization, "unit": ORG.OrganizationalUnit, "person": FOAF.Person,
    "programme": HK.Programme, "cooperation": HK.Cooperation, "agreement": HK.Agreement,
    "event": SCHEMA.EventSeries, "laboratory": HK.LaboratoryProject, "source": HK.Source,
}  # fmt: skip
COUNTRY = {"stated": HK.countryStated, "inferred": HK.countryInferred}


def kind_names() -> dict[str, str]:
    """Return the plural of each kind in the present language."""
    return {
        "organization": gettext("Organisations"), "unit": gettext("Units"),
        "person": gettext("People"), "programme": gettext("Programmes"),
        "cooperation": gettext("Cooperations"), "agreement": gettext("Agreements"),
        "event": gettext("Events"), "laboratory": gettext("Laboratories"),
        "source": gettext("Sources"),
    }  # fmt: skip


def country_name(code: str) -> str:
    """Return the name of a country in the present language, else its code."""
    return str(Locale(language()).territories.get(code, code))


def counted(site: Site, name: str, key: str) -> dict[str, int]:
    """Return a query of two columns as a table."""
    return {str(row[key].value): int(row["count"].value) for row in site.rows(name)}


@blueprint.get("/")
def home() -> Response:
    """Show what the register is, what it holds, and what it does not know."""
    site = the_site()
    counts = counted(site, "counts", "kind")
    countries: dict[str, dict[str, int]] = {}
    for row in site.rows("countries"):
        by_basis = countries.setdefault(str(row["country"].value), {})
        by_basis[str(row["basis"].value)] = int(row["count"].value)
    names = {code: country_name(code) for code in countries}
    html = render_template(
        "home.html", counts={kind: counts.get(kind, 0) for kind in KINDS}, kinds=kind_names(),
        states=counted(site, "agreement-states", "state"), countries=countries, names=names,
        forms=labelled(site, counted(site, "forms-in-use", "form")),
        programmes=site.rows("programmes-in-use"), page_path=site.iris.page_path,
    )  # fmt: skip
    return page(html)


def labelled(site: Site, counts: dict[str, int]) -> list[tuple[str, str, int]]:
    """Return path, label and count of things."""
    tongue = language()
    return [
        (site.iris.page_path(iri) or iri, site.words.label(iri, tongue), count)
        for iri, count in counts.items()
    ]


@blueprint.get("/search")
def search() -> Response:
    """Search names and labels, whatever the alphabet, the case or the apostrophe."""
    site = the_site()
    text = request.args.get("q", "")[:200]
    hits = [(site.iris.page_path(h.iri), h) for h in site.index.search(text)]
    return page(render_template("search.html", text=text, hits=hits, kinds=kind_names()))


def offset_of() -> tuple[int, int]:
    """Return the page number that a reader asks for and the offset of its first row."""
    written = request.args.get("page", "1")
    if not written.isdecimal() or not 0 < int(written) < 100_000:
        raise UsageError(f'"{written}" is not a page number', where="page")
    return int(written), (int(written) - 1) * PAGE


def whole_number(value: int) -> Literal:
    """Return an xsd:integer."""
    return Literal(str(value), datatype=XSD.integer)


@blueprint.get("/<any(organization,unit,person,programme,cooperation,agreement,event,"
               "laboratory,source):kind>/")  # fmt: skip
def things(kind: str) -> Response:
    """List the things of a kind; partners also by country."""
    site, (number, offset) = the_site(), offset_of()
    country, basis = request.args.get("country", ""), request.args.get("basis", "stated")
    terms: dict[str, Any] = {"offset": whole_number(offset)}
    heading = kind_names()[kind]
    if country:
        if basis not in COUNTRY:
            raise NotFound(f'there is no basis "{basis}"', remedy="Use stated or inferred.")
        terms |= {"property": COUNTRY[basis], "country": Literal(country[:2])}
        heading = f"{heading}: {country_name(country[:2])}"
    rows = site.rows("things-of-country" if country else "things-of-class", **terms,
                     **({} if country else {"class": CLASSES[kind]}))  # fmt: skip
    found = [(site.iris.page_path(str(r["thing"].value)), str(r["label"].value)) for r in rows]
    html = render_template(
        "list.html", heading=heading, found=found, number=number, more=len(rows) == PAGE,
        inferred=country and basis == "inferred",
    )  # fmt: skip
    return page(html)
