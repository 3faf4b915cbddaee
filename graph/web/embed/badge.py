"""Badge and card of a thing, drawn as pictures that other sites show.

Nothing here sets a cookie or counts readers.
"""

from flask import Blueprint, Response, render_template

from ...iris import KINDS
from ...text import shorten
from ..http import PICTURE, conditional, current_language, the_site
from ..pages import find_thing
from .cards import card_of

__all__ = ["blueprint"]

blueprint = Blueprint("badge", __name__)

KIND = f"<any({','.join(KINDS)}):kind>"
SVG = "image/svg+xml"


@blueprint.get(f"/badge/{KIND}/<slug>.svg")
def badge(kind: str, slug: str) -> Response:
    """Draw a thing as a badge of one line."""
    site = the_site()
    card = card_of(site, kind, find_thing(site, kind, slug), current_language())
    return picture(render_template("embed/badge.svg", card=card, width=text_width))


@blueprint.get(f"/card/{KIND}/<slug>.svg")
def card_picture(kind: str, slug: str) -> Response:
    """Draw a thing as a card."""
    site = the_site()
    card = card_of(site, kind, find_thing(site, kind, slug), current_language())
    return picture(render_template("embed/card.svg", card=card, short=shorten))


def text_width(text: str) -> int:
    """Return about how many pixels a text is wide at eleven pixels of height."""
    return round(sum(4 if letter in "iljtf.,:'ʻ I" else 7.2 for letter in text))


def picture(svg: str) -> Response:
    """Return a picture that other sites may show."""
    response = Response(svg, mimetype=SVG)
    response.headers["Content-Security-Policy"] = PICTURE
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return conditional(response, "svg")
