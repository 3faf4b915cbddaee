"""`/overview`: the register in pictures, each with its table."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

from flask import Blueprint, Response, render_template, request

from ..errors import UsageError
from ..store import Row
from .answers import page
from .home import countries, partners_map
from .i18n import language
from .layers import layered
from .site import Site, the_site
from .timeline import STATES, Agreement, drawn, state_on

__all__ = ["blueprint"]

blueprint = Blueprint("overview", __name__)

Column = Mapping[str, tuple[str, str]]


@blueprint.get("/overview")
def overview() -> Response:
    """Show where partners are, which forms they have, how agreements stand on a day."""
    site = the_site()
    day = day_of("day")
    agreements = agreements_of(site)
    states = {name: [one for one in agreements if state_on(one, day) == name] for name in STATES}
    unknown = {str(row["state"].value): int(row["count"].value)
               for row in site.rows("agreement-states")}  # fmt: skip
    partners, forms, edges = partner_forms(site)
    had: dict[str, list[str]] = {}
    for partner, form in edges:
        had.setdefault(partner, []).append(form)
    html = render_template(
        "overview.html", map=partners_map(site), countries=countries(site),
        diagram=layered([partners, forms], edges) if edges else None,
        partners=[(label, path, sorted(forms[form] for form in had[iri]))
                  for iri, (label, path) in partners.items()],
        day=day.isoformat(), line=drawn(agreements, day), agreements=agreements, states=states,
        unknown=unknown, state_on=lambda one: state_on(one, day),
    )  # fmt: skip
    return page(html)


def day_of(name: str) -> date:
    """Return the day that the address gives, else today. Raises `UsageError` for none."""
    written = request.args.get(name, "")
    try:
        return date.fromisoformat(written) if written else datetime.now(UTC).date()
    except ValueError as error:
        remedy = "Write it as 2026-01-31."
        raise UsageError(f'"{written[:20]}" is no day', where=name, remedy=remedy) from error


def partner_forms(site: Site) -> tuple[Column, Column, list[tuple[str, str]]]:
    """Return the partners, the forms, and which partner has which form."""
    tongue = language()
    partners: dict[str, tuple[str, str]] = {}
    forms: dict[str, tuple[str, str]] = {}
    edges = []
    for row in site.rows("partner-forms"):
        partner, form = str(row["partner"].value), str(row["form"].value)
        partners[partner] = str(row["label"].value), site.iris.page_path(partner) or ""
        forms[form] = site.words.label(form, tongue), site.iris.page_path(form) or ""
        edges.append((partner, form))
    return partners, forms, edges


def agreements_of(site: Site) -> list[Agreement]:
    """Return the agreements that sources state."""
    return [
        Agreement(
            str(row["label"].value), site.iris.page_path(str(row["agreement"].value)) or "",
            day_in(row, "from"), day_in(row, "through"), text_in(row, "words"),
        )
        for row in site.rows("agreements")
    ]  # fmt: skip


def text_in(row: Row, name: str) -> str:
    """Return a value of a row, an empty text where there is none."""
    return str(row[name].value) if name in row else ""


def day_in(row: Row, name: str) -> date | None:
    """Return a day of a row, None for one that is not given to the day."""
    try:
        return date.fromisoformat(text_in(row, name)[:10])
    except ValueError:
        return None
