"""Linking texts to the identifiers of an authority: index, comparison, verdict. No store here."""

from . import ror
from .aliases import with_aliases
from .asked import Asked
from .build import BEFORE, build
from .download import ZENODO, fetch
from .index import Index
from .matcher import Match, Matcher, Scored
from .organization import Name, Organization, Relation
from .places import country_of
from .words import words

__all__ = [
    "BEFORE", "ZENODO", "Asked", "Index", "Match", "Matcher", "Name", "Organization", "Relation",
    "Scored", "build", "country_of", "fetch", "ror", "with_aliases", "words",
]  # fmt: skip
