"""Answers with their validators: an ETag of version, language and format, and 304."""

import hashlib
from collections.abc import Sequence

from flask import Response, request

from .. import media
from .i18n import language
from .site import the_site

__all__ = ["chosen_format", "conditional", "page", "prefers_page"]


def conditional(response: Response, name: str) -> Response:
    """Give a response its ETag; answer 304 where the client has it."""
    parts = (the_site().store.version(), language(), name, request.full_path)
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
