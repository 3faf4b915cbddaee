"""Headers that every answer has: what a page may do, who may read data, what it varies with."""

from flask import Flask, Response, request

__all__ = ["init_app"]

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
FIXED = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
}
#: Reading is open to every site and never carries a credential; writing is for no other site.
READING = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Hamkor-Cut, Link, Location, Retry-After",
}
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, QUERY, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Content-Type, If-None-Match, Prefer",
    "Access-Control-Max-Age": "86400",
}
WRITING_PATHS = ("/update", "/store", "/link", "/login", "/logout", "/correct")


def finish(response: Response) -> Response:
    """Add the headers."""
    for name, value in (FIXED | (READING if is_reading() else {})).items():
        response.headers.setdefault(name, value)
    if request.method == "OPTIONS" and is_reading():
        response.headers.extend(PREFLIGHT)
    if request.endpoint != "static":
        response.vary.update(["Accept", "Accept-Language"])
    return response


def is_reading() -> bool:
    """Say whether a request can only read."""
    is_safe = request.method in ("GET", "HEAD", "OPTIONS", "QUERY")
    return is_safe or not request.path.startswith(WRITING_PATHS)


def init_app(app: Flask) -> None:
    """Add the headers to every answer of an application."""
    app.after_request(finish)
