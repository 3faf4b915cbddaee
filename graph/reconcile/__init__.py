"""Reconciliation: names in, candidates out, as the W3C Community Group's API has it. No Flask here.

Two services (`authority`, `register`) say what they know of entities; two dialects (`published` is
0.2, `draft` is 1.0) read requests and write answers.
"""

from . import draft, published
from .authority import AuthorityService
from .entities import Candidate, Entity, Query, Service
from .register import RegisterService

__all__ = [
    "AuthorityService", "Candidate", "Entity", "Query", "RegisterService", "Service", "draft",
    "published",
]  # fmt: skip
