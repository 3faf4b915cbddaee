"""`/compare`: what two sources say of the same things, and what only one of them knows."""

from collections.abc import Sequence
from typing import NamedTuple

from flask import Blueprint, Response, render_template, request
from pyoxigraph import Literal

from ...store import Term
from ..http import Site, check_value, current_language, page, the_site
from .lists import entries, local_value
from .things import label_in

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
    sources = {local_value(one.iri): one.label for one in entries(site, "source")}
    one, two = (request.args.get(name, "") for name in ("one", "two"))
    for name, given in (("one", one), ("two", two)):
        if given:
            check_value(name, given, sources)
    said = read_facts(site, one, two) if one and two else ()
    html = render_template(
        "pages/compare.html",
        sources=sources,
        one=one,
        two=two,
        shown=SHOWN,
        **sort_differences(site, said),
    )
    return page(html)


Facts = dict[str, set[str]]


def read_facts(site: Site, one: str, two: str) -> tuple[Facts, Facts]:
    """Return thing -> what a source says of it, as lines, for each of two sources."""
    graphs = {"one": site.iris.graph("stated", one), "two": site.iris.graph("stated", two)}
    found: dict[str, Facts] = {"one": {}, "two": {}}
    for row in site.rows("compare", **graphs):
        predicate = site.words.label(str(row["predicate"].value), current_language())
        line = f"{predicate}: {text_of(site, row['object'])}"
        found[str(row["in"].value)].setdefault(str(row["thing"].value), set()).add(line)
    return found["one"], found["two"]


def text_of(site: Site, value: Term) -> str:
    """Return a text as it is written, and the label of anything else."""
    return value.value if isinstance(value, Literal) else label_in(site, value, current_language())


def sort_differences(site: Site, said: Sequence[Facts]) -> dict[str, object]:
    """Return the things that both name alike, those on which they differ, those of one alone."""
    if not said:
        return {"alike": [], "differ": [], "only": []}
    first, second = said
    both = sorted(first.keys() & second.keys())
    differ = [
        Difference(*link_of(site, iri), sorted(first[iri] - second[iri]),
                   sorted(second[iri] - first[iri]))
        for iri in both
        if first[iri] != second[iri]
    ]  # fmt: skip
    only = [
        sorted((link_of(site, iri) for iri in mine.keys() - other.keys()), key=lambda pair: pair[1])
        for mine, other in ((first, second), (second, first))
    ]
    alike = [link_of(site, iri) for iri in both if first[iri] == second[iri]]
    return {"alike": alike, "differ": sorted(differ, key=lambda one: one.label), "only": only}


def link_of(site: Site, iri: str) -> tuple[str, str]:
    """Return the path of a thing's page and its label."""
    return site.iris.page_path(iri) or "", site.words.label(iri, current_language())
