"""`/` and `/search`: what the register holds, and names found in it."""

import json

from flask import Blueprint, Response, render_template, request

from ..iris import KINDS
from .answers import address, conditional, page
from .charts import located
from .i18n import language
from .lists import kind_names
from .site import Site, the_site
from .world import World, world_of

__all__ = ["blueprint", "countries", "partners_map"]

blueprint = Blueprint("home", __name__)

#: Names that are suggested while somebody types.
SUGGESTED = 10


def counted(site: Site, name: str, key: str) -> dict[str, int]:
    """Return a query of two columns as a table."""
    return {str(row[key].value): int(row["count"].value) for row in site.rows(name)}


@blueprint.get("/")
def home() -> Response:
    """Show what the register is, what it holds, and what it does not know."""
    site = the_site()
    counts = counted(site, "counts", "kind")
    html = render_template(
        "home.html", counts={kind: counts.get(kind, 0) for kind in KINDS}, kinds=kind_names(),
        states=counted(site, "agreement-states", "state"), countries=countries(site),
        map=partners_map(site),
        forms=labelled(site, counted(site, "forms-in-use", "form")),
        programmes=site.rows("programmes-in-use"), page_path=site.iris.page_path,
    )  # fmt: skip
    return page(html)


def countries(site: Site) -> dict[str, dict[str, int]]:
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
    texts = [[str(row[name].value) if name in row else "" for name in names] for row in rows]
    return world_of(located(at, texts))


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
    xml = render_template("opensearch.xml")
    kind = "application/opensearchdescription+xml"
    return conditional(Response(xml, mimetype=kind), "opensearch")


def labelled(site: Site, counts: dict[str, int]) -> list[tuple[str, str, int]]:
    """Return path, label and count of things."""
    tongue = language()
    return [
        (site.iris.page_path(iri) or iri, site.words.label(iri, tongue), count)
        for iri, count in counts.items()
    ]


@blueprint.get("/search")
def search() -> Response:
    """Search names and labels, whatever the alphabet, the case or the apostrophe."""
    site = the_site()
    text = request.args.get("q", "")[:200]
    hits = [(site.iris.page_path(h.iri), h) for h in site.index.search(text)]
    return page(render_template("search.html", text=text, hits=hits, kinds=kind_names()))
