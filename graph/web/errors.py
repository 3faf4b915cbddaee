"""One error, two faces here: problem+json (RFC 9457) for programs, a page that helps for people."""

from flask import Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException

from .. import media
from ..errors import HamkorError, Unauthorized
from .answers import prefers_page
from .problem import MEDIA_TYPE, problem
from .site import the_site

__all__ = ["PROBLEM", "init_app"]

PROBLEM = media.Format("problem", MEDIA_TYPE, ("application/json",))


def answer(
    status: int, title: str, detail: str, headers: dict[str, str], limit: float | None = None
) -> Response:
    """Return the answer of an error in the face that the client wants."""
    if prefers_page():
        hits = the_site().index.search(request.path.rsplit("/", 1)[-1].replace("-", " "), 8)
        page = render_template("error.html", status=status, title=title, detail=detail, hits=hits)
        return Response(page, status, headers, mimetype="text/html")
    body = problem(status, title, detail, limit)
    return Response(body, status, headers, mimetype=PROBLEM.media_type)


def refused(error: HamkorError) -> Response:
    """Answer one of our own refusals."""
    headers = {"Retry-After": str(error.retry_after)} if error.retry_after else {}
    if isinstance(error, Unauthorized):
        headers["WWW-Authenticate"] = 'Bearer realm="hamkor"'
    return answer(error.status, error.title, str(error), headers, error.limit)


def http_error(error: HTTPException) -> Response:
    """Answer an error of HTTP, keeping its headers (Allow of a 405)."""
    kept = dict(error.get_headers())
    allow = {"Allow": kept["Allow"]} if "Allow" in kept else {}
    return answer(error.code or 500, error.name, error.description or error.name, allow)


def init_app(app: Flask) -> None:
    """Answer the errors of an application."""
    app.register_error_handler(HamkorError, refused)
    app.register_error_handler(HTTPException, http_error)
