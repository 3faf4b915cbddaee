"""Our own register as a service: what a source named, by any of its names.

A score is how alike the words are, not a probability: there are too few things to learn from. Only
the same words, of one thing alone, are a certain match.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode
from rapidfuzz import fuzz

from ...iris import KINDS, Iris
from ...store import Store, select
from ...vocab import NAMESPACES, expand
from ..authority import split_words
from .entities import Candidate, Entity, Property, Query, Value

__all__ = ["Name", "RegisterService"]

#: Unlike words are worth less than this share of the same ones; a candidate needs `LEAST`.
UNLIKE, LEAST = 0.95, 40.0
#: What a score keeps when a property that is asked for has another value.
OTHER_VALUE = 0.6
USED = "SELECT DISTINCT ?p { ?s ?p ?o FILTER(STRSTARTS(STR(?s), %s)) }"


class Name(NamedTuple):
    """One name of a thing: its IRI and the text."""

    thing: str
    text: str


class RegisterService:
    """The things of the register that have a page."""

    def __init__(
        self, store: Store, iris: Iris, names: Sequence[Name], label: Callable[[str], str],
        types: Mapping[str, str],
    ) -> None:  # fmt: skip
        """Answer from a store; `label` gives a thing's or term's label in a language."""
        self._store, self._iris, self._label = store, iris, label
        self._names = [(name.thing, split_words(name.text)) for name in names]
        self._names = [
            (thing, found) for thing, found in self._names if found and self._kind(thing)
        ]
        self.title, self.types = f"Hamkor ({iris.base})", types
        self.identifier_space, self.schema_space = f"{iris.base}id/", "https://w3id.org/hamkor#"
        self.view = f"{iris.base}id/{{id}}"

    def candidates(self, query: Query) -> list[Candidate]:
        """Return the things with the likest names."""
        best = dict[str, float]()
        for text in query.names:
            asked = split_words(text)
            for thing, name in self._names if asked else ():
                score = alike(asked, name)
                best[thing] = max(best.get(thing, 0.0), score)
        for id_ in query.ids:
            if (entity := self.entity(id_)) is not None:
                best[self._iri(entity.id)] = 100.0
        kept = [(thing, score) for thing, score in best.items() if score >= LEAST]
        kept = [(t, s) for t, s in kept if not query.types or self._kind(t) in query.types]
        have = {
            name: self._find_by_name([t for t, _ in kept], name) for name, _ in query.properties
        }
        found = sorted((self._candidate(t, score, query, have) for t, score in kept), key=order)
        certain = [one for one in found if one.score == 100.0]
        alone = certain[0].entity.id if len(certain) == 1 else ""
        return [one._replace(match=one.entity.id == alone) for one in found[: query.limit]]

    def _find_by_name(self, things: Sequence[str], property_: str) -> dict[str, set[str]]:
        """Return thing -> the values of a property, in small letters, of those that have any."""
        try:
            predicate = expand(property_)
        except ValueError:
            return {}
        found: dict[str, set[str]] = {}
        named = " ".join(f"<{thing}>" for thing in things)
        text = f"SELECT ?s ?o {{ VALUES ?s {{ {named} }} ?s {predicate} ?o }}"
        for row in select(self._store, text) if things else ():
            value = self._value(row["o"])
            shown = value.id if isinstance(value, Entity) else str(value)
            found.setdefault(str(row["s"].value), set()).add(shown.lower())
        return found

    def _candidate(
        self, thing: str, score: float, query: Query, having: Mapping[str, Mapping[str, set[str]]]
    ) -> Candidate:
        features: dict[str, float | bool] = {"name_likeness": round(score / 100, 4)}
        for property_, wanted in query.properties:
            have = having[property_].get(thing, set())
            is_same = bool(have & {value.lower() for value in wanted})
            features[f"same_{property_}"] = is_same
            score *= 1 if is_same or not have else OTHER_VALUE
        return Candidate(self._entity(thing), round(score, 2), False, features)

    def entity(self, id_: str) -> Entity | None:
        """Return a thing by `kind/slug` or its IRI."""
        iri = self._iri(id_)
        return self._entity(iri) if any(thing == iri for thing, _ in self._names) else None

    def entities(self, prefix: str, most: int) -> list[Entity]:
        """Return the things of which a name has all words of the prefix, the last one begun."""
        asked = split_words(prefix)
        found = dict.fromkeys(thing for thing, name in self._names if begins(asked, name))
        return [self._entity(thing) for thing in [*found][:most]]

    def properties(self, type_: str = "") -> list[Property]:
        """Return the properties that things (of a kind) have."""
        start = Literal(f"{self._iris.base}id/{type_}")
        found = (row["p"] for row in select(self._store, USED % start))
        shorts = {short_of(term) for term in found if isinstance(term, NamedNode)}
        return [
            Property(short, self._label(expand(short).value)) for short in sorted(shorts - {""})
        ]

    def values(self, id_: str, property_: str) -> list[Value]:
        """Return the values of a property of a thing; things as entities."""
        try:
            thing, predicate = NamedNode(self._iri(id_)), expand(property_)
        except ValueError:
            return []
        rows = select(self._store, f"SELECT ?o {{ {thing} {predicate} ?o }} ORDER BY ?o")
        return [self._value(row["o"]) for row in rows]

    def _value(self, term: object) -> Value:
        value = str(getattr(term, "value", ""))
        if isinstance(term, NamedNode):
            return self._entity(value) if self._kind(value) else value
        return value

    def _entity(self, iri: str) -> Entity:
        kind = self._kind(iri)
        name = self._iris.parse(iri)
        id_ = f"{name.kind}/{name.slug}" if name else iri
        return Entity(id_, self._label(iri), self.types.get(kind, ""), (kind,) if kind else ())

    def _kind(self, iri: str) -> str:
        name = self._iris.parse(iri)
        return name.kind if name is not None and not name.fragment and name.kind in KINDS else ""

    def _iri(self, id_: str) -> str:
        return id_ if id_.startswith(self._iris.base) else f"{self._iris.base}id/{id_}"


def order(one: Candidate) -> tuple[float, str]:
    """Return where a candidate stands."""
    return -one.score, one.entity.id


def alike(asked: tuple[str, ...], name: tuple[str, ...]) -> float:
    """Return how alike two names are, 0 to 100; 100 only for the same words."""
    if sorted(asked) == sorted(name):
        return 100.0
    return UNLIKE * fuzz.token_sort_ratio(" ".join(asked), " ".join(name))


def begins(asked: tuple[str, ...], name: tuple[str, ...]) -> bool:
    """Say whether a name has all words, the last one perhaps only begun."""
    whole, last = asked[:-1], asked[-1:]
    return all(word in name for word in whole) and all(
        any(word.startswith(start) for word in name) for start in last
    )


def short_of(term: NamedNode) -> str:
    """Return `prefix:name` of one of our terms, else an empty text."""
    return next(prefixed_names(term), "")


def prefixed_names(term: NamedNode) -> Iterator[str]:
    """Yield `prefix:name` for each prefix that a term has."""
    for prefix, space in NAMESPACES.items():
        if term.value.startswith(space.base) and term in [*space]:
            yield f"{prefix}:{term.value[len(space.base) :]}"
