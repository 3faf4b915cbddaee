"""`/queries` and `/queries/NAME`: saved queries as pages, and their answers in every format."""

import csv
import io

from flask import Blueprint, Response, render_template, request

from .. import media
from ..errors import HamkorError, NotFound
from ..saved_queries import BrokenQuery, SavedQuery, bind
from . import rows
from .answers import chosen_format, conditional, page, sent
from .i18n import language
from .protocol import limits_of
from .site import Site, the_site

__all__ = ["OFFERS", "answer_rows", "blueprint"]

blueprint = Blueprint("queries", __name__)

OFFERS = (media.HTML, *media.RESULT_FORMATS)


@blueprint.get("/queries")
def listing() -> Response:
    """List the saved queries; broken ones with their reason."""
    found = the_site().queries.values()
    saved = [query for query in found if isinstance(query, SavedQuery)]
    broken = [query for query in found if isinstance(query, BrokenQuery)]
    return page(render_template("queries.html", saved=saved, broken=broken))


@blueprint.get("/queries/<name>")
def query(name: str) -> Response:
    """Answer a saved query in the format of the suffix or of the Accept header."""
    site = the_site()
    stem, _, suffix = name.rpartition(".")
    if suffix not in {offer.name for offer in OFFERS} or not stem:
        stem, suffix = name, ""
    saved = site.queries.get(stem)
    if not isinstance(saved, SavedQuery):
        reason = saved.reason if saved else f"there is no saved query {stem}"
        raise NotFound(reason, remedy="/queries lists them.")
    ours = ("lang", *rows.OPTIONS)
    values = {key: value for key, value in request.args.items() if key not in ours and value}
    chosen = chosen_format(suffix, OFFERS)
    if chosen == media.JSON and any(name in request.args for name in rows.OPTIONS):
        return conditional(rows.plain(saved, answer_rows(site, saved, values), values), "rows")
    if chosen == media.HTML:
        return query_page(site, saved, values)
    text = bind(saved, values, site.iris)
    answer = site.store.query(text, result=chosen, limits=limits_of(site.settings))
    return conditional(sent(answer, chosen), chosen.name)


def answer_rows(site: Site, saved: SavedQuery, values: dict[str, str]) -> list[list[str]]:
    """Return the rows of an answer as text, the names of the columns first."""
    text = bind(saved, values, site.iris)
    body = site.store.query(text, result=media.CSV, limits=limits_of(site.settings)).body
    return list(csv.reader(io.StringIO(body.decode())))


def query_page(site: Site, saved: SavedQuery, values: dict[str, str]) -> Response:
    """Return the page of a saved query: its form, its answer, its text."""
    problem, status, text = "", 200, saved.text
    found: list[list[str]] = [[]]
    try:
        text = bind(saved, values, site.iris)
        found = answer_rows(site, saved, values)
    except HamkorError as error:
        problem, status = str(error), error.status
    html = render_template(
        "query.html", query=saved, values=values, problem=problem, text=text,
        head=found[0], rows=found[1:], page_path=site.iris.page_path,
        title=saved.title.get(language(), saved.title["en"]), offers=media.RESULT_FORMATS,
    )  # fmt: skip
    response = page(html)
    if status != 200:
        response.status_code = status
    return response
