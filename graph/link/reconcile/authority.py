"""An authority's index as a service: the matcher answers, scores are its probabilities."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from babel import Locale

from ...errors import BadIdentifier
from ..authority import Organization, country_of
from ..match import Matcher, Question, ScoredCandidate
from ..schemes import Identifier
from .entities import Candidate, Entity, Property, Query, Value

__all__ = ["AuthorityService"]

SCHEME = "ror"
TYPES = ("education", "healthcare", "company", "archive", "nonprofit", "government", "facility",
         "funder", "other")  # fmt: skip


class Column(NamedTuple):
    """A property: its name, and how its values are read of a record."""

    name: str
    read: Callable[[Organization], Sequence[Value]]


def name_reader(*kinds: str) -> Callable[[Organization], list[Value]]:
    """Return what reads the names of some kinds."""
    return lambda one: [name.value for name in one.names if name.kind in kinds]


def ids(scheme: str) -> Callable[[Organization], list[Value]]:
    """Return what reads the identifiers of a scheme."""
    return lambda one: list(one.identifiers.get(scheme, ()))


def related(kind: str) -> Callable[[Organization], list[Value]]:
    """Return what reads the relations of a kind, as entities."""
    return lambda one: [Entity(r.id, r.label or r.id) for r in one.relations if r.kind == kind]


def some(read: Callable[[Organization], Value]) -> Callable[[Organization], list[Value]]:
    """Return what reads one value, none where it is empty."""
    return lambda one: [value] if (value := read(one)) else []


COLUMNS: Mapping[str, Column] = {
    "name": Column("name", name_reader("display")),
    "label": Column("other languages", name_reader("label")),
    "alias": Column("alias", name_reader("alias")),
    "acronym": Column("acronym", name_reader("acronym")),
    "country": Column("country (ISO 3166)", some(lambda one: one.country)),
    "city": Column("city", some(lambda one: one.city)),
    "region": Column("region", some(lambda one: one.region)),
    "geonames": Column("GeoNames id of the city", some(lambda one: one.geonames)),
    "latitude": Column("latitude", some(lambda one: one.point[0] if one.point else "")),
    "longitude": Column("longitude", some(lambda one: one.point[1] if one.point else "")),
    "established": Column("established (year)", some(lambda one: one.established)),
    "status": Column("status", some(lambda one: one.status)),
    "type": Column("type", lambda one: list(one.types)),
    "website": Column("website", some(lambda one: one.website)),
    "domain": Column("domain", lambda one: list(one.domains)),
    "wikidata": Column("Wikidata", ids("wikidata")), "isni": Column("ISNI", ids("isni")),
    "grid": Column("GRID", ids("grid")), "fundref": Column("Crossref Funder", ids("fundref")),
    "parent": Column("parent", related("parent")), "child": Column("child", related("child")),
    "related": Column("related", related("related")),
    "successor": Column("successor", related("successor")),
    "predecessor": Column("predecessor", related("predecessor")),
}  # fmt: skip


class AuthorityService:
    """ROR, by its index; names are shown in one language where the record has them."""

    identifier_space, schema_space = "https://ror.org/", "https://ror.readme.io/docs/fields"
    view = "https://ror.org/{id}"

    def __init__(self, matcher: Matcher, lang: str = "en") -> None:
        """Answer from a matcher."""
        self._matcher, self._index, self._lang = matcher, matcher.index, lang
        self.title = f"ROR {self._index.release.get('release', '')} ({lang})"
        self.types: Mapping[str, str] = {name: name for name in TYPES}

    def candidates(self, query: Query) -> list[Candidate]:
        """Return the matcher's candidates; a ROR id, given as such or as the name, is certain."""
        wanted = [*query.ids, *(name for name in query.names if id_of(name))]
        if wanted:
            found = [one for id_ in wanted if (one := self.entity(id_)) is not None]
            certain = [Candidate(one, 100.0, True, {"identifier": True}) for one in found]
            return [one for one in certain if fits(one.entity, query)]
        if not query.names:
            return []
        country = next(filter(None, map(country_of, query.values("country"))), "")
        asked = Question(query.names[0], country, " ".join(query.values("city")[:1]))
        match = self._matcher.match(asked)
        made = [self._candidate(one) for one in match.candidates]
        if match.verdict == "match":
            made[0] = made[0]._replace(match=True)
        return [one for one in made if fits(one.entity, query)][: query.limit]

    def _candidate(self, one: ScoredCandidate) -> Candidate:
        entity = self.entity(one.id) or Entity(one.id, one.name)
        place = entity.description.partition("; ")[0]
        words = "; ".join(filter(None, (place, *one.features)))
        described = entity._replace(description=words)
        return Candidate(described, round(one.probability * 100, 2), False, one.signals)

    def entity(self, id_: str) -> Entity | None:
        """Return the organisation of a ROR id in any written form."""
        one = self._record(id_)
        if one is None:
            return None
        there = Locale(self._lang).territories.get(one.country, one.country)
        place = ", ".join(filter(None, (one.city, there)))
        status = "" if one.status == "active" else one.status
        return Entity(one.id, self._name(one), "; ".join(filter(None, (place, status))), one.types)

    def entities(self, prefix: str, most: int) -> list[Entity]:
        """Return the organisations that the matcher finds for the beginning of a name."""
        found = (self.entity(one.id) for one in self._matcher.match(Question(prefix)).candidates)
        return [one for one in found if one is not None][:most]

    def properties(self, type_: str = "") -> list[Property]:
        """Return what a record holds; all types have the same."""
        return [Property(id_, column.name) for id_, column in COLUMNS.items()]

    def values(self, id_: str, property_: str) -> Sequence[Value]:
        """Return the values of a property of a record."""
        one = self._record(id_)
        return COLUMNS[property_].read(one) if one is not None and property_ in COLUMNS else ()

    def _record(self, id_: str) -> Organization | None:
        return self._index.record(id_of(id_))

    def _name(self, one: Organization) -> str:
        said = (name.value for name in one.names
                if name.language == self._lang and name.kind in ("display", "label"))  # fmt: skip
        return next(said, one.name)


def id_of(text: str) -> str:
    """Return the value of the ROR id that a text writes, an empty text where it writes none."""
    try:
        return Identifier.parse(text, SCHEME).value
    except BadIdentifier:
        return ""


def fits(entity: Entity, query: Query) -> bool:
    """Say whether an entity has one of the types that are asked for."""
    return not query.types or bool({*query.types} & {*entity.types})
