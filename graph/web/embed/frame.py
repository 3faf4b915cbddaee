"""Frames: a thing's card or a saved query's answer as a page that other sites put into a frame.

Nothing here sets a cookie or counts readers; only these paths may be framed by other sites.
"""

import json

from flask import Blueprint, Response, render_template, request

from ...iris import KINDS
from ...saved import bind
from ..http import (
    FRAMED,
    address,
    check_value,
    conditional,
    current_language,
    own_parameters,
    the_site,
)
from ..pages import find_thing
from ..pictures import chart_of, map_of, table_of
from ..queries import answer_rows, saved_query
from .cards import card_of

__all__ = ["blueprint"]

blueprint = Blueprint("frame", __name__)

KIND = f"<any({','.join(KINDS)}):kind>"
VIEWS = {"table": table_of, "chart": chart_of, "map": map_of}
#: Rows of a frame.
ROWS = 200


@blueprint.get(f"/embed/{KIND}/<slug>")
def frame(kind: str, slug: str) -> Response:
    """Show a thing as a card in a frame of another site."""
    site = the_site()
    node = find_thing(site, kind, slug)
    return allow_frame(
        render_template("embed/thing.html", card=card_of(site, kind, node, current_language()))
    )


@blueprint.get(f"/embed/{KIND}/<slug>.json")
def card_data(kind: str, slug: str) -> Response:
    """Give the card of a thing as JSON, for the custom element."""
    site = the_site()
    card = card_of(site, kind, find_thing(site, kind, slug), current_language())
    body = json.dumps(card.as_dict(), ensure_ascii=False)
    return conditional(Response(body, mimetype="application/json"), "card")


@blueprint.get("/embed/query/<name>")
def query_frame(name: str) -> Response:
    """Show the answer of a saved query as a table, a chart or a map in a frame of another site."""
    site = the_site()
    saved = saved_query(site, name)
    view = request.args.get("view", "table")
    check_value("view", view, VIEWS)
    values = own_parameters("view")
    head, *rows = answer_rows(site, bind(saved, values, site.iris)) or [[]]
    figure = VIEWS[view](saved, rows[:ROWS])
    html = render_template(
        "embed/query.html", title=saved.title_in(current_language()), head=head,
        rows=rows[:ROWS], left=max(0, len(rows) - ROWS), figure=figure,
        page_path=site.iris.page_path, url=address(f"/queries/{name}"),
    )  # fmt: skip
    return allow_frame(html)


def allow_frame(html: str) -> Response:
    """Return a page that other sites may put into a frame."""
    response = Response(html, mimetype="text/html")
    response.headers["Content-Security-Policy"] = FRAMED
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return conditional(response, "embed")
