"""What an editor pastes into another page to show a thing there."""

from collections.abc import Mapping, Sequence

from flask import render_template

from .answers import address
from .i18n import language

__all__ = ["HEIGHT", "WIDTH", "snippets"]

#: Width and height of a frame in pixels; the height follows the content where a script may run.
WIDTH, HEIGHT = 480, 240
WAYS = ("link", "badge", "card", "frame", "element")


def snippets(kind: str, slug: str, label: str) -> Sequence[Mapping[str, str]]:
    """Return what is to be pasted to show a thing elsewhere: a name for each way, and the HTML."""
    page, tongue = address(f"/{kind}/{slug}"), language()
    given = {
        "page": page, "label": label, "lang": tongue, "width": WIDTH, "height": HEIGHT,
        "badge": address(f"/badge/{kind}/{slug}.svg"), "card": address(f"/card/{kind}/{slug}.svg"),
        "frame": address(f"/embed/{kind}/{slug}"), "element": address("/static/embed.js"),
    }  # fmt: skip
    return [
        {"way": way, "html": render_template(f"snippets/{way}.html", **given).strip()}
        for way in WAYS
    ]
