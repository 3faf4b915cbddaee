"""`/form/` and `/form/SLUG`: the concept scheme of cooperation forms, and who does what."""

from flask import Blueprint, Response, render_template
from flask_babel import gettext
from pyoxigraph import NamedNode

from ... import media
from ...errors import NotFound
from ...store import ask
from ...vocab import FORM
from ..data import OFFERS, SUFFIXES, describe_thing, document_links
from ..http import chosen_format, current_language, page, the_site
from .facts import facts_of
from .things import cooperations, inverse_links

__all__ = ["blueprint"]

blueprint = Blueprint("forms", __name__)


@blueprint.get("/form/")
def scheme() -> Response:
    """Show the scheme as a tree, with how often each form is stated."""
    site, language = the_site(), current_language()
    uses = {str(r["form"].value): int(r["count"].value) for r in site.rows("forms-in-use")}
    forms = [
        {
            "path": site.iris.page_path(str(row["form"].value)),
            "label": site.words.label(str(row["form"].value), language),
            "notation": str(row["notation"].value),
            "depth": str(row["notation"].value).count("."),
            "uses": uses.get(str(row["form"].value), 0),
        }
        for row in site.rows("form-tree")
    ]
    return page(render_template("pages/forms.html", forms=forms))


@blueprint.get("/form/<slug>")
def form(slug: str) -> Response:
    """Describe one form; its IRI is the scheme's."""
    site, language = the_site(), current_language()
    name, _, suffix = slug.rpartition(".")
    if suffix not in SUFFIXES or not name:
        name, suffix = slug, ""
    if not name.replace("-", "").isalnum() or not name.isascii():
        raise NotFound(gettext("there is no form %(name)s", name=name))
    node = NamedNode(FORM.base + name)
    if not ask(site.store, site.text("exists", thing=node)):
        raise NotFound(
            gettext("there is no form %(name)s", name=name),
            remedy=gettext("/form/ lists all of them."),
        )
    chosen = chosen_format(suffix, OFFERS)
    path = f"/form/{name}"
    if chosen != media.HTML:
        return describe_thing(site, node, path, chosen)
    html = render_template(
        "pages/thing.html", kind="form", kind_name="", path=path, iri=node.value, jsonld="",
        document=None,
        label=site.words.label(node.value, language), parts=facts_of(site, node, language),
        cooperations=cooperations(site, node, language), links=inverse_links(site, node, language),
        offers=media.GRAPH_FORMATS,
    )  # fmt: skip
    return page(html, document_links(path, node))
