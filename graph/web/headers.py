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
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Location",
}
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Content-Type, If-None-Match",
    "Access-Control-Max-Age": "86400",
}


def finish(response: Response) -> Response:
    """Add the headers. Reading is open to every site; nothing here reads a credential."""
    for name, value in FIXED.items():
        response.headers.setdefault(name, value)
    if request.method == "OPTIONS":
        response.headers.extend(PREFLIGHT)
    if request.endpoint != "static":
        response.vary.update(["Accept", "Accept-Language"])
    return response


def init_app(app: Flask) -> None:
    """Add the headers to every answer of an application."""
    app.after_request(finish)
