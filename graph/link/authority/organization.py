"""An organisation of an authority: what the matcher, the pages and the mirror know of it."""

from collections.abc import Mapping
from typing import NamedTuple

__all__ = ["Name", "Organization", "Relation"]


class Name(NamedTuple):
    """A name: its text, kind (`display`, `label`, `alias`, `acronym`), language or ""."""

    value: str
    kind: str
    language: str = ""


class Relation(NamedTuple):
    """A relation: its kind (`parent`, `child`, `related`, `successor`, `predecessor`), to whom."""

    kind: str
    id: str
    label: str = ""


class Organization(NamedTuple):
    """One record. `id` is the authority's own, without the address before it."""

    id: str
    status: str
    established: int
    types: tuple[str, ...]
    names: tuple[Name, ...]
    country: str
    region: str
    city: str
    geonames: int
    point: tuple[float, float] | None
    identifiers: Mapping[str, tuple[str, ...]]
    website: str
    domains: tuple[str, ...]
    relations: tuple[Relation, ...]

    @property
    def name(self) -> str:
        """The name that the authority shows."""
        shown = next((name for name in self.names if name.kind == "display"), None)
        return (shown or self.names[0]).value if self.names else self.id

    def related(self, kind: str) -> list[str]:
        """Return the ids of its relations of a kind."""
        return [relation.id for relation in self.relations if relation.kind == kind]
