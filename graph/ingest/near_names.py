"""Names that differ by little and are not one: a person decides whether they are."""

from collections.abc import Iterable, Iterator

from pyoxigraph import Triple

from ..store import Store, select
from ..vocab import HK, SKOS

__all__ = ["find_near_names"]

KNOWN = (
    f"SELECT ?thing ?key ?name {{ ?thing <{HK.base}matchKey> ?key ; <{SKOS.base}prefLabel> ?name }}"
)
#: Letters of a name that may differ by one from another; shorter ones often do.
SHORTEST = 4


def find_near_names(store: Store, facts: Iterable[Triple]) -> list[tuple[str, str]]:
    """Return pairs of names, one of these facts and one of them or of the register, near it.

    Near are names of one kind of thing whose folded letters differ by one letter more, less or
    another, or not at all.
    """
    found = [*facts]
    keys, labels = (
        {subject_of(t): str(getattr(t.object, "value", "")) for t in found if t.predicate == wanted}
        for wanted in (HK.matchKey, SKOS.prefLabel)
    )
    mine = {iri: (key, labels[iri]) for iri, key in keys.items() if iri in labels}
    by_shape: dict[tuple[str, str], set[str]] = {}
    for iri, (key, _) in mine.items():
        for shape in variants_of(key):
            by_shape.setdefault((kind_of(iri), shape), set()).add(iri)
    known = {row["thing"].value: (row["key"].value, row["name"].value)
             for row in select(store, KNOWN)}  # fmt: skip
    pairs = set[tuple[str, str]]()
    for iri, (key, name) in {**known, **mine}.items():
        near = {
            one for shape in variants_of(key) for one in by_shape.get((kind_of(iri), shape), ())
        }
        pairs |= {
            (mine[one][1], name) for one in near
            if one != iri and not (iri in mine and iri < one)
            and digits_of(mine[one][0]) == digits_of(key)
        }  # fmt: skip
    return sorted(pairs)


def subject_of(triple: Triple) -> str:
    """Return the IRI that a fact is about."""
    return str(getattr(triple.subject, "value", ""))


def digits_of(key: str) -> list[str]:
    """Return the digits of a key: school 1 is not school 2."""
    return [letter for letter in key if letter.isdigit()]


def kind_of(iri: str) -> str:
    """Return the kind of a thing's IRI."""
    return iri.rpartition("/")[0]


def variants_of(key: str) -> Iterator[str]:
    """Yield a key, and it without one letter, marked (another stands there) and closed up.

    Near keys have one of these in common.
    """
    yield key
    if len(key) >= SHORTEST:
        yield from (f"{key[:place]}\0{key[place + 1 :]}" for place in range(len(key)))
        yield from (f"{key[:place]}{key[place + 1 :]}" for place in range(len(key)))
