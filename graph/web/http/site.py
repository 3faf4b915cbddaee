"""What the pages are made of: the store, its names, its saved queries, its words."""

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import current_app, g, has_request_context
from pyoxigraph import Literal, NamedNode

from ...errors import UsageError
from ...iris import Iris
from ...saved import (
    BrokenQuery,
    SavedQuery,
    bind,
    load_all,
    read_with_subqueries,
    replace_variables,
    state_of,
)
from ...settings import Settings
from ...sparql import literal_n3
from ...store import Row, Rows, Store, construct, select
from .words import Index, Words

__all__ = ["KEY", "Site", "left_out", "the_site"]

KEY = "hamkor"
T = TypeVar("T")
#: Answers about things that are remembered.
REMEMBERED = 500


@dataclass
class Site:
    """One register on the web. What it remembers, it remembers for one version of the store."""

    settings: Settings
    store: Store
    iris: Iris
    queries_dir: Path
    _lock: Any = field(default_factory=threading.Lock)
    _making: dict[str, Any] = field(default_factory=dict)
    _known: dict[str, tuple[str, Any]] = field(default_factory=dict)
    _rows: OrderedDict[tuple[Any, ...], Any] = field(default_factory=OrderedDict)

    @property
    def root(self) -> str:
        """The path below which clients see this site, without a closing slash; mostly empty."""
        return urlsplit(self.settings.public_url).path.rstrip("/")

    @property
    def mirrors(self) -> Mapping[str, str]:
        """Services that are answered here -> their graphs; by the base, and by the address."""
        graph = self.iris.mirror("ror").value
        address = Iris(self.settings.public_url or self.iris.base).mirror("ror").value
        return {graph: graph, address: graph}

    @property
    def queries(self) -> Mapping[str, SavedQuery | BrokenQuery]:
        """The saved queries."""
        own = [Path(self.settings.queries)] if self.settings.queries else []
        folders = [self.queries_dir, *own]
        found: Mapping[str, SavedQuery | BrokenQuery] = self.make_for_version(
            "queries", state_of(*own), lambda: load_all(*folders)
        )
        return found

    @property
    def words(self) -> Words:
        """The labels of terms, forms and things."""
        words: Words = self.make_once("words", lambda: Words.read(self.rows("labels")))
        return words

    @property
    def inverse_words(self) -> Words:
        """Return what relations are called when they are read from their object."""
        words: Words = self.make_once(
            "inverse words", lambda: Words.read(self.rows("inverse-labels"))
        )
        return words

    @property
    def index(self) -> Index:
        """The search index."""
        index: Index = self.make_once("index", lambda: Index.read(self.rows("names"), self.iris))
        return index

    def rows(self, page: str, **terms: NamedNode | Literal) -> list[Row]:
        """Return the rows of a query of ``queries/pages`` with its variables bound as terms.

        Those of the last things that were asked about are remembered: a thing has a page in
        several languages, cards and frames. The rows are shared: do not change them.
        """
        if not terms:
            return note_left_out(select(self.store, self.text(page)))
        rows: Rows[Row] = self.remember(
            cache_key(page, terms), lambda: select(self.store, self.text(page, **terms))
        )
        return note_left_out(rows)

    def saved_rows(self, name: str, **values: str) -> list[Row]:
        """Return the rows of a saved query of ours with the values of its parameters."""
        saved = self.queries[name]
        if not isinstance(saved, SavedQuery):
            raise UsageError(saved.reason, where=name)
        text = bind(saved, values, self.iris)
        rows: list[Row] = self.remember(text, lambda: select(self.store, text))
        return rows

    def remember(self, name: Any, make: Any) -> Any:
        """Return what `make` gives, remembered for what was asked last of this version."""
        key = (self.store.version(), name)
        with self._lock:
            if key in self._rows:
                self._rows.move_to_end(key)
                return self._rows[key]
        found = make()
        with self._lock:
            self._rows[key] = found
            while len(self._rows) > REMEMBERED:
                self._rows.popitem(last=False)
        return found

    def text(self, page: str, **terms: NamedNode | Literal) -> str:
        """Return a query of ``queries/pages`` with its variables bound as terms."""
        path = self.queries_dir / "pages" / f"{page}.rq"
        raw = self.make_once(f"text {page}", lambda: read_with_subqueries(path))
        return "".join(
            replace_variables(raw, {name: literal_n3(term) for name, term in terms.items()})
        )

    def triples(self, page: str, **terms: NamedNode | Literal) -> list[Any]:
        """Return the triples of a CONSTRUCT of ``queries/pages``, remembered as rows are."""
        found: Rows[Any] = self.remember(
            cache_key(page, terms), lambda: construct(self.store, self.text(page, **terms))
        )
        return note_left_out(found)

    def make_once(self, name: str, make: Any) -> Any:
        """Return what `make` gives, made once for each version of the store."""
        return self.make_for_version(name, self.store.version(), make)

    def make_for_version(self, name: str, version: str, make: Any) -> Any:
        """Return what `make` gives, made once for each version of what it is made of.

        Only requests for the same name wait meanwhile: a dump takes seconds.
        """
        with self._lock:
            making = self._making.setdefault(name, threading.RLock())
        with making:
            known = self._known.get(name)
            if known is None or known[0] != version:
                known = self._known[name] = (version, make())
            return known[1]


def note_left_out(found: Rows[T]) -> Rows[T]:
    """Return rows or triples; the answer to the present request will say what is not in them."""
    if found.left_out and has_request_context():
        g.left_out = left_out() + found.left_out
    return found


def left_out() -> int:
    """Return how many values are too long for the answer to the present request."""
    return int(g.get("left_out", 0))


def cache_key(page: str, terms: Mapping[str, NamedNode | Literal]) -> tuple[Any, ...]:
    """Return what names a query of a page with its terms."""
    return (page, *((name, str(term)) for name, term in sorted(terms.items())))


def the_site() -> Site:
    """Return the site of the present application."""
    site: Site = current_app.extensions[KEY]
    return site
