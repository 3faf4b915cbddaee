"""Labels by language, with honest fallbacks, and the index that search reads."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from ...iris import Iris
from ...store import Row
from ...text import fold

__all__ = ["LANGUAGES", "Hit", "Index", "Words"]

LANGUAGES = ("en", "uz", "ru")


@dataclass(frozen=True)
class Words:
    """IRI -> language ("" for none) -> label."""

    labels: Mapping[str, Mapping[str, str]]

    @classmethod
    def read(cls, rows: Iterable[Row]) -> "Words":
        """Read rows of ``?thing ?label``."""
        labels: dict[str, dict[str, str]] = {}
        for row in rows:
            label = row["label"]
            if isinstance(label, Literal):
                by_language = labels.setdefault(str(row["thing"].value), {})
                by_language.setdefault(label.language or "", label.value)
        return cls(labels)

    def label(self, iri: str, language: str) -> str:
        """Return a label: in the language, else without one, else English, else any, else name."""
        known = self.labels.get(iri, {})
        for choice in (language, "", "en"):
            if choice in known:
                return known[choice]
        return next(iter(known.values()), local_name(iri))


def local_name(iri: str) -> str:
    """Return the last part of an IRI."""
    return iri.rstrip("/#").rsplit("#", 1)[-1].rsplit("/", 1)[-1]


@dataclass(frozen=True)
class Hit:
    """A thing that a search found."""

    iri: str
    kind: str
    label: str


@dataclass(frozen=True)
class Index:
    """The names of all things, folded."""

    entries: tuple[tuple[str, Hit], ...]

    @classmethod
    def read(cls, rows: Iterable[Row], iris: Iris) -> "Index":
        """Read rows of ``?thing ?name ?label``."""
        entries: dict[tuple[str, str], Hit] = {}
        for row in rows:
            thing = row["thing"]
            parsed = iris.parse(thing.value) if isinstance(thing, NamedNode) else None
            kind = parsed.kind if parsed and not parsed.fragment else "form"
            if parsed is None or not parsed.fragment:
                hit = Hit(str(thing.value), kind, str(row["label"].value))
                entries.setdefault((fold(str(row["name"].value)), hit.iri), hit)
        return cls(tuple((key, hit) for (key, _), hit in entries.items()))

    def search(self, text: str, limit: int = 50) -> list[Hit]:
        """Return the things of which a name holds every word of `text`, the closest first."""
        words = fold(text).split()
        if not words:
            return []
        found: dict[str, tuple[tuple[bool, bool, int, str], Hit]] = {}
        for key, hit in self.entries:
            if all(word in key for word in words):
                whole = " ".join(words)
                rank = (key != whole, not key.startswith(whole), len(key), hit.label)
                if hit.iri not in found or rank < found[hit.iri][0]:
                    found[hit.iri] = (rank, hit)
        return [hit for _, hit in sorted(found.values(), key=lambda pair: pair[0])][:limit]
