"""Saved queries: a file of ``queries/`` with a header is a query with typed parameters.

In come files and values as text; out goes SPARQL with the values as terms. They are also
written as `sh:SPARQLExecutable`, and one may stand within another as a subquery.
"""

from .executables import describe_queries
from .queries import BrokenQuery, Parameter, SavedQuery, bind, load_all, state_of, without_header
from .subqueries import read_with_subqueries, replace_variables

__all__ = [
    "BrokenQuery",
    "Parameter",
    "SavedQuery",
    "bind",
    "describe_queries",
    "load_all",
    "read_with_subqueries",
    "replace_variables",
    "state_of",
    "without_header",
]
