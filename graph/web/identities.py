"""The identifiers of a thing as its page shows them: accepted, proposed, found to be none."""

from typing import NamedTuple

from pyoxigraph import NamedNode

from ..identifiers import Identifier, scheme_of
from ..store import Row
from .site import Site

__all__ = ["Shown", "identities_of"]


class Shown(NamedTuple):
    """An identifier with its state: `accepted`, `follows`, `candidate` or `none`."""

    scheme: str
    value: str
    iri: str
    name: str
    state: str
    reviewer: str
    day: str


STATES = ("accepted", "follows", "candidate", "none")


def identities_of(site: Site, thing: NamedNode) -> list[Shown]:
    """Return what is known of a thing's identifiers; rejected and withdrawn ones are not shown."""
    graph = site.iris.graph("identity")
    found = [shown(row) for row in site.rows("identities", thing=thing, graph=graph)]
    return sorted(found, key=lambda one: (STATES.index(one.state), one.scheme, one.value))


def shown(row: Row) -> Shown:
    """Return one row of the query."""
    plain = {name: str(term.value) for name, term in row.items()}
    scheme = scheme_of(row["scheme"])
    label = scheme.label if scheme is not None else plain["scheme"]
    iri = plain.get("identifier", "")
    value = Identifier.parse(iri).shown if iri else ""
    return Shown(
        label, value, iri, plain.get("name", ""), plain["state"], plain.get("reviewer", ""),
        plain.get("at", "")[:10],
    )  # fmt: skip
