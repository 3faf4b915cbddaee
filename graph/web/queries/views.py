"""`/queries` and `/queries/NAME`: saved queries as pages, and their answers in every format."""

import csv
import io
from collections.abc import Mapping, Sequence

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext

from ... import media
from ...errors import HamkorError, NotFound, TooLarge
from ...saved import BrokenQuery, SavedQuery, bind, describe_queries
from ...store import Answer
from ...text import shorten
from ...vocab import SH
from ..data import OFFERS as GRAPHS
from ..data import atom, calendar, has_date, send_rdf
from ..http import (
    OPTIONS,
    Site,
    chosen_format,
    conditional,
    current_language,
    heading,
    own_parameters,
    page,
    send_answer,
    send_csv,
    the_site,
    value_words,
)
from ..sparql import limits_of
from .rows import linked_json, plain_json

__all__ = ["OFFERS", "answer_rows", "blueprint", "offers_of", "saved_query", "whole_rows"]

blueprint = Blueprint("queries", __name__)

#: What takes anything is a program: it is given JSON, and a page to who names HTML.
OFFERS = (*media.RESULT_FORMATS, media.JSONLD, media.HTML)
#: What only a query gives whose rows have a date.
DATED = (media.ATOM, media.CALENDAR)
#: What is made of the rows here; every other format, the store writes.
MADE = {media.JSONLD: linked_json, media.ATOM: atom, media.CALENDAR: calendar}
#: Characters of a field: the module csv refuses 128 KiB otherwise.
LONGEST_FIELD = 2**31 - 1
SUFFIXES = {offer.name for offer in (*OFFERS, *DATED)}


@blueprint.get("/queries")
@blueprint.get(f"/queries.<any({','.join(form.name for form in media.GRAPH_FORMATS)}):suffix>")
def listing(suffix: str = "") -> Response:
    """List the saved queries, broken ones with their reason; as RDF each is executable (SHACL)."""
    site = the_site()
    found = site.queries.values()
    chosen = chosen_format(suffix, GRAPHS)
    if chosen != media.HTML:
        triples = describe_queries(found, site.iris)
        return conditional(send_rdf(triples, chosen, sh=SH.base), chosen.name)
    saved = [query for query in found if isinstance(query, SavedQuery)]
    broken = [query for query in found if isinstance(query, BrokenQuery)]
    return page(render_template("queries/queries.html", saved=saved, broken=broken))


@blueprint.get("/queries/<name>")
def query(name: str) -> Response:
    """Answer a saved query in the format of the suffix or of the Accept header.

    ``.csv`` is a table for people; who accepts ``text/csv`` has that of SPARQL.
    """
    site = the_site()
    stem, _, suffix = name.rpartition(".")
    if suffix not in SUFFIXES or not stem:
        stem, suffix = name, ""
    saved = saved_query(site, stem)
    values = own_parameters(*OPTIONS)
    chosen = chosen_format(suffix, (*OFFERS, *DATED) if suffix else offers_of(saved))
    if chosen == media.HTML:
        return query_page(site, saved, values)
    text = bind(saved, values, site.iris)
    if suffix == media.CSV.name:
        return table_for_people(site, stem, text)
    if chosen in MADE:
        return MADE[chosen](saved, answer_rows(site, text), values)
    if chosen == media.JSON and any(name in request.args for name in OPTIONS):
        return conditional(plain_json(saved, answer_rows(site, text), values), "rows")
    answer = site.store.query(text, result=chosen, limits=limits_of(site.settings))
    return conditional(send_answer(answer, chosen), chosen.name)


def table_for_people(site: Site, name: str, text: str) -> Response:
    """Return an answer as CSV for people, flagged where it is cut."""
    answer = site.store.query(text, result=media.CSV, limits=limits_of(site.settings))
    response = send_csv(name, people_rows(rows_of(answer)))
    if answer.is_cut:
        response.headers["Hamkor-Cut"] = f"after={site.settings.query_rows}"
    return response


def people_rows(found: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return the rows of an answer with titles and values in the present language."""
    head, *body = found or [[]]
    return [
        [*map(heading, head)],
        *([value_words(name, text) for name, text in zip(head, row, strict=True)] for row in body),
    ]


def offers_of(saved: SavedQuery) -> tuple[media.Format, ...]:
    """Return the formats of a query's answer."""
    return (*OFFERS, *(DATED if has_date(saved) else ()))


def saved_query(site: Site, name: str) -> SavedQuery:
    """Return a saved query. Raises `NotFound`, with the reason of a broken one."""
    saved = site.queries.get(name)
    if isinstance(saved, SavedQuery):
        return saved
    reason = saved.reason if saved else gettext("there is no saved query %(name)s", name=name)
    raise NotFound(reason, remedy=gettext("/queries lists them."))


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
            gettext("the answer has more than %(most)s rows", most=f"{most:,}"),
            remedy=gettext("Ask for less."),
            limit=most,
        )
    return rows_of(answer)


def rows_of(answer: Answer) -> list[list[str]]:
    """Return the rows of an answer in CSV."""
    csv.field_size_limit(LONGEST_FIELD)
    return list(csv.reader(io.StringIO(answer.body.decode(), newline="")))


def say_problem(saved: SavedQuery, values: Mapping[str, str], error: HamkorError) -> str:
    """Return an error of a page; of a value of a parameter, in the present language."""
    asked = next((one for one in saved.parameters if one.name == error.where), None)
    if asked is None:
        return str(error)
    given = shorten(values.get(asked.name, ""), 40)
    detail = (
        gettext('"%(given)s" is not a value of type %(kind)s', given=given, kind=asked.type)
        if given
        else gettext("a value is needed")
    )
    return f"{asked.name}: {detail}. {gettext('For example: %(example)s.', example=asked.example)}"


def query_page(site: Site, saved: SavedQuery, values: dict[str, str]) -> Response:
    """Return the page of a saved query: its form, its answer, its text."""
    problem, status, text = "", 200, saved.text
    found: list[list[str]] = [[]]
    try:
        text = bind(saved, values, site.iris)
        found = answer_rows(site, text)
    except HamkorError as error:
        problem, status = say_problem(saved, values, error), error.status
    html = render_template(
        "queries/query.html", query=saved, values=values, problem=problem, text=text,
        head=found[0], rows=found[1:], page_path=site.iris.page_path,
        title=saved.title_in(current_language()),
        offers=[form for form in offers_of(saved) if form != media.HTML],
    )  # fmt: skip
    response = page(html)
    if status != 200:
        response.status_code = status
    return response
