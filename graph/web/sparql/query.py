"""`/sparql` and `/update`: SPARQL 1.1 Protocol, and a form for people."""

from urllib.parse import urlencode

from flask import Blueprint, Response, request

from ... import media
from ...errors import TooLarge, UsageError
from ...sparql import QueryForm, check_length, check_query, replace_mirrors, skip_rows
from ...store import Dataset, Role, Update
from ..http import conditional, prefers_page, require_writer, send_answer, the_site
from .description import service_description
from .page import form_page
from .protocol import FORMATS, OFFERS, dataset_of, limits_of, named_format, parse_request
from .writes import write_and_answer

__all__ = ["USING", "blueprint"]

blueprint = Blueprint("sparql", __name__)

USING = ("using-graph-uri", "using-named-graph-uri")


@blueprint.route("/sparql", methods=["GET", "POST", "QUERY"])
def endpoint() -> Response:
    """Answer a query; where there is none, describe the service, or show the form to people."""
    values, text = parse_request("query")
    wants_html = prefers_page() and not any(name in values for name in FORMATS)
    if wants_html:
        return form_page(text, values)
    if text is None and request.method in ("GET", "HEAD") and not values:
        return service_description()
    if text is None:
        raise UsageError("there is no query", remedy="Send ?query= or a POST body.")
    return machine_answer(text, values)


@blueprint.post("/update")
def update() -> Response:
    """Apply an update request, all of it or nothing (section 2.2)."""
    who = require_writer(Role.editor)
    values, text = parse_request("update")
    if text is None:
        raise UsageError("there is no update", remedy="Send update= in a form, or a POST body.")
    most = the_site().settings.max_body
    if len(text) > most:
        raise TooLarge(f"an update may have {most:,} bytes", limit=most)
    return write_and_answer(Update(text, dataset_of(values, USING)), who)


def machine_answer(text: str, values: dict[str, list[str]]) -> Response:
    """Answer in a format of results or of RDF."""
    site = the_site()
    check_length(text)
    dataset = dataset_of(values)
    plain = replace_mirrors(text, site.mirrors, dataset != Dataset())
    form = check_query(plain)
    named = named_format(values, OFFERS[form])
    result = named or media.negotiate(request.headers.get("Accept"), OFFERS[form])
    rest = rest_of(text, values) if form is QueryForm.SELECT else ""
    answer = site.store.query(
        plain, dataset=dataset, result=result, limits=limits_of(site.settings, rest)
    )
    response = send_answer(answer, result)
    if answer.is_cut and rest:
        response.headers.add("Link", f'<{rest}>; rel="next"')
    return conditional(response, result.name) if request.method in ("GET", "HEAD") else response


def rest_of(text: str, values: dict[str, list[str]]) -> str:
    """Return the address of what follows the rows that one answer may have."""
    rows = the_site().settings.query_rows
    following_values = {**values, "query": skip_rows(text, rows)} if rows else {}
    return f"{request.base_url}?{urlencode(following_values, doseq=True)}" if rows else ""
