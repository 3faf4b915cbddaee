"""Who is two steps away: with whom a thing cooperates, and with whom these do."""

from itertools import islice

from pyoxigraph import NamedNode

from ..http import Site
from .layers import MOST, Column, Layers, draw_layers

__all__ = ["network_of"]


def network_of(site: Site, thing: NamedNode, language: str) -> Layers | None:
    """Return the partners of a thing and their partners; None where there is none.

    The second step is taken from those who are drawn.
    """
    near = partners(site, thing)
    if not near:
        return None
    edges = {(thing.value, one) for one in near}
    far: dict[str, tuple[str, str]] = {}
    for one in islice(near, MOST):
        beyond = {
            iri: shown
            for iri, shown in partners(site, NamedNode(one)).items()
            if iri != thing.value and iri not in near
        }
        far |= beyond
        edges |= {(one, iri) for iri in beyond}
    me = {thing.value: (site.words.label(thing.value, language), "")}
    return draw_layers([me, near, *([far] if far else [])], sorted(edges))


def partners(site: Site, thing: NamedNode) -> Column:
    """Return with whom a thing cooperates: IRI -> label and path of the page."""
    key = f"partners {thing.value}"
    found: Column = site.remember(key, lambda: read_partners(site, thing))
    return found


def read_partners(site: Site, thing: NamedNode) -> Column:
    """Read with whom a thing cooperates; blank nodes have no page and are left out."""
    return {
        row["other"].value: (str(row["label"].value), site.iris.page_path(row["other"].value) or "")
        for row in site.rows("network", thing=thing)
        if isinstance(row["other"], NamedNode)
    }
