"""`/sparql` and `/update`: SPARQL 1.1 Protocol, and a form for people."""

from urllib.parse import urlencode

from flask import Blueprint, Response, request

from .. import media
from ..errors import TooLarge, UsageError
from ..sparql import QueryForm, check_length, check_query, following, with_mirrors
from ..store import Dataset, Role, Update
from .answers import conditional, prefers_page, sent
from .auth import writer
from .description import service_description
from .protocol import OFFERS, asked, dataset_of, limits_of
from .site import the_site
from .sparql_page import form_page
from .writes import written

__all__ = ["USING", "blueprint"]

blueprint = Blueprint("sparql", __name__)

USING = ("using-graph-uri", "using-named-graph-uri")


@blueprint.route("/sparql", methods=["GET", "POST", "QUERY"])
def endpoint() -> Response:
    """Answer a query; where there is none, describe the service, or show the form to people."""
    values, text = asked("query")
    wants_html = prefers_page() and "format" not in values
    if wants_html:
        return form_page(text, values)
    if text is None and request.method == "GET" and not values:
        return service_description()
    if text is None:
        raise UsageError("there is no query", remedy="Send ?query= or a POST body.")
    return machine_answer(text, values)


@blueprint.post("/update")
def update() -> Response:
    """Apply an update request, all of it or nothing (section 2.2)."""
    who = writer(Role.editor)
    values, text = asked("update")
    if text is None:
        raise UsageError("there is no update", remedy="Send update= in a form, or a POST body.")
    most = the_site().settings.max_body
    if len(text) > most:
        raise TooLarge(f"an update may have {most:,} bytes", limit=most)
    return written(Update(text, dataset_of(values, USING)), who)


def machine_answer(text: str, values: dict[str, list[str]]) -> Response:
    """Answer in a format of results or of RDF."""
    site = the_site()
    check_length(text)
    dataset = dataset_of(values)
    plain = with_mirrors(text, site.mirrors, dataset != Dataset())
    form = check_query(plain)
    wanted = values.get("format", [""])[0]
    result = next((offer for offer in OFFERS[form] if offer.name == wanted), None)
    result = result or media.negotiate(request.headers.get("Accept"), OFFERS[form])
    rest = rest_of(text, values) if form is QueryForm.SELECT else ""
    answer = site.store.query(
        plain, dataset=dataset, result=result, limits=limits_of(site.settings, rest)
    )
    response = sent(answer, result)
    if answer.is_cut and rest:
        response.headers.add("Link", f'<{rest}>; rel="next"')
    return conditional(response, result.name) if request.method == "GET" else response


def rest_of(text: str, values: dict[str, list[str]]) -> str:
    """Return the address of what follows the rows that one answer may have."""
    rows = the_site().settings.query_rows
    following_values = {**values, "query": following(text, rows)} if rows else {}
    return f"{request.base_url}?{urlencode(following_values, doseq=True)}" if rows else ""
