"""`/compare`: what two sources say of the same things, and what only one of them knows."""

from collections.abc import Sequence
from typing import NamedTuple

from flask import Blueprint, Response, render_template, request
from pyoxigraph import Literal

from ..errors import NotFound
from ..store import Term
from .answers import page
from .entities import label_in
from .i18n import language
from .lists import entries
from .site import Site, the_site

__all__ = ["blueprint"]

blueprint = Blueprint("compare", __name__)

#: Things of a list that the page shows.
SHOWN = 200


class Difference(NamedTuple):
    """A thing that both sources know: its page, its label, what only one says, in its words."""

    path: str
    label: str
    one: Sequence[str]
    two: Sequence[str]


@blueprint.get("/compare")
def compare() -> Response:
    """Show two sources side by side: what both name, where they differ, what only one names."""
    site = the_site()
    sources = {one.iri.rpartition("/")[2]: one.label for one in entries(site, "source")}
    one, two = (request.args.get(name, "") for name in ("one", "two"))
    for name in filter(None, (one, two)):
        if name not in sources:
            raise NotFound("there is no such source", where=name[:100], remedy="/source/ has all.")
    said = [facts(site, one, two, place) for place in ("one", "two")] if one and two else []
    html = render_template(
        "compare.html", sources=sources, one=one, two=two, shown=SHOWN, **told(site, said)
    )
    return page(html)


Facts = dict[str, set[str]]


def facts(site: Site, one: str, two: str, place: str) -> Facts:
    """Return thing -> what one of two sources says of it, as lines."""
    graphs = {"one": site.iris.graph("stated", one), "two": site.iris.graph("stated", two)}
    found: Facts = {}
    for row in site.rows("compare", **graphs):
        if row["in"].value == place:
            predicate = site.words.label(str(row["predicate"].value), language())
            line = f"{predicate}: {text_of(site, row['object'])}"
            found.setdefault(str(row["thing"].value), set()).add(line)
    return found


def text_of(site: Site, value: Term) -> str:
    """Return a text as it is written, and the label of anything else."""
    return value.value if isinstance(value, Literal) else label_in(site, value, language())


def told(site: Site, said: Sequence[Facts]) -> dict[str, object]:
    """Return the things that both name alike, those on which they differ, those of one alone."""
    if not said:
        return {"alike": [], "differ": [], "only": []}
    first, second = said
    both = sorted(first.keys() & second.keys())
    differ = [
        Difference(*shown(site, iri), sorted(first[iri] - second[iri]),
                   sorted(second[iri] - first[iri]))
        for iri in both
        if first[iri] != second[iri]
    ]  # fmt: skip
    only = [
        sorted((shown(site, iri) for iri in mine.keys() - other.keys()), key=lambda pair: pair[1])
        for mine, other in ((first, second), (second, first))
    ]
    alike = [shown(site, iri) for iri in both if first[iri] == second[iri]]
    return {"alike": alike, "differ": sorted(differ, key=lambda one: one.label), "only": only}


def shown(site: Site, iri: str) -> tuple[str, str]:
    """Return the path of a thing's page and its label."""
    return site.iris.page_path(iri) or "", site.words.label(iri, language())
