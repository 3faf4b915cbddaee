"""The overlay of names (ontology/aliases.ttl): what records of an authority lack, with reasons."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from ...resources import ontology_dir
from ...vocab import HK, SKOS
from ..schemes import Identifier
from .organization import Name, Organization

__all__ = ["CURATED", "add_aliases", "load_aliases"]

#: The kind of a name that is not the authority's.
CURATED = "curated"


@cache
def load_aliases() -> Mapping[str, tuple[Name, ...]]:
    """Return value of a ROR id -> the names of the overlay."""
    nodes = dict[str, dict[str, object]]()
    data = (ontology_dir() / "aliases.ttl").read_bytes()
    for quad in parse(data, format=RdfFormat.TURTLE):
        nodes.setdefault(str(quad.subject), {})[quad.predicate.value] = quad.object
    found = dict[str, tuple[Name, ...]]()
    for node in nodes.values():
        candidate, label = node.get(HK.candidate.value), node.get(SKOS.altLabel.value)
        if isinstance(candidate, NamedNode) and isinstance(label, Literal):
            id_ = Identifier.parse(candidate.value, "ror").value
            name = Name(label.value, CURATED, label.language or "")
            found[id_] = (*found.get(id_, ()), name)
    return found


def add_aliases(organizations: Iterable[Organization]) -> Iterator[Organization]:
    """Yield organisations with the names of the overlay."""
    for one in organizations:
        extra = load_aliases().get(one.id, ())
        yield one._replace(names=(*one.names, *extra)) if extra else one
