"""Is the process well, and of which version does it answer?"""

from flask import Blueprint, Response, jsonify

from .. import __version__
from .site import the_site

__all__ = ["blueprint"]

blueprint = Blueprint("status", __name__)


@blueprint.get("/healthz")
def healthz() -> Response:
    """Answer 200 while queries are answered."""
    site = the_site()
    site.store.query("ASK {}")
    return jsonify(status="ok", version=site.store.version(), hamkor=__version__)
