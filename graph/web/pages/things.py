"""Linked data: `/id/KIND/SLUG` names a thing (303), `/KIND/SLUG` describes it in every format."""

from collections.abc import Sequence
from typing import NamedTuple

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext
from pyoxigraph import Literal, NamedNode, Triple

from ... import media
from ...errors import Gone, NotFound
from ...iris import KINDS
from ...store import ask, rdf_bytes, tombstones
from ...text import shorten
from ...vocab import XSD
from ..data import OFFERS, SUFFIXES, describe_for_search, describe_thing, document_links
from ..http import (
    Site,
    address,
    chosen_format,
    current_language,
    kind_names,
    number_of,
    page,
    redirect_to,
    the_site,
)
from ..pictures import network_of
from .facts import facts_of, identities_of
from .snippets import make_snippets
from .sources import document_of
from .states import agreement_states

__all__ = [
    "Cooperation",
    "blueprint",
    "cooperations",
    "find_thing",
    "inverse_links",
    "label_in",
]  # fmt: skip

blueprint = Blueprint("things", __name__)

KIND = f"<any({','.join(KINDS)}):kind>"
#: Things of one page of what points at a thing; the largest number of a page.
PAGE, LARGEST = 50, 99_999
FIRST = Literal("0", datatype=XSD.integer)


@blueprint.get(f"/id/{KIND}/<slug>")
def thing(kind: str, slug: str) -> Response:
    """Send a client from a thing to the document that describes it (303 See Other)."""
    return redirect_to(f"/{kind}/{slug}", request.args.items(multi=True))


@blueprint.get(f"/{KIND}/<slug>")
def document(kind: str, slug: str) -> Response:
    """Describe a thing in the format of the suffix or of the Accept header."""
    site = the_site()
    name, _, suffix = slug.rpartition(".")
    if suffix not in SUFFIXES or not name:
        name, suffix = slug, ""
    node = find_thing(site, kind, name)
    chosen = chosen_format(suffix, OFFERS)
    path = f"/{kind}/{name}"
    if chosen == media.HTML:
        return thing_page(site, kind, name, node)
    return describe_thing(site, node, path, chosen)


def find_thing(site: Site, kind: str, slug: str) -> NamedNode:
    """Return the IRI of a thing of which something is said.

    Raises `Gone` where it was removed, `NotFound` where it never was.
    """
    name = f"{kind}/{shorten(slug, 100)}"
    try:
        node = site.iris.thing(kind, slug)
    except ValueError as error:
        raise NotFound(gettext("nothing is called %(name)s", name=name)) from error
    if ask(site.store, site.text("exists", thing=node)):
        return node
    if tombstones(site.store.ledger).holds(node.value):
        raise Gone(gettext("what was here was erased"))
    if site.store.ledger.is_gone(node.value):
        raise Gone(gettext("%(name)s was here and its source was removed or changed", name=name))
    detail = gettext("nothing is called %(name)s", name=name)
    raise NotFound(detail, remedy=gettext("Search for its name."))


def jsonld_of(site: Site, node: NamedNode) -> str:
    """Return the description of a thing as JSON-LD that may stand within a page.

    What has a triple as its value is not in it: JSON-LD has no word for that.
    """
    found = dict.fromkeys(site.triples("description", thing=node))
    text = rdf_bytes((t for t in found if not isinstance(t.object, Triple)), media.JSONLD)
    return text.decode().replace("<", "\\u003c")


def thing_page(site: Site, kind: str, slug: str, node: NamedNode) -> Response:
    """Return the page of a thing."""
    language = current_language()
    path = f"/{kind}/{slug}"
    parts = facts_of(site, node, language)
    html = render_template(
        "pages/thing.html", kind=kind, slug=slug, kind_name=kind_names()[kind], path=path,
        iri=node.value, label=site.words.label(node.value, language), parts=parts,
        cooperations=cooperations(site, node, language), links=inverse_links(site, node, language),
        offers=media.GRAPH_FORMATS,
        jsonld=site.remember(("jsonld", node.value), lambda: jsonld_of(site, node)),
        schema_org=site.remember(
            ("schema", node.value, address("/")), lambda: describe_for_search(site, node, path)
        ),
        document=document_of(site, slug, node, language) if kind == "source" else None,
        identities=identities_of(site, node), network=network_of(site, node, language),
        snippets=make_snippets(kind, slug, site.words.label(node.value, language)),
    )  # fmt: skip
    return page(html, document_links(path, node))


