"""Linked data: `/id/KIND/SLUG` names a thing (303), `/KIND/SLUG` describes it in every format."""

from collections.abc import Sequence
from typing import NamedTuple

from flask import Blueprint, Response, redirect, render_template, request
from pyoxigraph import Literal, NamedNode, RdfFormat, serialize
from werkzeug.wrappers import Response as WerkzeugResponse

from .. import media
from ..errors import Gone, NotFound
from ..iris import KINDS
from ..store import ask, tombstones
from ..vocab import HK, XSD
from .answers import address, chosen_format, number_of, page
from .facts import facts_of
from .i18n import language, with_language
from .identities import identities_of
from .lists import kind_names
from .network import network_of
from .profiles import OFFERS, SUFFIXES, described, document_links
from .schema_org import schema_org
from .site import Site, the_site
from .snippets import snippets
from .sources import document_of

__all__ = [
    "Cooperation", "blueprint", "cooperations", "inverse_links", "known_thing", "label_in",
]  # fmt: skip

blueprint = Blueprint("entities", __name__)

KIND = f"<any({','.join(KINDS)}):kind>"
#: Things of one page of what points at a thing; the largest number of a page.
PAGE, LARGEST = 50, 99_999
FIRST = Literal("0", datatype=XSD.integer)


@blueprint.get(f"/id/{KIND}/<slug>")
def thing(kind: str, slug: str) -> WerkzeugResponse:
    """Send a client from a thing to the document that describes it (303 See Other)."""
    return redirect(with_language(f"/{kind}/{slug}"), 303)


@blueprint.get(f"/{KIND}/<slug>")
def document(kind: str, slug: str) -> Response:
    """Describe a thing in the format of the suffix or of the Accept header."""
    site = the_site()
    name, _, suffix = slug.rpartition(".")
    if suffix not in SUFFIXES or not name:
        name, suffix = slug, ""
    node = known_thing(site, kind, name)
    chosen = chosen_format(suffix, OFFERS)
    path = f"/{kind}/{name}"
    if chosen == media.HTML:
        return thing_page(site, kind, name, node)
    return described(site, node, path, chosen)


def known_thing(site: Site, kind: str, slug: str) -> NamedNode:
    """Return the IRI of a thing of which something is said.

    Raises `Gone` where it was removed, `NotFound` where it never was.
    """
    try:
        node = site.iris.thing(kind, slug)
    except ValueError as error:
        raise NotFound(f"nothing is called {kind}/{slug}") from error
    if ask(site.store, site.text("exists", thing=node)):
        return node
    if tombstones(site.store.ledger).holds(node.value):
        raise Gone("what was here was erased")
    if site.store.ledger.is_gone(node.value):
        raise Gone(f"{kind}/{slug} was here and its source was removed or changed")
    raise NotFound(f"nothing is called {kind}/{slug}", remedy="Search for its name.")


def jsonld_of(site: Site, node: NamedNode) -> str:
    """Return the description of a thing as JSON-LD that may stand within a page."""
    triples = dict.fromkeys(site.triples("description", thing=node))
    text = serialize(triples, format=RdfFormat.JSON_LD) or b""
    return text.decode().replace("<", "\\u003c")


def thing_page(site: Site, kind: str, slug: str, node: NamedNode) -> Response:
    """Return the page of a thing."""
    tongue = language()
    path = f"/{kind}/{slug}"
    parts = facts_of(site, node, tongue)
    html = render_template(
        "thing.html", kind=kind, slug=slug, kind_name=kind_names()[kind], path=path, iri=node.value,
        label=site.words.label(node.value, tongue), parts=parts,
        cooperations=cooperations(site, node, tongue), links=inverse_links(site, node, tongue),
        offers=media.GRAPH_FORMATS,
        jsonld=site.remembered(("jsonld", node.value), lambda: jsonld_of(site, node)),
        schema_org=site.remembered(
            ("schema", node.value, address("/")), lambda: schema_org(site, node, path)
        ),
        document=document_of(site, slug, node, tongue) if kind == "source" else None,
        identities=identities_of(site, node), network=network_of(site, node, tongue),
        snippets=snippets(kind, slug, site.words.label(node.value, tongue)),
    )  # fmt: skip
    return page(html, document_links(path, node))


STATES = {HK.StatedInSource.value: 0, HK.BlankInSource.value: 1, HK.NotAskedInSource.value: 2}


class Cooperation(NamedTuple):
    """A cooperation of a thing: its page, the other parties, forms, the state of its agreement."""

    path: str | None
    parties: Sequence[tuple[str | None, str]]
    forms: Sequence[tuple[str | None, str]]
    state: str
    through: str


def cooperations(site: Site, node: NamedNode, tongue: str) -> list[Cooperation]:
    """Return the cooperations of a thing: other parties, forms, one state of the agreement."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    for row in site.rows("cooperations-of", thing=node):
        plain = {name: str(term.value) for name, term in row.items()}
        entry = found.setdefault(plain["cooperation"], {"parties": {}, "forms": {}, "states": {}})
        if plain["party"] != node.value:
            entry["parties"][plain["party"]] = plain["partyLabel"]
        if "form" in plain:
            entry["forms"][plain["form"]] = site.words.label(plain["form"], tongue)
        entry["states"][plain["state"]] = plain.get("through", "")
    return [
        Cooperation(
            site.iris.page_path(iri), paths(site, entry["parties"]), paths(site, entry["forms"]),
            min(entry["states"], key=lambda state: STATES.get(state, 9)).rsplit("#")[-1],
            max(entry["states"].values()),
        )
        for iri, entry in found.items()
    ]  # fmt: skip


def paths(site: Site, labels: dict[str, str]) -> list[tuple[str | None, str]]:
    """Return path and label of things, by label."""
    pairs = ((site.iris.page_path(iri), label) for iri, label in labels.items())
    return sorted(pairs, key=lambda pair: pair[1])


def inverse_links(site: Site, node: NamedNode, tongue: str) -> Sequence[dict[str, object]]:
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
            (site.iris.page_path(str(r["subject"].value)), label_in(site, r["subject"], tongue))
            for r in rows
            if site.iris.page_path(str(r["subject"].value))
        ]
        found.append({
            "predicate": site.words.label(predicate.value, tongue), "short": short,
            "count": total, "things": things, "number": number if wanted == short else 1,
            "more": int(start.value) + len(rows) < total,
        })  # fmt: skip
    return [link for link in found if link["things"]]


def label_in(site: Site, term: NamedNode | Literal | object, tongue: str) -> str:
    """Return the label of a term; a part of a page is named after the page and itself."""
    iri = str(getattr(term, "value", term))
    whole, _, part = iri.partition("#")
    return (
        site.words.label(iri, tongue) if not part else f"{site.words.label(whole, tongue)} · {part}"
    )
