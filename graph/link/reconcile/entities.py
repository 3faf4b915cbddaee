"""What the dialects and the services share: queries, entities, candidates, values."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol, TypeAlias

__all__ = [
    "BATCH", "DEFAULT_LIMIT", "MOST", "Candidate", "Entity", "Property", "Query", "Service",
    "Value",
]  # fmt: skip

#: Queries, ids or properties of one request; candidates of one query unless more are asked for.
BATCH, DEFAULT_LIMIT, MOST = 50, 10, 50

#: Text, number, or another entity by id and name.
Value: TypeAlias = "str | int | float | Entity"


class Entity(NamedTuple):
    """What a service knows by an id; `types` are ids of its types."""

    id: str
    name: str
    description: str = ""
    types: tuple[str, ...] = ()


class Query(NamedTuple):
    """One query of a batch: names or ids to match, and what else is known of the entity."""

    names: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    limit: int = DEFAULT_LIMIT
    properties: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def values(self, property_: str) -> tuple[str, ...]:
        """Return the values that are given for a property."""
        return tuple(
            value for name, values in self.properties if name == property_ for value in values
        )


class Candidate(NamedTuple):
    """An entity that a query may mean.

    `score` is 0 to 100; `match` says that it is certain enough to be taken without a person;
    `features` are what the score rests on: id -> number or yes and no.
    """

    entity: Entity
    score: float
    match: bool
    features: Mapping[str, float | bool]


class Property(NamedTuple):
    """What can be asked of an entity."""

    id: str
    name: str


class Service(Protocol):
    """What is reconciled against."""

    title: str
    identifier_space: str
    schema_space: str
    #: Address of an entity's page, with {id} for its id.
    view: str
    #: Type -> name.
    types: Mapping[str, str]

    def candidates(self, query: Query) -> Sequence[Candidate]:
        """Return the candidates of a query, best first, of any number."""

    def entity(self, id_: str) -> Entity | None:
        """Return an entity, None where there is none."""

    def entities(self, prefix: str, most: int) -> Sequence[Entity]:
        """Return entities of which a name begins so or has these words, best first."""

    def properties(self, type_: str = "") -> Sequence[Property]:
        """Return the properties that entities of a type may have."""

    def values(self, id_: str, property_: str) -> Sequence[Value]:
        """Return the values of a property of an entity; none where there are none."""
