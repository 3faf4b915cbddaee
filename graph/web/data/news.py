"""Changes of the data in words: which things came, went, or say something else.

Only public facts are told: those of the default graph, and decisions on identities. A name is the
present one. What is gone is named as it was called, except persons and erased names.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from flask_babel import gettext
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from ...iris import KINDS
from ...store import ChangeSet, tombstones
from ...text import shorten
from ...vocab import RDF, SKOS
from ..http import Site, current_language, kind_names

__all__ = ["News", "NewsItem", "describe_change"]

#: Sources first: what they say is why the rest changed.
ORDER = sorted(KINDS, key=lambda kind: kind != "source")
#: Things that are named of one kind and operation; letters of a title, of a name.
NAMED, TITLE, NAME = 20, 160, 100


class NewsItem(NamedTuple):
    """A thing that changed: its name, and its page ("" for what is gone)."""

    name: str
    path: str


class News(NamedTuple):
    """A change in words: its title, and things by kind and operation, and how many more."""

    title: str
    parts: Sequence[tuple[str, Sequence[NewsItem], int]]


def describe_change(site: Site, change: ChangeSet | None, statements: int) -> News:
    """Return what a change did; None is one whose content is not kept."""
    if change is None:
        return News(gettext("Many data were loaded, or the history was erased"), ())
    deeds = deeds_of(site, change)
    kinds, words = kind_names(), deed_names()
    names = removed_names(site, change)
    titles, parts = [], []
    for kind in ORDER:
        for deed, deed_words in words.items():
            things = sorted(iri for iri, one in deeds.items() if one == (kind, deed))
            if things:
                told = [one for iri in things if (one := news_of(site, iri, deed, kind, names))]
                head = f"{kinds[kind]}, {deed_words}"
                is_one = len(things) == len(told) == 1
                titles.append(f"{head}: {told[0].name if is_one else len(things)}")
                parts.append((head, told[:NAMED], len(things) - len(told[:NAMED])))
    other = gettext("Other data: %(n)d statements", n=statements)
    return News(shorten("; ".join(titles), TITLE) or other, parts)


def deed_names() -> dict[str, str]:
    """Return the words for what happened to a thing."""
    return {"added": gettext("added"), "removed": gettext("removed"), "changed": gettext("changed")}


def deeds_of(site: Site, change: ChangeSet) -> Mapping[str, tuple[str, str]]:
    """Return thing -> its kind and what happened to it."""
    came, went = (types_of(quads) for quads in (change.added, change.removed))
    found = {}
    for iri in touched_things(site, (*change.added, *change.removed)):
        parsed = site.iris.parse(iri)
        if parsed is not None and parsed.kind in KINDS:
            is_new, is_gone = iri in came - went, iri in went - came
            deed = "added" if is_new else "removed" if is_gone else "changed"
            found[iri] = parsed.kind, deed
    return found


def types_of(quads: Iterable[Quad]) -> set[str]:
    """Return the IRIs whose class is among public facts."""
    return {
        quad.subject.value for quad in quads
        if quad.predicate == RDF.type and isinstance(quad.graph_name, DefaultGraph)
        and isinstance(quad.subject, NamedNode)
    }  # fmt: skip


def touched_things(site: Site, quads: Iterable[Quad]) -> Iterator[str]:
    """Yield the things of public facts, and those about which an identity was decided."""
    identity = site.iris.graph("identity")
    for quad in quads:
        node = quad.object if quad.graph_name == identity else quad.subject
        is_public = quad.graph_name == identity or isinstance(quad.graph_name, DefaultGraph)
        if is_public and isinstance(node, NamedNode):
            yield node.value.partition("#")[0]


def removed_names(site: Site, change: ChangeSet) -> Mapping[str, str]:
    """Return the names that a change took away, without those of who was erased."""
    erased = tombstones(site.store.ledger)
    labels = [
        (quad.subject.value, quad.object.value) for quad in change.removed
        if quad.predicate == SKOS.prefLabel and isinstance(quad.graph_name, DefaultGraph)
        and isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal)
    ]  # fmt: skip
    return {iri: name for iri, name in labels if not erased.holds(name)}


def news_of(
    site: Site, iri: str, deed: str, kind: str, names: Mapping[str, str]
) -> NewsItem | None:
    """Return a thing with its name; None where it has none that may be published."""
    if iri in site.words.labels:
        name = site.words.label(iri, current_language())
        return NewsItem(shorten(name, NAME), site.iris.page_path(iri) or "")
    if deed == "removed" and kind != "person" and iri in names:
        return NewsItem(shorten(names[iri], NAME), "")
    return None
