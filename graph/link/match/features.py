"""What is compared of a text and each candidate: one row of numbers a candidate.

The rows feed the model (`forest`); the words for people are made of the same (`explain`).
"""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from rapidfuzz import fuzz

from ..authority import CURATED, Index, Organization, PlacesFound, Words, fold, split_words
from .alignment import NOTHING, Alignment, align
from .candidates import Candidate, find_candidates
from .question import Question

__all__ = ["NAMES", "ComparedCandidate", "compare_candidates"]

#: Words that say what kind of thing a name means.
HEADS = ("university", "institute", "hospital", "college", "school", "center", "academy",
         "laboratory", "department", "faculty", "clinic", "company", "ministry", "council",
         "foundation", "society", "association", "museum", "library", "agency")  # fmt: skip
KINDS = {"display": 3, "label": 2, "alias": 1, CURATED: 1, "acronym": 0}
TYPES = ("education", "healthcare", "company", "government", "facility", "nonprofit", "funder")
LEAST = 0.25


class ComparedCandidate(NamedTuple):
    """A candidate, its record, its best name's place on the text, and its row."""

    organization: Organization
    best: Alignment
    kind: str
    language: str
    country: int
    city: int
    stated: frozenset[str]
    is_acronym: bool
    is_domain: bool
    row: list[float]


class Side(NamedTuple):
    """What the comparison knows of one candidate before it sees the others."""

    candidate: Candidate
    organization: Organization
    best: Alignment
    kind: str
    language: str
    second: float
    country: int
    city: int
    region: int
    acronym: float


def compare_candidates(index: Index, asked: Question) -> list[ComparedCandidate]:
    """Return the candidates for a text, each with its row of numbers."""
    seen = index.places.find(tuple(asked.words), asked.capitals)
    capitals = {word.replace("-", "") for word in asked.capitals}
    sides = [side for one in find_candidates(index, asked)
             if (side := side_of(index, asked, one, seen, capitals)) is not None]  # fmt: skip
    rows = rows_of(index, asked, seen, sides)
    stated = frozenset([asked.country]) if asked.country else seen.countries | seen.regions
    return [
        ComparedCandidate(s.organization, s.best, s.kind, s.language, s.country, s.city, stated,
                 bool(s.acronym), s.candidate.is_domain, row)
        for s, row in zip(sides, rows, strict=True)
    ]  # fmt: skip


def side_of(
    index: Index, asked: Question, candidate: Candidate, seen: PlacesFound, capitals: set[str]
) -> Side | None:
    """Compare the names and the place of one candidate with a text."""
    one = index.organization(candidate.number)
    best, kind, language, second, acronym = NOTHING, "", "", 0.0, 0.0
    for name in one.names:
        if name.kind == "acronym":
            acronym = max(acronym, float(name.value.upper().replace(".", "") in capitals))
        for spelled in index.spelled(name):
            found = align(asked, spelled, index.weight, LEAST)
            if (found.score, KINDS[name.kind]) > (best.score, KINDS.get(kind, -1)):
                second, best, kind, language = best.score, found, name.kind, name.language
            else:
                second = max(second, found.score)
    if best is NOTHING and not acronym and not candidate.is_domain:
        return None
    return Side(candidate, one, best, kind, language, second,
                country_of(asked, seen, one), city_of(asked, seen, one),
                int(bool(one.region) and has(asked, split_words(one.region))), acronym)  # fmt: skip


def country_of(asked: Question, seen: PlacesFound, one: Organization) -> int:
    """Return 2 where the country is the text's, 1 by a region, -1 by a region, -2, 0 unknown."""
    countries = {asked.country} if asked.country else seen.countries
    if countries:
        return 2 if one.country in countries else -2
    if seen.regions:
        return 1 if one.country in seen.regions else -1
    return 0


def city_of(asked: Question, seen: PlacesFound, one: Organization) -> int:
    """Return 3 where the city is the text's, 1 where a city of its country is, -1 or 0."""
    city = split_words(one.city)
    if city and (has(asked, city) or city == asked.city):
        return 3
    if not seen.cities:
        return 0
    is_there = any(one.country in people for people in seen.cities.values())
    return (1 if is_there else -1) - (1 if city and is_there else 0)


def has(asked: Question, phrase: Words) -> bool:
    """Say whether all words of a phrase stand in the text."""
    return bool(phrase) and all(word in asked.where for word in phrase)


def rows_of(
    index: Index, asked: Question, seen: PlacesFound, sides: Sequence[Side]
) -> list[list[float]]:
    """Return the rows of all candidates of a text."""
    scores = [side.best.score for side in sides]
    order = sorted(scores, reverse=True)
    same = Counter(side.best.name for side in sides if side.best.is_whole)
    here = Counter(side.best.name for side in sides if side.best.is_whole and side.country > 0)
    strong = {side.organization.id for side in sides if side.best.is_whole}
    shared = shared_features(index, asked, seen, sides)
    return [
        [*own(index, asked, side),
         *beside(side, sides, order, same, here, strong), *shared]
        for side in sides
    ]  # fmt: skip


