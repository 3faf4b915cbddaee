"""Is the process well, of which version does it answer, and how far are the partners linked?"""

from flask import Blueprint, Response, jsonify, render_template

from ... import __version__
from ...link import scheme_of
from ...saved import SavedQuery
from ...store import Row, select
from ..http import Site, conditional, matcher_or_none, page, prefers_page, the_site

__all__ = ["blueprint"]

blueprint = Blueprint("status", __name__)

COVERAGE = "identifier-coverage"


@blueprint.get("/healthz")
def healthz() -> Response:
    """Answer 200 while queries are answered."""
    site = the_site()
    site.store.query("ASK {}")
    return jsonify(status="ok", version=site.store.version(), hamkor=__version__)


@blueprint.get("/status")
def status() -> Response:
    """Say of which version the data are, which release of ROR is here, how many are linked."""
    site = the_site()
    covered: dict[str, dict[str, int]] = site.make_once("coverage", lambda: coverage(site))
    release = release_of(site)
    if prefers_page():
        return page(render_template("pages/status.html", coverage=covered, release=release,
                                    version=site.store.version(), hamkor=__version__))  # fmt: skip
    return conditional(
        jsonify(version=site.store.version(), hamkor=__version__, ror=release, coverage=covered),
        "json",
    )


def coverage(site: Site) -> dict[str, dict[str, int]]:
    """Return scheme -> state -> how many organisations, by the saved query of that name."""
    saved = site.queries.get(COVERAGE)
    found: dict[str, dict[str, int]] = {}
    for row in select(site.store, saved.text) if isinstance(saved, SavedQuery) else ():
        found.setdefault(label_of(row), {})[str(row["state"].value)] = int(
            row["organizations"].value
        )
    return found


def label_of(row: Row) -> str:
    """Return the label of the scheme of a row."""
    scheme = scheme_of(row["scheme"])
    return scheme.label if scheme is not None else str(row["scheme"].value)


def release_of(site: Site) -> str:
    """Return the release of ROR that is here, an empty text where none is."""
    matcher = matcher_or_none(site)
    return str(matcher.index.release.get("release", "")) if matcher is not None else ""
