"""One error, four faces here: problem+json (RFC 9457) for programs, a page that helps for people,

a small page within a frame of another site, a picture where a picture was asked for.
"""

import sqlite3

from flask import Flask, Response, current_app, render_template, request
from flask_babel import gettext
from werkzeug.exceptions import HTTPException

from ... import media
from ...errors import DiskFull, HamkorError, Unauthorized
from ...store import describe_fault
from .answers import prefers_page
from .headers import FRAMED, PICTURE
from .i18n import current_language
from .site import the_site
from .wsgi import MEDIA_TYPE, problem

__all__ = ["PROBLEM", "init_app"]

PROBLEM = media.Format("problem", MEDIA_TYPE, ("application/json",))
SVG = "image/svg+xml"
#: Beginning and end of a path -> template, media type and policy of its errors; the first fits.
FACES = (
    ("/embed/", ".json", None),
    ("/embed/", "", ("http/error_frame.html", "text/html", FRAMED)),
    ("/reconcile/", "/preview", ("http/error_frame.html", "text/html", FRAMED)),
    ("/badge/", ".svg", ("http/error.svg", SVG, PICTURE)),
    ("/card/", ".svg", ("http/error.svg", SVG, PICTURE)),
)


def answer(
    status: int, title: str, detail: str, headers: dict[str, str], limit: float | None = None
) -> Response:
    """Return the answer of an error in the face that the client wants."""
    told = {"status": status, "title": gettext(title), "detail": detail}
    face = face_of(request.path)
    if face is not None and not wants_json():
        template, kind, policy = face
        shown = {**headers, "Content-Security-Policy": policy,
                 "Content-Language": current_language(),
                 "Cross-Origin-Resource-Policy": "cross-origin"}  # fmt: skip
        return Response(render_template(template, **told), status, shown, mimetype=kind)
    if prefers_page():
        hits = the_site().index.search(request.path.rsplit("/", 1)[-1].replace("-", " "), 8)
        page = render_template("http/error.html", hits=hits, **told)
        return Response(page, status, headers, mimetype="text/html")
    body = problem(status, title, detail, limit)
    return Response(body, status, headers, mimetype=PROBLEM.media_type)


def face_of(path: str) -> tuple[str, str, str] | None:
    """Return the face of errors of what is shown within other pages; None elsewhere."""
    fits = (face for start, end, face in FACES if path.startswith(start) and path.endswith(end))
    return next(fits, None)


def wants_json() -> bool:
    """Say whether the client names JSON, and no page or picture."""
    named = [name for name, _ in media.ranges(request.headers.get("Accept", ""))]
    is_json = any(name.endswith("json") for name in named)
    return is_json and not any(name.startswith(("text/html", "image/")) for name in named)


def answer_refusal(error: HamkorError) -> Response:
    """Answer one of our own refusals."""
    headers = {"Retry-After": str(error.retry_after)} if error.retry_after else {}
    if isinstance(error, Unauthorized):
        headers["WWW-Authenticate"] = 'Bearer realm="hamkor"'
    return answer(error.status, error.title, str(error), headers, error.limit)


def answer_fault(error: OSError | sqlite3.Error) -> Response:
    """Answer a fault of the disk in words; a fault of the program is raised again."""
    found = describe_fault(error, "")
    if isinstance(error, OSError) and not isinstance(found, DiskFull):
        raise error
    current_app.logger.error("%s: %s", type(error).__name__, error)
    return answer_refusal(found)


def http_error(error: HTTPException) -> Response:
    """Answer an error of HTTP, keeping its headers (Allow of a 405)."""
    kept = dict(error.get_headers())
    allow = {"Allow": kept["Allow"]} if "Allow" in kept else {}
    words = error.description or error.name
    return answer(
        error.code or 500, error.name, gettext(words) if is_fixed(error) else words, allow
    )


def is_fixed(error: HTTPException) -> bool:
    """Say whether an error has the words of its kind, which the catalogues have."""
    return error.description == type(error).description


def init_app(app: Flask) -> None:
    """Answer the errors of an application."""
    app.register_error_handler(HamkorError, answer_refusal)
    app.register_error_handler(HTTPException, http_error)
    for fault in (OSError, sqlite3.Error):
        app.register_error_handler(fault, answer_fault)