OWN = (
    "bm25", "part_bm25", "whole", "rank", "cover", "compact", "part", "order", "weight", "missing",
    "exact", "words", "kind", "english", "second", "acronym", "country", "city", "region",
    "city_in_name", "ratio", "part_ratio", "sorted", "folded", "partial", "heads_missing",
    "heads_extra", "before", "after", "in_first", "in_last", "status", "names", "ids", "wikidata",
    "parents", "children", "old", *TYPES,
)  # fmt: skip


def own(index: Index, asked: Question, side: Side) -> list[float]:
    """Return the features that need no other candidate."""
    found, one = side.best, side.organization
    spelled, span = " ".join(found.name), " ".join(asked.words[found.start : found.end + 1])
    first, last = part_at(asked, found.start), part_at(asked, found.end)
    around = [word for part in asked.parts[first : last + 1] for word in part]
    shown = fold(one.name)
    heads, theirs = {w for w in around if w in HEADS}, {w for w in found.name if w in HEADS}
    before, after = outside(index, asked, found, first, last)
    return [
        side.candidate.bm25, side.candidate.part_bm25, side.candidate.whole, side.candidate.rank,
        found.cover, found.compact, found.part, found.order, found.weight,
        found.total - found.weight, found.exact, len(found.name), KINDS.get(side.kind, -1),
        side.language in ("en", ""), side.second, side.acronym, side.country, side.city,
        side.region, bool(one.city) and set(split_words(one.city)) <= set(found.name),
        fuzz.ratio(spelled, span), fuzz.ratio(spelled, " ".join(around)),
        fuzz.token_sort_ratio(spelled, span), fuzz.ratio(shown, asked.folded),
        fuzz.partial_ratio(shown, asked.folded), len(theirs - heads), len(heads - theirs),
        before, after,
        first == 0, last == len(asked.parts) - 1, one.status == "active", len(one.names),
        sum(map(len, one.identifiers.values())), "wikidata" in one.identifiers,
        len(one.related("parent")), len(one.related("child")),
        one.established or 2000, *(kind in one.types for kind in TYPES),
    ]  # fmt: skip


def part_at(asked: Question, place: int) -> int:
    """Return the number of the part in which a word stands."""
    return asked.part_of[place] if asked.part_of else 0


def outside(
    index: Index, asked: Question, found: Alignment, first: int, last: int
) -> tuple[float, float]:
    """Return the weight of what stands before and after a name within its parts."""
    before = after = 0.0
    for place, (word, part) in enumerate(zip(asked.words, asked.part_of, strict=True)):
        if first <= part <= last and word not in found.name:
            before += index.weight(word) if place < found.start else 0.0
            after += index.weight(word) if place > found.end else 0.0
    return before, after


BESIDE = ("margin", "place", "ambiguous", "ambiguous_here", "within", "around", "parent_strong",
          "child_strong", "bm25_margin", "successor_strong")  # fmt: skip


def beside(
    side: Side, sides: Sequence[Side], order: list[float], same: Counter[Words],
    here: Counter[Words], strong: set[str],
) -> list[float]:  # fmt: skip
    """Return the features that compare a candidate with the others."""
    found = side.best
    best = order[0] if order[0] != found.score or len(order) < 2 else order[1]
    within = around = 0.0
    for other in sides:
        if other is not side and other.best.is_whole:
            within = max(within, contains(other.best, found) * other.best.weight)
            around = max(around, contains(found, other.best) * other.best.weight)
    one = side.organization
    return [
        found.score - best, order.index(found.score), same[found.name], here[found.name], within,
        around, bool(strong & set(one.related("parent"))), bool(strong & set(one.related("child"))),
        side.candidate.bm25 + side.candidate.part_bm25,
        bool(strong & set(one.related("successor"))),
    ]  # fmt: skip


def contains(outer: Alignment, inner: Alignment) -> bool:
    """Say whether a name's window is a longer one around another's."""
    is_around = outer.start <= inner.start and inner.end <= outer.end
    return is_around and outer.weight > inner.weight + 0.5


SHARED = ("asked_words", "asked_parts", "asked_weight", "candidates", "strong", "any_country",
          "any_city", "best_cover", "best_score")  # fmt: skip


def shared_features(
    index: Index, asked: Question, seen: PlacesFound, sides: Sequence[Side]
) -> list[float]:
    """Return the features of the text itself."""
    return [
        len(asked.words), len(asked.parts), sum(map(index.weight, asked.words)), len(sides),
        sum(side.best.is_whole for side in sides), bool(seen.countries), len(seen.cities),
        max((side.best.cover for side in sides), default=0),
        max((side.best.score for side in sides), default=0),
    ]  # fmt: skip


NAMES = (*OWN, *BESIDE, *SHARED)
