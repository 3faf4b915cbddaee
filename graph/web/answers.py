"""Answers with their validators: an ETag of version, language and format, and 304."""

import hashlib
import os
from collections.abc import Sequence
from datetime import UTC, datetime

from flask import Response, request
from werkzeug.wsgi import FileWrapper

from .. import media
from ..errors import UsageError
from ..store import Answer
from .i18n import language
from .site import the_site

__all__ = [
    "address", "chosen_format", "conditional", "content_type", "number_of", "page", "prefers_page",
    "private", "sent",
]  # fmt: skip

PIECE = 64 * 1024


def conditional(response: Response, name: str) -> Response:
    """Give a response its ETag; answer 304 where the client has it.

    The day is a part of it: what is in force today may have ended tomorrow.
    """
    today = datetime.now(UTC).date().isoformat()
    parts = (the_site().store.version(), today, language(), name, request.full_path)
    response.set_etag(hashlib.sha256("\n".join(parts).encode()).hexdigest()[:20])
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Content-Language"] = language()
    response.make_conditional(request)
    return response


def page(html: str, links: Sequence[str] = ()) -> Response:
    """Return an HTML page with its Link headers."""
    response = Response(html, mimetype=media.HTML.media_type)
    for link in links:
        response.headers.add("Link", link)
    return conditional(response, "html")


def number_of(name: str, default: int, *, least: int = 0, most: int) -> int:
    """Return a number of the address. Raises `UsageError` for anything that is not in bounds."""
    written = request.args.get(name, "")
    is_number = written.isascii() and written.isdecimal() and len(written) <= len(str(most))
    if written and not (is_number and least <= int(written) <= most):
        detail = f'"{written[:20]}" is no number from {least} to {most:,}'
        raise UsageError(detail, where=name)
    return int(written) if written else default


def address(path: str) -> str:
    """Return the absolute address of one of our paths, as clients see this service."""
    root = the_site().settings.public_url or request.url_root
    return f"{root.rstrip('/')}{path}"


def private(html: str, status: int = 200) -> Response:
    """Return a page for one reader, which nobody keeps."""
    response = Response(html, status, mimetype=media.HTML.media_type)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Language"] = language()
    return response


def chosen_format(suffix: str, offers: Sequence[media.Format]) -> media.Format:
    """Return the format that a suffix names, else the one that the Accept header prefers."""
    by_suffix = {offer.name: offer for offer in offers}
    if suffix:
        return by_suffix[suffix]
    return media.negotiate(request.headers.get("Accept"), offers)


def prefers_page() -> bool:
    """Say whether the client prefers a page: it names HTML, and nothing of data before it."""
    wanted = media.ranges(request.headers.get("Accept", ""))
    html = max(media.quality(wanted, media.HTML.media_type), 0)
    return any(name == "text/html" for name, _ in wanted) and html >= media.quality(
        wanted, media.JSON.media_type
    )


def content_type(result: media.Format) -> str:
    """Return the media type with its charset where it has one."""
    is_text = result.media_type.startswith("text/")
    return f"{result.media_type}; charset=utf-8" if is_text else result.media_type


def sent(answer: Answer, result: media.Format) -> Response:
    """Return an answer with its exact length, flagged where it is cut; a long one from its file."""
    content, kind = answer.content, content_type(result)
    if isinstance(content, bytes):
        response = Response(content, content_type=kind)
    else:
        length = content.seek(0, os.SEEK_END)
        content.seek(0)
        response = Response(FileWrapper(content, PIECE), content_type=kind)
        response.content_length = length
    if answer.is_cut:
        response.headers["Hamkor-Cut"] = f"after={the_site().settings.query_rows}"
    return response
