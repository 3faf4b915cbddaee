"""What the pages are made of: the store, its names, its saved queries, its words."""

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import current_app
from pyoxigraph import Literal, NamedNode

from ..iris import Iris
from ..saved_queries import BrokenQuery, SavedQuery, load_all, replaced, state_of
from ..settings import Settings
from ..sparql import literal_n3
from ..store import Row, Store, construct, select
from .words import Index, Words

__all__ = ["KEY", "Site", "the_site"]

KEY = "hamkor"
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
        found: Mapping[str, SavedQuery | BrokenQuery] = self.kept(
            "queries", state_of(*own), lambda: load_all(*folders)
        )
        return found

    @property
    def words(self) -> Words:
        """The labels of terms, forms and things."""
        words: Words = self.once("words", lambda: Words.read(self.rows("labels")))
        return words

    @property
    def index(self) -> Index:
        """The search index."""
        index: Index = self.once("index", lambda: Index.read(self.rows("names"), self.iris))
        return index

    def rows(self, page: str, **terms: NamedNode | Literal) -> list[Row]:
        """Return the rows of a query of ``queries/pages`` with its variables bound as terms.

        Those of the last things that were asked about are remembered: a thing has a page in
        several languages, cards and frames. Whoever gets rows does not change them.
        """
        if not terms:
            return select(self.store, self.text(page))
        rows: list[Row] = self.remembered(
            asked(page, terms), lambda: select(self.store, self.text(page, **terms))
        )
        return rows

    def remembered(self, name: Any, make: Any) -> Any:
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
        raw = self.once(f"text {page}", lambda: path.read_text(encoding="utf-8"))
        return "".join(replaced(raw, {name: literal_n3(term) for name, term in terms.items()}))

    def triples(self, page: str, **terms: NamedNode | Literal) -> list[Any]:
        """Return the triples of a CONSTRUCT of ``queries/pages``, remembered as rows are."""
        found: list[Any] = self.remembered(
            asked(page, terms), lambda: construct(self.store, self.text(page, **terms))
        )
        return found

    def once(self, name: str, make: Any) -> Any:
        """Return what `make` gives, made once for each version of the store."""
        return self.kept(name, self.store.version(), make)

    def kept(self, name: str, version: str, make: Any) -> Any:
        """Return what `make` gives, made once for each version of what it is made of.

        Whoever asks for the same waits meanwhile, and nobody else: a dump takes seconds.
        """
        with self._lock:
            making = self._making.setdefault(name, threading.RLock())
        with making:
            known = self._known.get(name)
            if known is None or known[0] != version:
                known = self._known[name] = (version, make())
            return known[1]


def asked(page: str, terms: Mapping[str, NamedNode | Literal]) -> tuple[Any, ...]:
    """Return what names a query of a page with its terms."""
    return (page, *((name, str(term)) for name, term in sorted(terms.items())))


def the_site() -> Site:
    """Return the site of the present application."""
    site: Site = current_app.extensions[KEY]
    return site