class Cooperation(NamedTuple):
    """A cooperation of a thing: its page, the other parties, forms, the state of its agreement."""

    path: str | None
    parties: Sequence[tuple[str | None, str]]
    forms: Sequence[tuple[str | None, str]]
    state: str
    through: str


def cooperations(site: Site, node: NamedNode, language: str) -> list[Cooperation]:
    """Return the cooperations of a thing: other parties, forms, one state of the agreement."""
    states = agreement_states(site)
    found: dict[str, dict[str, dict[str, str]]] = {}
    for row in site.rows("cooperations-of", thing=node):
        plain = {name: str(term.value) for name, term in row.items()}
        entry = found.setdefault(plain["cooperation"], {"parties": {}, "forms": {}, "days": {}})
        if plain["party"] != node.value:
            entry["parties"][plain["party"]] = plain["partyLabel"]
        if "form" in plain:
            entry["forms"][plain["form"]] = site.words.label(plain["form"], language)
        entry["days"][plain.get("through", "")] = ""
    return [
        Cooperation(
            site.iris.page_path(iri), paths(site, entry["parties"]), paths(site, entry["forms"]),
            states.get(iri, ""), max(entry["days"]),
        )
        for iri, entry in found.items()
    ]  # fmt: skip


def paths(site: Site, labels: dict[str, str]) -> list[tuple[str | None, str]]:
    """Return path and label of things, by label."""
    pairs = ((site.iris.page_path(iri), label) for iri, label in labels.items())
    return sorted(pairs, key=lambda pair: pair[1])


def inverse_links(site: Site, node: NamedNode, language: str) -> Sequence[dict[str, object]]:
    """Return what points at a thing, by predicate, with counts and one page of each."""
    number = number_of("page", 1, least=1, most=LARGEST)
    offset = Literal(str((number - 1) * PAGE), datatype=XSD.integer)
    wanted = request.args.get("of", "")
    found = []
    for row in site.rows("inverse", thing=node):
        predicate, total = row["predicate"], int(row["count"].value)
        if not isinstance(predicate, NamedNode):
            continue
        short = predicate.value.rsplit("#", 1)[-1].rsplit("/", 1)[-1]
        start = offset if wanted == short else FIRST
        rows = site.rows("inverse-page", thing=node, predicate=predicate, offset=start)
        things = [
            (site.iris.page_path(str(r["subject"].value)), label_in(site, r["subject"], language))
            for r in rows
            if site.iris.page_path(str(r["subject"].value))
        ]
        found.append({
            "predicate": inverse_label(site, predicate.value, language), "short": short,
            "count": total, "things": things, "number": number if wanted == short else 1,
            "more": int(start.value) + len(rows) < total,
        })  # fmt: skip
    return [link for link in found if link["things"]]


def inverse_label(site: Site, iri: str, language: str) -> str:
    """Return what a relation is called on the page of its object.

    One without an inverse label (`hk:inverseLabel`) is not of our vocabulary: its own label is
    marked as read backwards, never shown as if the thing were its subject.
    """
    if iri in site.inverse_words.labels:
        return site.inverse_words.label(iri, language)
    own = site.words.label(iri, language)
    return str(gettext("what names it as “%(relation)s”", relation=own))


def label_in(site: Site, term: NamedNode | Literal | object, language: str) -> str:
    """Return the label of a term; a part of a page is named after the page and itself."""
    iri = str(getattr(term, "value", term))
    whole, _, part = iri.partition("#")
    return (
        site.words.label(iri, language)
        if not part
        else f"{site.words.label(whole, language)} · {part}"
    )
