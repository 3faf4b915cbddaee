"""Headers that every answer has: what a page may do, who may read data, what it varies with."""

import re

from flask import Flask, Response, request

from ... import media
from ...text import clean_xml
from .site import left_out, the_site

__all__ = ["FRAMED", "PICTURE", "init_app"]

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
#: What other sites may put into a frame.
FRAMED = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; frame-ancestors *"
)
#: A picture may not load anything; its own style is a part of it.
PICTURE = "default-src 'none'; style-src 'unsafe-inline'"
FIXED = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
}
#: Reading is open to every site and never carries a credential; writing is for no other site.
READING = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": (
        "ETag, Hamkor-Cut, Hamkor-Left-Out, Link, Location, Retry-After"
    ),
}
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, QUERY, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Content-Type, If-None-Match, Prefer",
    "Access-Control-Max-Age": "86400",
}
#: What stands in a page before a path of this site; within text its quotes are escaped.
LOCAL = re.compile(r'\b(?:href|src|action|formaction|data-[a-z]+)="(?=/(?!/))')
WRITING_PATHS = ("/update", "/store", "/link", "/login", "/logout", "/correct")


#: Data in XML: the store writes it so that it is readable, or refuses it.
DATA = (media.XML.media_type, media.RDFXML.media_type)


def finish(response: Response) -> Response:
    """Add the headers; take the type from what has no content; have XML be readable."""
    if response.status_code in (204, 304):
        response.headers.pop("Content-Type", None)
    elif response.mimetype == media.HTML.media_type and the_site().root:
        lead_below(response, the_site().root)
    elif (response.mimetype or "").endswith("xml") and response.mimetype not in DATA:
        clean_response(response)
    for name, value in (FIXED | (READING if is_reading() else {})).items():
        response.headers.setdefault(name, value)
    if left_out():
        response.headers["Hamkor-Left-Out"] = str(left_out())
    if request.method == "OPTIONS" and is_reading():
        response.headers.extend(PREFLIGHT)
    if request.endpoint != "static":
        response.vary.update(["Accept", "Accept-Language"])
    return response


def lead_below(response: Response, root: str) -> None:
    """Have the links of a page lead below the folder in which a proxy shows this site."""
    if not response.direct_passthrough:
        response.set_data(LOCAL.sub(rf"\g<0>{root}", response.get_data(as_text=True)))


def clean_response(response: Response) -> None:
    """Replace what XML 1.0 does not allow in XML for people (pictures, feeds, cards)."""
    if not response.direct_passthrough:
        text = response.get_data(as_text=True)
        if (readable := clean_xml(text)) != text:
            response.set_data(readable)


def is_reading() -> bool:
    """Say whether a request can only read."""
    is_safe = request.method in ("GET", "HEAD", "OPTIONS", "QUERY")
    return is_safe or not request.path.startswith(WRITING_PATHS)


def init_app(app: Flask) -> None:
    """Add the headers to every answer of an application."""
    app.after_request(finish)
