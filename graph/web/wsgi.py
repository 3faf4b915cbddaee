"""The guard before Flask: bodies that are cut, unmeasured, too long or too slow reach no view.

granian hands over what arrived of a cut upload as if it were all, and Werkzeug trusts the
server's word that the input ends by itself; without that word it compares with Content-Length.
"""

from collections.abc import Callable, Iterable
from tempfile import SpooledTemporaryFile
from typing import Any

from .body import Bodies, TooSlow, Waiting
from .problem import MEDIA_TYPE, problem

__all__ = ["MAX_URL", "REFUSALS", "Guard"]

MAX_URL = 16 * 1024
#: The statuses of what is refused here, with their titles.
REFUSALS = {
    400: "Bad Request", 408: "Request Timeout", 411: "Length Required", 413: "Content Too Large",
    414: "URI Too Long", 415: "Unsupported Media Type", 503: "Service Unavailable",
}  # fmt: skip

Refusal = tuple[int, str]
App = Callable[[dict[str, Any], Any], Iterable[bytes]]


class Guard:
    """A WSGI middleware that refuses requests which cannot be answered truthfully."""

    def __init__(self, app: App, max_body: int, bodies: Bodies) -> None:
        """Stand before `app`; a body may have `max_body` bytes and comes by `bodies`."""
        self._app, self._max_body, self._bodies = app, max_body, bodies

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Pass a request on, or refuse it."""
        refusal = refuse(environ, self._max_body) or self._receive(environ)
        if refusal is not None:
            status, words = refusal
            title = REFUSALS[status]
            body = problem(status, title, words)
            headers = [("Content-Type", MEDIA_TYPE), ("Connection", "close"),
                       ("Content-Length", str(len(body)))]  # fmt: skip
            headers += [("Retry-After", "1")] if status == 503 else []
            start_response(f"{status} {title}", headers)
            return [body]
        environ.pop("wsgi.input_terminated", None)
        try:
            return self._app(environ, start_response)
        finally:
            if isinstance(body := environ["wsgi.input"], SpooledTemporaryFile):
                body.close()

    def _receive(self, environ: dict[str, Any]) -> Refusal | None:
        """Put the body in the place of the connection; say why where it does not come."""
        length = int(environ.get("CONTENT_LENGTH") or "0")
        try:
            if length:
                environ["wsgi.input"] = self._bodies.received(environ["wsgi.input"], length)
        except TooSlow:
            return 408, "the body did not come in time"
        except Waiting:
            return 503, "too many bodies come slowly; send yours at once"
        return None


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
