"""oEmbed: the frame of a page of ours, by the address of the page (https://oembed.com)."""

import json
from urllib.parse import urlsplit

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext
from pyoxigraph import NamedNode

from ...errors import NotFound, NotOffered, UsageError
from ...iris import KINDS
from ...saved import SavedQuery
from ...text import shorten
from ..http import Site, address, current_language, number_of, the_site
from ..pages import HEIGHT, WIDTH, find_thing

__all__ = ["blueprint"]

blueprint = Blueprint("oembed", __name__)

#: Pixels of width and height at most.
LARGEST = 99_999


@blueprint.get("/oembed")
def oembed() -> Response:
    """Answer oEmbed (https://oembed.com): the frame of a page of ours, as JSON or XML."""
    wanted = request.args.get("format", "json")
    if wanted not in ("json", "xml"):
        detail = gettext('the format "%(given)s" is not offered', given=shorten(wanted, 40))
        raise NotOffered(detail, remedy="json, xml.")
    url = request.args.get("url", "")
    if not url:
        raise UsageError(gettext("the address to embed is missing"), where="url")
    source, title = find_embedded(the_site(), url)
    width, height = (
        min(own, number_of(name, own, least=1, most=LARGEST))
        for name, own in (("maxwidth", WIDTH), ("maxheight", HEIGHT))
    )
    html = render_template(
        "embed/iframe.html", source=source, title=title, width=width, height=height
    )
    found = {
        "version": "1.0", "type": "rich", "provider_name": "Hamkor", "provider_url": address("/"),
        "title": title, "html": html.strip(), "width": width, "height": height, "cache_age": 3600,
    }  # fmt: skip
    if wanted == "json":
        return Response(json.dumps(found, ensure_ascii=False), mimetype="application/json")
    return Response(render_template("embed/oembed.xml", found=found), mimetype="text/xml")


def find_embedded(site: Site, url: str) -> tuple[str, str]:
    """Return address and title of the frame for a page, a thing or a saved query of ours.

    Raises `NotFound` for what is not ours.
    """
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise NotFound(gettext("this address is none of ours"), where=shorten(url, 200)) from error
    own = {urlsplit(one).netloc for one in (address("/"), site.iris.base)}
    _, *steps = parts.path.rstrip("/").split("/")
    steps = steps[1:] if steps[:1] == ["id"] else steps
    if parts.scheme not in ("http", "https") or parts.netloc not in own or len(steps) != 2:
        raise not_ours(url)
    kind, slug = steps
    language = current_language()
    saved = site.queries.get(slug)
    if kind == "queries" and isinstance(saved, SavedQuery):
        query = f"?{parts.query}" if parts.query else ""
        return address(f"/embed/query/{slug}{query}"), saved.title_in(language)
    if kind not in KINDS:
        raise not_ours(url)
    node: NamedNode = find_thing(site, kind, slug)
    return address(f"/embed/{kind}/{slug}"), site.words.label(node.value, language)


def not_ours(url: str) -> NotFound:
    """Return the error of an address that is not ours."""
    return NotFound(gettext("this address is none of ours"), where=shorten(url, 200))
