"""Things as the JSON-LD of schema.org that search engines read: one node, names without prefix."""

from collections.abc import Iterable
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from ...vocab import RDF, SCHEMA
from ..http import Site, address

__all__ = ["describe_for_search"]


def describe_for_search(site: Site, node: NamedNode, path: str) -> dict[str, Any]:
    """Return a thing for the head of its page at `path`."""
    triples = site.triples("profile-schema", thing=node)
    found = nest_node(triples, node)
    return {"@context": "https://schema.org", **found, "mainEntityOfPage": address(path)}


def nest_node(triples: Iterable[Triple], node: NamedNode | BlankNode) -> dict[str, Any]:
    """Return a node with its values; its parts (`#address`) stand within it.

    A value that is a triple is not in it: JSON-LD has no word for that.
    """
    values: dict[str, list[Any]] = {}
    triples = [triple for triple in triples if not isinstance(triple.object, Triple)]
    for triple in triples:
        if triple.subject == node:
            name = "@type" if triple.predicate == RDF.type else triple.predicate.value
            values.setdefault(name.removeprefix(SCHEMA.base), []).append(
                plain_value(triples, triple.object, name)
            )
    kept = {name: [*dict.fromkeys(of)] if is_flat(of) else of for name, of in values.items()}
    head = {"@id": node.value} if isinstance(node, NamedNode) and "#" not in node.value else {}
    return head | {n: of[0] if len(of) == 1 else sorted(of, key=str) for n, of in kept.items()}


def is_flat(values: Iterable[Any]) -> bool:
    """Say whether all values are texts."""
    return all(isinstance(value, str) for value in values)


#: Properties whose values are addresses, which schema.org writes as texts.
ADDRESSES = frozenset({SCHEMA.sameAs.value, SCHEMA.url.value})


def plain_value(triples: list[Triple], value: Any, name: str) -> Any:
    """Return a value as JSON."""
    if isinstance(value, Literal):
        return value.value
    if name == "@type":
        return value.value.removeprefix(SCHEMA.base)
    if "#" in value.value and any(triple.subject == value for triple in triples):
        return nest_node(triples, value)
    return value.value if name in ADDRESSES else {"@id": value.value}
