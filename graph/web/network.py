"""Who is two steps away: with whom a thing cooperates, and with whom these do."""

from pyoxigraph import NamedNode

from ..store import Row
from .layers import Layers, layered
from .site import Site

__all__ = ["network_of"]


def network_of(site: Site, thing: NamedNode, tongue: str) -> Layers | None:
    """Return who cooperates with a thing and with whom these do; None where nobody does."""
    rows = site.rows("network", thing=thing)
    near = {str(row["near"].value): shown(site, row, "near") for row in rows}
    far = {str(row["far"].value): shown(site, row, "far") for row in rows if "far" in row}
    far = {iri: node for iri, node in far.items() if iri not in near}
    edges = {(thing.value, one) for one in near}
    edges |= {
        (str(row["near"].value), str(row["far"].value))
        for row in rows
        if "far" in row and str(row["far"].value) in far
    }
    if not near:
        return None
    me = {thing.value: (site.words.label(thing.value, tongue), "")}
    return layered([me, near, *([far] if far else [])], sorted(edges))


def shown(site: Site, row: Row, name: str) -> tuple[str, str]:
    """Return the label of a thing of a row and the path of its page."""
    return str(row[f"{name}Label"].value), site.iris.page_path(str(row[name].value)) or ""
