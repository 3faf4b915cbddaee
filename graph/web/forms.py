"""`/form/` and `/form/SLUG`: the concept scheme of cooperation forms, and who does what."""

from flask import Blueprint, Response, render_template
from pyoxigraph import NamedNode

from .. import media
from ..errors import NotFound
from ..store import ask
from ..vocab import FORM
from .answers import chosen_format, page
from .entities import cooperations, inverse_links
from .facts import facts_of
from .i18n import language
from .profiles import OFFERS, SUFFIXES, described, document_links
from .site import the_site

__all__ = ["blueprint"]

blueprint = Blueprint("forms", __name__)


@blueprint.get("/form/")
def scheme() -> Response:
    """Show the scheme as a tree, with how often each form is stated."""
    site, tongue = the_site(), language()
    uses = {str(r["form"].value): int(r["count"].value) for r in site.rows("forms-in-use")}
    forms = [
        {
            "path": site.iris.page_path(str(row["form"].value)),
            "label": site.words.label(str(row["form"].value), tongue),
            "notation": str(row["notation"].value),
            "depth": str(row["notation"].value).count("."),
            "uses": uses.get(str(row["form"].value), 0),
        }
        for row in site.rows("form-tree")
    ]
    return page(render_template("forms.html", forms=forms))


@blueprint.get("/form/<slug>")
def form(slug: str) -> Response:
    """Describe one form; its IRI is the scheme's."""
    site, tongue = the_site(), language()
    name, _, suffix = slug.rpartition(".")
    if suffix not in SUFFIXES or not name:
        name, suffix = slug, ""
    if not name.replace("-", "").isalnum() or not name.isascii():
        raise NotFound(f"there is no form {name}")
    node = NamedNode(FORM.base + name)
    if not ask(site.store, site.text("exists", thing=node)):
        raise NotFound(f"there is no form {name}", remedy="/form/ lists all of them.")
    chosen = chosen_format(suffix, OFFERS)
    path = f"/form/{name}"
    if chosen != media.HTML:
        return described(site, node, path, chosen)
    html = render_template(
        "thing.html", kind="form", kind_name="", path=path, iri=node.value, jsonld="",
        document=None,
        label=site.words.label(node.value, tongue), parts=facts_of(site, node, tongue),
        cooperations=cooperations(site, node, tongue), links=inverse_links(site, node, tongue),
        offers=media.GRAPH_FORMATS,
    )  # fmt: skip
    return page(html, document_links(path, node))
