"""Linking texts to the identifiers of an authority: index, comparison, verdict. No store here."""

from . import ror
from .asked import Asked
from .index import BEFORE, Index, build
from .matcher import Match, Matcher, Scored
from .organization import Name, Organization, Relation
from .places import country_of
from .words import words

__all__ = [
    "BEFORE", "Asked", "Index", "Match", "Matcher", "Name", "Organization", "Relation", "Scored",
    "build", "country_of", "ror", "words",
]  # fmt: skip
