"""The guard before Flask: requests that cannot be answered truthfully reach no view.

A refusal is a problem (RFC 9457).
"""

import json
from collections.abc import Callable, Iterable
from typing import Any

__all__ = [
    "MAX_URL", "MEDIA_TYPE", "REFUSALS", "App", "Guard", "Refusal", "describe_refusal", "problem",
    "refuse",
]  # fmt: skip

MAX_URL = 16 * 1024
#: The statuses of what is refused before a view is asked, with their titles.
REFUSALS = {
    400: "Bad Request", 408: "Request Timeout", 411: "Length Required", 413: "Content Too Large",
    414: "URI Too Long", 415: "Unsupported Media Type", 503: "Service Unavailable",
    507: "Insufficient Storage",
}  # fmt: skip

#: Status and words.
Refusal = tuple[int, str]
App = Callable[[dict[str, Any], Any], Iterable[bytes]]


class Guard:
    """A WSGI middleware that refuses what no view may see, whichever server it runs in."""

    def __init__(self, app: App, max_body: int) -> None:
        """Stand before `app`; a body may have `max_body` bytes."""
        self._app, self._max_body = app, max_body

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Pass a request on, or refuse it."""
        refusal = refuse(environ, self._max_body)
        if refusal is None:
            # Werkzeug compares a body with its Content-Length where the server does not vouch.
            environ.pop("wsgi.input_terminated", None)
            return self._app(environ, start_response)
        status, headers, body = describe_refusal(refusal)
        start_response(f"{status} {REFUSALS[status]}", headers)
        return [body]


def describe_refusal(refusal: Refusal) -> tuple[int, list[tuple[str, str]], bytes]:
    """Return status, headers and body of a refusal, which ends the connection."""
    status, words = refusal
    body = problem(status, REFUSALS[status], words)
    headers = [("Content-Type", MEDIA_TYPE), ("Connection", "close"),
               ("Content-Length", str(len(body)))]  # fmt: skip
    return status, headers + [("Retry-After", "1")] * (status == 503), body


def refuse(environ: dict[str, Any], max_body: int) -> Refusal | None:
    """Return status and words for a request that is refused, None for one that is not."""
    length = environ.get("CONTENT_LENGTH") or "0"
    target = len(environ.get("PATH_INFO", "")) + len(environ.get("QUERY_STRING", ""))
    if environ.get("HTTP_CONTENT_ENCODING", "identity").lower() != "identity":
        return 415, "send the body as it is, not compressed"
    if "HTTP_CONTENT_LENGTH" in environ or "HTTP_CONTENT_TYPE" in environ:
        return 400, "a header of the body is written with _"
    if "," in length or "," in environ.get("HTTP_HOST", ""):
        return 400, "a header that may stand once stands twice"
    if "HTTP_TRANSFER_ENCODING" in environ:
        return 411, "send the body with a Content-Length"
    if not (length.isascii() and length.isdecimal()):
        return 400, "Content-Length is not a number"
    if int(length) > max_body:
        return 413, f"a body may have {max_body} bytes"
    if target > MAX_URL:
        return 414, f"an address may have {MAX_URL} characters; use POST"
    return None


MEDIA_TYPE = "application/problem+json"


def problem(status: int, title: str, detail: str, limit: float | None = None) -> bytes:
    """Return the JSON of a problem (RFC 9457, section 3); `limit` is a member of our own."""
    members = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    told = members if limit is None else {**members, "limit": limit}
    return json.dumps(told, ensure_ascii=False).encode()
