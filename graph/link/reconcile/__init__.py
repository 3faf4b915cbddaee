"""Reconciliation: names in, candidates out, as the W3C Community Group's API has it.

Two services (`authority`, `register`) say what they know of entities. Two dialects (`published` is
0.2, `draft` is 1.0) read requests and write answers. It knows no Flask.
"""

from . import draft, published
from .authority import AuthorityService
from .entities import Candidate, Entity, Query, Service
from .reading import parse_json, require_text
from .register import Name, RegisterService

__all__ = [
    "AuthorityService",
    "Candidate",
    "Entity",
    "Name",
    "Query",
    "RegisterService",
    "Service",
    "draft",
    "parse_json",
    "published",
    "require_text",
]
