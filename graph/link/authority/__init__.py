"""Records of an authority (ROR) on disk: read from a dump, indexed, looked up by name.

In comes the dump of a release; out goes an index that is replaced whole. No store, no decision.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from . import ror
from .aliases import CURATED, add_aliases
from .build import BEFORE, build_index
from .download import ZENODO, fetch
from .index import Index, key
from .organization import Name, Organization, Relation
from .places import PlacesFound, country_of
from .words import Words, fold, split_words

__all__ = [
    "AUTHORITIES",
    "BEFORE",
    "CURATED",
    "ZENODO",
    "Authority",
    "Index",
    "Name",
    "Organization",
    "PlacesFound",
    "Relation",
    "Words",
    "add_aliases",
    "build_index",
    "country_of",
    "fetch",
    "fold",
    "key",
    "split_words",
]


class Authority(NamedTuple):
    """An authority: how its dump is read, which release a file's name tells, its licence."""

    read_dump: Callable[[Path], Iterator[Organization]]
    release_of: Callable[[Path], str]
    licence: str


#: Name of an authority, as in `link.schemes` -> how its files are read.
AUTHORITIES = {"ror": Authority(ror.read_dump, ror.release_of, ror.LICENCE)}
