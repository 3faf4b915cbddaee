"""`/sparql`: SPARQL 1.1 Protocol, query by GET and POST, and a form for people."""

import csv
import io

from flask import Blueprint, Response, render_template, request

from .. import media
from ..errors import HamkorError, UsageError
from ..saved_queries import SavedQuery
from ..sparql import QueryForm, check_length, check_query
from ..store import Dataset
from .answers import conditional, page, prefers_page
from .site import the_site

__all__ = ["blueprint"]

blueprint = Blueprint("sparql", __name__)

OFFERS = {
    QueryForm.SELECT: media.RESULT_FORMATS,
    QueryForm.ASK: (media.JSON, media.XML),
    QueryForm.CONSTRUCT: media.GRAPH_FORMATS,
    QueryForm.DESCRIBE: media.GRAPH_FORMATS,
}
SHOWN_ROWS = 1000
DIRECT, FORM = "application/sparql-query", "application/x-www-form-urlencoded"


@blueprint.route("/sparql", methods=["GET", "POST"])
def endpoint() -> Response:
    """Answer a query, or show the form where there is none."""
    values, text = asked()
    wants_html = prefers_page() and "format" not in values
    if text is None and not wants_html:
        raise UsageError("there is no query", remedy="Send ?query= or a POST body.")
    if wants_html:
        return form_page(text, values)
    return machine_answer(text or "", values)


def asked() -> tuple[dict[str, list[str]], str | None]:
    """Return the parameters and the query of a request (SPARQL 1.1 Protocol, section 2.1).

    Raises `UsageError` for more than one query and for bodies of another kind.
    """
    if request.method != "POST":
        return request.args.to_dict(flat=False), single(request.args.to_dict(flat=False))
    kind = request.mimetype.lower()
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if charset not in ("utf-8", "utf8"):
        raise UsageError(f"bodies are read in UTF-8, not {charset}")
    if kind == DIRECT:
        return request.args.to_dict(flat=False), utf8(request.get_data())
    if kind == FORM:
        utf8(request.get_data(cache=True))
        return request.form.to_dict(flat=False), single(request.form.to_dict(flat=False))
    raise UsageError(f'bodies of type "{kind}" are not read', remedy=f"Send {FORM} or {DIRECT}.")


def single(values: dict[str, list[str]]) -> str | None:
    """Return the one query; None where there is none."""
    found = values.get("query", [])
    if len(found) > 1:
        raise UsageError("there is more than one query")
    if found and not found[0].strip():
        raise UsageError("the query is empty")
    return found[0] if found else None


def utf8(body: bytes) -> str:
    """Return the text of a body."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(f"the body is not UTF-8 (byte {error.start})") from error


def dataset_of(values: dict[str, list[str]]) -> Dataset:
    """Return the dataset that a request names (section 2.1.4)."""
    default, named = values.get("default-graph-uri"), values.get("named-graph-uri")
    for iri in (*(default or ()), *(named or ())):
        if ":" not in iri or any(c in iri for c in '<>"{}|\\^` '):
            raise UsageError(f'"{iri}" is not an absolute IRI')
    if default is None and named is None:
        return Dataset()
    return Dataset(tuple(default or ()), tuple(named or ()))


def machine_answer(text: str, values: dict[str, list[str]]) -> Response:
    """Answer in a format of results or of RDF."""
    site = the_site()
    check_length(text)
    offers = OFFERS[check_query(text)]
    wanted = values.get("format", [""])[0]
    result = next((offer for offer in offers if offer.name == wanted), None)
    result = result or media.negotiate(request.headers.get("Accept"), offers)
    answer = site.store.query(
        text, dataset=dataset_of(values), result=result, deadline_s=site.settings.deadline_s
    )
    response = Response(answer.body, content_type=content_type(result))
    return conditional(response, result.name) if request.method != "POST" else response


def content_type(result: media.Format) -> str:
    """Return the media type with its charset where it has one."""
    is_text = result.media_type.startswith("text/")
    return f"{result.media_type}; charset=utf-8" if is_text else result.media_type


def form_page(text: str | None, values: dict[str, list[str]]) -> Response:
    """Show the form, with the answer or the reason why there is none."""
    site = the_site()
    head, rows = list[str](), list[list[str]]()
    raw, problem, status = "", "", 200
    if text is not None:
        try:
            head, rows, raw = shown(text, dataset_of(values))
        except HamkorError as error:
            problem, status = str(error), error.status
    examples = [query for query in site.queries.values() if isinstance(query, SavedQuery)]
    html = render_template(
        "sparql.html", text=text or "", head=head, rows=rows[:SHOWN_ROWS], count=len(rows),
        raw=raw, problem=problem, asked=text is not None, examples=examples[:6],
        page_path=site.iris.page_path,
    )  # fmt: skip
    response = page(html)
    response.status_code = status if status != 200 else response.status_code
    return response


def shown(text: str, dataset: Dataset) -> tuple[list[str], list[list[str]], str]:
    """Return head and rows of a SELECT, or the text of any other answer."""
    site = the_site()
    check_length(text)
    form = check_query(text)
    result = {QueryForm.SELECT: media.CSV, QueryForm.ASK: media.JSON}.get(form, media.TURTLE)
    limit = site.settings.deadline_s
    body = site.store.query(text, dataset=dataset, result=result, deadline_s=limit).body.decode()
    if form is not QueryForm.SELECT:
        return [], [], body
    rows = list(csv.reader(io.StringIO(body)))
    return rows[0] if rows else [], rows[1:], ""
