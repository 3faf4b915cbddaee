"""Which IRI a thing has: equal keys share one, a slug is never given to another key.

The key of an organisation is its normalised name, of a unit, person, event or laboratory its
institution and name, of a programme its code, of a cooperation its unit and sorted parties.
"""

import hashlib
from collections.abc import Sequence
from functools import cache
from typing import Protocol

from pyoxigraph import NamedNode

from .. import __version__
from ..iris import Iris
from ..text import slugify
from .document import Span

__all__ = ["Minter", "Slugs"]

MAX_SLUG = 120


class Slugs(Protocol):
    """Gives each key of a kind its slug, for ever; the store's ledger is one."""

    def slug(self, kind: str, key: str, wanted: str) -> str:
        """Return the slug of `key`, at first `wanted` or, where that is taken, a variant."""


class Minter:
    """Mints the IRIs of one source's things."""

    def __init__(self, iris: Iris, slugs: Slugs, source: str, institution: str, sha: str) -> None:
        """Mint under `iris` for `source`, whose units and persons are of `institution`."""
        self._iris = iris
        #: Asked once for each key: a unit stands in every row.
        self._slug = cache(slugs.slug)
        self.institution_slug = institution
        self._sha = sha[:12]
        self.source = iris.thing("source", source)

    def shared_thing(self, kind: str, name: str) -> NamedNode:
        """Return the IRI of an organisation or programme: the same name anywhere is the same."""
        key = " ".join(name.casefold().split())
        return self._iris.thing(kind, self._slug(kind, key, slugify(name)))

    def local_thing(self, kind: str, name: str) -> NamedNode:
        """Return the IRI of a thing of this institution: a unit, person, event, laboratory."""
        key = f"{self.institution_slug}|{' '.join(name.casefold().split())}"
        wanted = f"{self.institution_slug}--{slugify(name)}"
        return self._iris.thing(kind, self._slug(kind, key, wanted))

    def institution(self) -> NamedNode:
        """Return the IRI of the institution that publishes the source."""
        slug = self.institution_slug
        return self._iris.thing("organization", self._slug("organization", slug, slug))

    def cooperation(self, unit: NamedNode, parties: Sequence[NamedNode]) -> NamedNode:
        """Return the IRI of the cooperation of a unit with its parties, in any order."""
        names = [self.slug_of(unit), *sorted({self.slug_of(party) for party in parties})]
        key = "|".join(names)
        wanted = "--".join(names)
        if len(wanted) > MAX_SLUG:
            digest = hashlib.sha256(key.encode()).hexdigest()[:8]
            wanted = f"{wanted[:MAX_SLUG].rsplit('-', 1)[0].rstrip('-')}-{digest}"
        return self._iris.thing("cooperation", self._slug("cooperation", key, wanted))

    def agreement(self, cooperation: NamedNode, words: str) -> NamedNode:
        """Return the IRI of the agreement that a cooperation's cell words state."""
        slug = self.slug_of(cooperation)
        key = f"{slug}|{' '.join(words.casefold().split())}"
        return self._iris.thing("agreement", self._slug("agreement", key, slug))

    def slug_of(self, thing: NamedNode) -> str:
        """Return the slug of one of our IRIs."""
        parsed = self._iris.parse(thing.value)
        if parsed is None:
            raise ValueError(f"{thing} is not an IRI of this register")
        return parsed[1]

    def part(self, thing: NamedNode, name: str) -> NamedNode:
        """Return a ``#`` IRI of a thing's page."""
        return self._iris.fragment(thing, name)

    def of_source(self, name: str) -> NamedNode:
        """Return a ``#`` IRI of the source."""
        return self.part(self.source, name)

    def block(self, address: str) -> NamedNode:
        """Return the IRI of a table, row, cell or paragraph of this version of the file."""
        return self.of_source(f"{self._sha}-{address}")

    @property
    def run(self) -> NamedNode:
        """The IRI of this version of the converter on this version of the file."""
        return self.of_source(f"run-{self._sha}-{__version__}")

    @property
    def document(self) -> NamedNode:
        """The IRI of this version of the file."""
        return self.of_source(f"doc-{self._sha}")

    def span(self, span: Span) -> NamedNode:
        """Return the IRI of a span: by its place in the file, else in its block."""
        place = span.file_range
        if place is not None:
            return self.of_source(f"{self._sha}-s{place[0]}-{place[1]}")
        return self.of_source(f"{self._sha}-{span.block.address}-s{span.start}-{span.end}")
