"""Embedding: badge and card as pictures, a frame by oEmbed, a custom element, answers of queries.

Nothing here sets a cookie or counts anybody; only these paths may be framed by other sites.
"""

import json
from urllib.parse import urlsplit

from flask import Blueprint, Response, render_template, request
from pyoxigraph import NamedNode

from ..errors import NotFound, NotOffered, UsageError
from ..iris import KINDS
from ..saved_queries import SavedQuery, bind
from .answers import address, conditional, number_of
from .cards import card_of
from .charts import chart_of, map_of, table_of
from .entities import known_thing
from .i18n import language
from .queries import answer_rows, saved_query
from .site import Site, the_site
from .snippets import HEIGHT, WIDTH

__all__ = ["blueprint"]

blueprint = Blueprint("embed", __name__)

KIND = f"<any({','.join(KINDS)}):kind>"
FRAMED = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; frame-ancestors *"
)
#: A picture may not load anything; its own style is a part of it.
PICTURE = "default-src 'none'; style-src 'unsafe-inline'"
SVG = "image/svg+xml"
VIEWS = {"table": table_of, "chart": chart_of, "map": map_of}
#: Rows of a frame; pixels that somebody may ask for.
ROWS, LARGEST = 200, 99_999


def framed(html: str) -> Response:
    """Return a page that other sites may put into a frame."""
    response = Response(html, mimetype="text/html")
    response.headers["Content-Security-Policy"] = FRAMED
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return conditional(response, "embed")


def picture(svg: str) -> Response:
    """Return a picture that other sites may show."""
    response = Response(svg, mimetype=SVG)
    response.headers["Content-Security-Policy"] = PICTURE
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return conditional(response, "svg")


@blueprint.get(f"/badge/{KIND}/<slug>.svg")
def badge(kind: str, slug: str) -> Response:
    """Draw a thing as a badge of one line."""
    site = the_site()
    card = card_of(site, kind, known_thing(site, kind, slug), language())
    return picture(render_template("badge.svg", card=card, width=wide))


@blueprint.get(f"/card/{KIND}/<slug>.svg")
def card_picture(kind: str, slug: str) -> Response:
    """Draw a thing as a card."""
    site = the_site()
    card = card_of(site, kind, known_thing(site, kind, slug), language())
    return picture(render_template("card.svg", card=card, short=shortened))


def wide(text: str) -> int:
    """Return about how many pixels a text is wide at eleven pixels of height."""
    return round(sum(4 if letter in "iljtf.,:'ʻ I" else 7.2 for letter in text))


def shortened(text: str, most: int = 52) -> str:
    """Return a text with what is too much of it left out."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


@blueprint.get(f"/embed/{KIND}/<slug>")
def frame(kind: str, slug: str) -> Response:
    """Show a thing as a card in a frame of another site."""
    site = the_site()
    node = known_thing(site, kind, slug)
    return framed(render_template("embed.html", card=card_of(site, kind, node, language())))


@blueprint.get(f"/embed/{KIND}/<slug>.json")
def card_data(kind: str, slug: str) -> Response:
    """Give the card of a thing as JSON, for the custom element."""
    site = the_site()
    card = card_of(site, kind, known_thing(site, kind, slug), language())
    body = json.dumps(card.as_dict(), ensure_ascii=False)
    return conditional(Response(body, mimetype="application/json"), "card")


@blueprint.get("/embed/query/<name>")
def query_frame(name: str) -> Response:
    """Show the answer of a saved query as a table, a chart or a map in a frame of another site."""
    site = the_site()
    saved = saved_query(site, name)
    view = request.args.get("view", "table")
    if view not in VIEWS:
        raise UsageError(f'"{view}" is no view', where="view", remedy=f"It is {', '.join(VIEWS)}.")
    values = {key: value for key, value in request.args.items() if key not in ("view", "lang")}
    head, *rows = answer_rows(site, bind(saved, values, site.iris)) or [[]]
    figure = VIEWS[view](saved, rows[:ROWS])
    html = render_template(
        "embed_query.html", title=saved.titled(language()), head=head,
        rows=rows[:ROWS], left=max(0, len(rows) - ROWS), figure=figure,
        page_path=site.iris.page_path, url=address(f"/queries/{name}"),
    )  # fmt: skip
    return framed(html)


@blueprint.get("/oembed")
def oembed() -> Response:
    """Answer oEmbed (https://oembed.com): the frame of a page of ours, as JSON or XML."""
    wanted = request.args.get("format", "json")
    if wanted not in ("json", "xml"):
        raise NotOffered(f'the format "{wanted}" is not offered', remedy="json or xml.")
    url = request.args.get("url", "")
    if not url:
        raise UsageError("the address to embed is missing", where="url")
    source, title = embedded(the_site(), url)
    width, height = (
        min(own, number_of(name, own, least=1, most=LARGEST))
        for name, own in (("maxwidth", WIDTH), ("maxheight", HEIGHT))
    )
    html = render_template("iframe.html", source=source, title=title, width=width, height=height)
    found = {
        "version": "1.0", "type": "rich", "provider_name": "Hamkor", "provider_url": address("/"),
        "title": title, "html": html.strip(), "width": width, "height": height, "cache_age": 3600,
    }  # fmt: skip
    if wanted == "json":
        return Response(json.dumps(found, ensure_ascii=False), mimetype="application/json")
    return Response(render_template("oembed.xml", found=found), mimetype="text/xml")


def embedded(site: Site, url: str) -> tuple[str, str]:
    """Return address and title of the frame for a page, a thing or a saved query of ours.

    Raises `NotFound` for what is not ours.
    """
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise NotFound("this address is none of ours", where=url[:200]) from error
    own = {urlsplit(one).netloc for one in (address("/"), site.iris.base)}
    _, *steps = parts.path.split("/")
    steps = steps[1:] if steps[:1] == ["id"] else steps
    if parts.scheme not in ("http", "https") or parts.netloc not in own or len(steps) != 2:
        raise NotFound("this address is none of ours", where=url[:200])
    kind, slug = steps
    tongue = language()
    saved = site.queries.get(slug)
    if kind == "queries" and isinstance(saved, SavedQuery):
        query = f"?{parts.query}" if parts.query else ""
        return address(f"/embed/query/{slug}{query}"), saved.titled(tongue)
    if kind not in KINDS:
        raise NotFound("this address is none of ours", where=url[:200])
    node: NamedNode = known_thing(site, kind, slug)
    return address(f"/embed/{kind}/{slug}"), site.words.label(node.value, tongue)
