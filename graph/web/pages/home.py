"""`/` and `/search`: what the register holds, and names found in it."""

import json

from flask import Blueprint, Response, render_template, request

from ...iris import KINDS
from ...store import text_in
from ..http import Site, address, conditional, current_language, kind_names, page, the_site
from ..pictures import World, locate_rows, world_of
from .states import count_stated

__all__ = ["blueprint", "count_countries", "partners_map"]

blueprint = Blueprint("home", __name__)

#: Names that are suggested at most.
SUGGESTED = 10


def count_table(site: Site, name: str, key: str) -> dict[str, int]:
    """Return a query of two columns as a table."""
    return {str(row[key].value): int(row["count"].value) for row in site.rows(name)}


@blueprint.get("/")
def home() -> Response:
    """Show what the register is, what it holds, and what it does not know."""
    site = the_site()
    counts = count_table(site, "counts", "kind")
    html = render_template(
        "pages/home.html", counts={kind: counts.get(kind, 0) for kind in KINDS}, kinds=kind_names(),
        states=count_stated(site), countries=count_countries(site),
        map=partners_map(site),
        forms=label_things(site, count_table(site, "forms-in-use", "form")),
        programmes=site.rows("programmes-in-use"), page_path=site.iris.page_path,
    )  # fmt: skip
    return page(html)


def count_countries(site: Site) -> dict[str, dict[str, int]]:
    """Return country -> basis (stated, inferred) -> how many partners."""
    found: dict[str, dict[str, int]] = {}
    for row in site.rows("countries"):
        by_basis = found.setdefault(str(row["country"].value), {})
        by_basis[str(row["basis"].value)] = int(row["count"].value)
    return found


def partners_map(site: Site) -> World | None:
    """Return the map of the partners of which a record or a source says where they are."""
    names = ("name", "country", "latitude", "longitude")
    at = {name: place for place, name in enumerate(names)}
    rows = site.rows("places", mirror=site.iris.mirror("ror"))
    texts = [[text_in(row, name) for name in names] for row in rows]
    return world_of(locate_rows(at, texts))


@blueprint.get("/suggest")
def suggest() -> Response:
    """Suggest names that hold what is typed: text, names, kinds, addresses (OpenSearch)."""
    site = the_site()
    text = request.args.get("q", "")[:200]
    hits = site.index.search(text, SUGGESTED)
    kinds = kind_names()
    body = [
        text, [hit.label for hit in hits], [kinds.get(hit.kind, hit.kind) for hit in hits],
        [address(site.iris.page_path(hit.iri) or "/") for hit in hits],
    ]  # fmt: skip
    answer = Response(
        json.dumps(body, ensure_ascii=False), mimetype="application/x-suggestions+json"
    )
    return conditional(answer, "suggest")


@blueprint.get("/opensearch.xml")
def opensearch() -> Response:
    """Describe the search to browsers (OpenSearch 1.1)."""
    xml = render_template("pages/opensearch.xml")
    kind = "application/opensearchdescription+xml"
    return conditional(Response(xml, mimetype=kind), "opensearch")


def label_things(site: Site, counts: dict[str, int]) -> list[tuple[str, str, int]]:
    """Return path, label and count of things."""
    language = current_language()
    return [
        (site.iris.page_path(iri) or iri, site.words.label(iri, language), count)
        for iri, count in counts.items()
    ]


@blueprint.get("/search")
def search() -> Response:
    """Search names and labels; alphabet, case and apostrophes do not matter."""
    site = the_site()
    text = request.args.get("q", "")[:200]
    hits = [(site.iris.page_path(h.iri), h) for h in site.index.search(text)]
    return page(render_template("pages/search.html", text=text, hits=hits, kinds=kind_names()))
