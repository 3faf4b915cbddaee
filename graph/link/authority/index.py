"""An authority's index on disk: names in tantivy, whole names by hash, records, word counts.

A folder holds it all and is replaced as one. Names are documents of their own, since BM25 of a
name says more than BM25 of all names of an organisation; the n-th document is the n-th name.
"""

import hashlib
import json
import math
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import tantivy

from ...errors import NotFound
from .organization import Name, Organization
from .places import Places
from .records import Unpacker
from .words import Words, split_words

__all__ = ["FIELD", "FORMAT", "Hit", "Index", "domain_key", "key", "spellings"]

FIELD = "name"
ARRAYS = ("hashes", "hashed", "owners", "places", "numbers")
#: Changes with what is in the folder; an index of another one is built anew.
FORMAT = 2


class Hit(NamedTuple):
    """A name that a search found: number of its organisation, number of the name, BM25."""

    organization: int
    name: int
    score: float


def key(text: Words | str) -> int:
    """Return the hash of a whole name, the same on every machine."""
    joined = text if isinstance(text, str) else " ".join(text)
    return int.from_bytes(hashlib.blake2b(joined.encode(), digest_size=8).digest(), "little")


def spellings(name: Name) -> Iterator[Words]:
    """Yield the words of a name, and of the name without what stands in brackets at its end."""
    yield split_words(name.value)
    if name.value.endswith(")") and " (" in name.value:
        yield split_words(name.value[: name.value.rindex(" (")])


def domain_key(domain: str) -> str:
    """Return what a domain is hashed as: no name has such a text."""
    return f"@{domain}"


class Index:
    """An index that was built before, open for reading."""

    def __init__(self, folder: Path) -> None:
        """Open the index of a folder. Raises `NotFound` where there is none."""
        if not (folder / "release.json").is_file():
            remedy = "Run: hamkor authority update ror FILE"
            raise NotFound("no authority has been read yet", where=folder.name, remedy=remedy)
        self.release: dict[str, Any] = json.loads((folder / "release.json").read_text())
        if self.release.get("format") != FORMAT:
            remedy = "Run: hamkor authority update ror FILE"
            raise NotFound("another version built this index", where=folder.name, remedy=remedy)
        self._unpacker = Unpacker((folder / "dictionary").read_bytes())
        self._names = tantivy.Index.open(str(folder / "names"))
        self._schema, self._searcher = self._names.schema, self._names.searcher()
        arrays = {name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in ARRAYS}
        self._hashes, self._hashed, self._owners, self._places, self._numbers = arrays.values()
        self._records = np.memmap(folder / "records", dtype=np.uint8, mode="r")
        self._ids = (folder / "ids.txt").read_text().split("\n")
        self._counts: dict[str, int] = json.loads((folder / "words.json").read_text())
        self._weights = dict[str, float]()
        self.places = Places(folder / "cities.json")
        self.organization = lru_cache(4096)(self._organization)
        self.spelled = lru_cache(32768)(lambda name: tuple(spellings(name)))

    def ids(self) -> Iterator[str]:
        """Yield the ids of all organisations, in order."""
        yield from self._ids

    def __len__(self) -> int:
        """Return how many organisations there are."""
        return len(self._numbers)

    def weight(self, word: str) -> float:
        """Return how much a word tells: its inverse document frequency."""
        known = self._weights.get(word)
        if known is None:
            known = math.log(1 + len(self._owners) / (self._counts.get(word, 1)))
            self._weights[word] = known
        return known

    def knows(self, word: str) -> bool:
        """Say whether more than one name has a word."""
        return word in self._counts

    def _organization(self, number: int) -> Organization:
        """Return an organisation by its number."""
        start, end = self._places[number], self._places[number + 1]
        return self._unpacker.unpack(self._records[start:end].tobytes())

    def number(self, id_: str) -> int | None:
        """Return the number of an organisation by its id, None where there is none."""
        place = bisect_left(self._ids, id_)
        is_there = place < len(self._ids) and self._ids[place] == id_
        return int(self._numbers[place]) if is_there else None

    def record(self, id_: str) -> Organization | None:
        """Return an organisation by its id, None where there is none."""
        number = self.number(id_)
        return None if number is None else self.organization(number)

    def whole(self, hashes: Sequence[int]) -> list[list[int]]:
        """Return, for each hash, the numbers of the organisations with exactly that name."""
        asked = np.array(hashes, dtype=np.uint64)
        left = np.searchsorted(self._hashes, asked, "left")
        right = np.searchsorted(self._hashes, asked, "right")
        return [
            self._hashed[a:b].tolist() if b > a else [] for a, b in zip(left, right, strict=True)
        ]

    def of_domain(self, domain: str) -> list[int]:
        """Return the numbers of the organisations with a web domain, or with one above it."""
        parts = domain.split(".")
        above = [".".join(parts[start:]) for start in range(len(parts) - 1)]
        found = self.whole([key(domain_key(one)) for one in above])
        return next(filter(None, found), [])

    def search(self, asked: Words, limit: int) -> list[Hit]:
        """Return the names that share words with `asked`, best BM25 first."""
        should = tantivy.Occur.Should
        terms = [(should, self._term(word)) for word in dict.fromkeys(asked)]
        hits = self._searcher.search(tantivy.Query.boolean_query(terms), limit, count=False).hits
        return [Hit(int(self._owners[address.doc]), address.doc, score) for score, address in hits]

    def _term(self, word: str) -> tantivy.Query:
        """Return the query of a word; one that is long and unknown may have a slip."""
        if len(word) > 4 and not self.knows(word):
            return tantivy.Query.fuzzy_term_query(self._schema, FIELD, word, distance=1)
        return tantivy.Query.term_query(self._schema, FIELD, word)
