"""Things as the JSON-LD of schema.org that search engines read: one node, names without prefix."""

from collections.abc import Iterable
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from ..vocab import RDF, SCHEMA
from .answers import address
from .site import Site

__all__ = ["schema_org"]


def schema_org(site: Site, node: NamedNode, path: str) -> dict[str, Any]:
    """Return a thing for the head of its page at `path`."""
    triples = site.triples("profile-schema", thing=node)
    found = nested(triples, node)
    return {"@context": "https://schema.org", **found, "mainEntityOfPage": address(path)}


def nested(triples: Iterable[Triple], node: NamedNode | BlankNode) -> dict[str, Any]:
    """Return a node with its values; its parts (`#address`) stand within it."""
    values: dict[str, list[Any]] = {}
    triples = [*triples]
    for triple in triples:
        if triple.subject == node:
            name = "@type" if triple.predicate == RDF.type else triple.predicate.value
            values.setdefault(name.removeprefix(SCHEMA.base), []).append(
                plain(triples, triple.object, name)
            )
    kept = {name: [*dict.fromkeys(of)] if is_flat(of) else of for name, of in values.items()}
    head = {"@id": node.value} if isinstance(node, NamedNode) and "#" not in node.value else {}
    return head | {n: of[0] if len(of) == 1 else sorted(of, key=str) for n, of in kept.items()}


def is_flat(values: Iterable[Any]) -> bool:
    """Say whether all values are texts."""
    return all(isinstance(value, str) for value in values)


#: Properties whose values are addresses, which schema.org writes as texts.
ADDRESSES = frozenset({SCHEMA.sameAs.value, SCHEMA.url.value})


def plain(triples: list[Triple], value: Any, name: str) -> Any:
    """Return a value as JSON."""
    if isinstance(value, Literal):
        return value.value
    if name == "@type":
        return value.value.removeprefix(SCHEMA.base)
    if "#" in value.value and any(triple.subject == value for triple in triples):
        return nested(triples, value)
    return value.value if name in ADDRESSES else {"@id": value.value}
