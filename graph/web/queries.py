"""`/queries` and `/queries/NAME`: saved queries as pages, and their answers in every format."""

import csv
import io

from flask import Blueprint, Response, render_template, request
from pyoxigraph import serialize

from .. import media
from ..errors import HamkorError, NotFound, TooLarge
from ..executables import executables
from ..saved_queries import BrokenQuery, SavedQuery, bind
from ..store import Answer
from ..vocab import PREFIXES, SH
from . import feeds, profiles, rows
from .answers import chosen_format, conditional, page, sent
from .i18n import language
from .profiles import PREFIXED, RDF_FORMATS
from .protocol import limits_of
from .site import Site, the_site

__all__ = ["OFFERS", "answer_rows", "blueprint", "offers_of", "saved_query", "whole_rows"]

blueprint = Blueprint("queries", __name__)

OFFERS = (media.HTML, *media.RESULT_FORMATS, media.JSONLD)
#: What only a query gives whose rows have a date.
DATED = (media.ATOM, media.CALENDAR)
#: What is made of the rows here; every other format, the store writes.
MADE = {media.JSONLD: rows.linked, media.ATOM: feeds.atom, media.CALENDAR: feeds.calendar}
SUFFIXES = {offer.name for offer in (*OFFERS, *DATED)}


@blueprint.get("/queries")
@blueprint.get(f"/queries.<any({','.join(RDF_FORMATS)}):suffix>")
def listing(suffix: str = "") -> Response:
    """List the saved queries, broken ones with their reason; as RDF each is executable (SHACL)."""
    site = the_site()
    found = site.queries.values()
    chosen = chosen_format(suffix, profiles.OFFERS)
    if chosen != media.HTML:
        names = {**PREFIXES, "sh": SH.base} if chosen.name in PREFIXED else None
        triples = executables(found, site.iris)
        body = serialize(triples, format=RDF_FORMATS[chosen.name], prefixes=names)
        return conditional(Response(body, content_type=chosen.media_type), chosen.name)
    saved = [query for query in found if isinstance(query, SavedQuery)]
    broken = [query for query in found if isinstance(query, BrokenQuery)]
    return page(render_template("queries.html", saved=saved, broken=broken))


@blueprint.get("/queries/<name>")
def query(name: str) -> Response:
    """Answer a saved query in the format of the suffix or of the Accept header."""
    site = the_site()
    stem, _, suffix = name.rpartition(".")
    if suffix not in SUFFIXES or not stem:
        stem, suffix = name, ""
    saved = saved_query(site, stem)
    ours = ("lang", *rows.OPTIONS)
    values = {key: value for key, value in request.args.items() if key not in ours and value}
    chosen = chosen_format(suffix, (*OFFERS, *DATED) if suffix else offers_of(saved))
    if chosen == media.HTML:
        return query_page(site, saved, values)
    text = bind(saved, values, site.iris)
    if chosen in MADE:
        return MADE[chosen](saved, answer_rows(site, text), values)
    if chosen == media.JSON and any(name in request.args for name in rows.OPTIONS):
        return conditional(rows.plain(saved, answer_rows(site, text), values), "rows")
    answer = site.store.query(text, result=chosen, limits=limits_of(site.settings))
    return conditional(sent(answer, chosen), chosen.name)


def offers_of(saved: SavedQuery) -> tuple[media.Format, ...]:
    """Return the formats of a query's answer."""
    return (*OFFERS, *(DATED if feeds.has_date(saved) else ()))


def saved_query(site: Site, name: str) -> SavedQuery:
    """Return a saved query. Raises `NotFound`, with the reason of a broken one."""
    saved = site.queries.get(name)
    if isinstance(saved, SavedQuery):
        return saved
    reason = saved.reason if saved else f"there is no saved query {name}"
    raise NotFound(reason, remedy="/queries lists them.")


def answer_rows(site: Site, text: str) -> list[list[str]]:
    """Return the rows of an answer as text, the names of the columns first."""
    return rows_of(site.store.query(text, result=media.CSV, limits=limits_of(site.settings)))


def whole_rows(site: Site, text: str) -> list[list[str]]:
    """Return all rows, as `answer_rows` does, for what counts them.

    Raises `TooLarge` for an answer that is cut: a part of it would be taken for all.
    """
    answer = site.store.query(text, result=media.CSV, limits=limits_of(site.settings))
    if answer.is_cut:
        most = site.settings.query_rows
        raise TooLarge(
            f"the answer has more than {most:,} rows", remedy="Ask for less.", limit=most
        )
    return rows_of(answer)


def rows_of(answer: Answer) -> list[list[str]]:
    """Return the rows of an answer in CSV."""
    return list(csv.reader(io.StringIO(answer.body.decode())))


def query_page(site: Site, saved: SavedQuery, values: dict[str, str]) -> Response:
    """Return the page of a saved query: its form, its answer, its text."""
    problem, status, text = "", 200, saved.text
    found: list[list[str]] = [[]]
    try:
        text = bind(saved, values, site.iris)
        found = answer_rows(site, text)
    except HamkorError as error:
        problem, status = str(error), error.status
    html = render_template(
        "query.html", query=saved, values=values, problem=problem, text=text,
        head=found[0], rows=found[1:], page_path=site.iris.page_path,
        title=saved.titled(language()), offers=offers_of(saved)[1:],
    )  # fmt: skip
    response = page(html)
    if status != 200:
        response.status_code = status
    return response
