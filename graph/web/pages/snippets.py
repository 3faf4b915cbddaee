"""What an editor pastes into another page to show a thing there."""

from collections.abc import Mapping, Sequence

from flask import render_template

from ..http import address, current_language

__all__ = ["HEIGHT", "WIDTH", "make_snippets"]

#: Width and height of a frame in pixels; the height follows the content where a script may run.
WIDTH, HEIGHT = 480, 240
WAYS = ("link", "badge", "card", "frame", "element")


def make_snippets(kind: str, slug: str, label: str) -> Sequence[Mapping[str, str]]:
    """Return what is to be pasted to show a thing elsewhere: a name for each way, and the HTML."""
    page, language = address(f"/{kind}/{slug}"), current_language()
    given = {
        "page": page, "label": label, "lang": language, "width": WIDTH, "height": HEIGHT,
        "badge": address(f"/badge/{kind}/{slug}.svg"), "card": address(f"/card/{kind}/{slug}.svg"),
        "frame": address(f"/embed/{kind}/{slug}"), "element": address("/static/embed.js"),
    }  # fmt: skip
    return [
        {"way": way, "html": render_template(f"pages/snippets/{way}.html", **given).strip()}
        for way in WAYS
    ]
