"""`/overview`: the register in pictures, each with its table."""

from datetime import UTC, date, datetime

from flask import Blueprint, Response, render_template, request
from pyoxigraph import Literal

from ...store import text_in
from ...vocab import XSD
from ..http import Site, current_language, day_of, page, the_site
from ..pictures import Agreement, Column, day_in, draw_layers, draw_timeline
from .home import count_countries, partners_map
from .states import count_states

__all__ = ["blueprint"]

blueprint = Blueprint("overview", __name__)


@blueprint.get("/overview")
def overview() -> Response:
    """Show where partners are, which forms they have, how agreements stand on a day."""
    site = the_site()
    given = request.args.get("day", "")
    day = day_of("day", given) if given else datetime.now(UTC).date()
    agreements = agreements_of(site, day)
    partners, forms, edges = partner_forms(site)
    had: dict[str, list[str]] = {}
    for partner, form in edges:
        had.setdefault(partner, []).append(form)
    html = render_template(
        "pages/overview.html", map=partners_map(site), countries=count_countries(site),
        diagram=draw_layers([partners, forms], edges) if edges else None,
        partners=[(label, path, sorted(forms[form] for form in had[iri]))
                  for iri, (label, path) in partners.items()],
        day=day.isoformat(), line=draw_timeline(agreements, day), agreements=agreements,
        states=count_states(site, day),
    )  # fmt: skip
    return page(html)


def partner_forms(site: Site) -> tuple[Column, Column, list[tuple[str, str]]]:
    """Return the partners, the forms, and which partner has which form."""
    language = current_language()
    partners: dict[str, tuple[str, str]] = {}
    forms: dict[str, tuple[str, str]] = {}
    edges = []
    for row in site.rows("partner-forms"):
        partner, form = str(row["partner"].value), str(row["form"].value)
        partners[partner] = str(row["label"].value), site.iris.page_path(partner) or ""
        forms[form] = site.words.label(form, language), site.iris.page_path(form) or ""
        edges.append((partner, form))
    return partners, forms, edges


def agreements_of(site: Site, day: date) -> list[Agreement]:
    """Return the agreements that sources state, with their state on a day."""
    return [
        Agreement(
            text_in(row, "name"), site.iris.page_path(str(row["agreement"].value)) or "",
            day_in(text_in(row, "begins")), day_in(text_in(row, "ends")),
            text_in(row, "state"), text_in(row, "words"),
        )
        for row in site.rows("agreements", day=Literal(day.isoformat(), datatype=XSD.date))
    ]  # fmt: skip
