"""SPARQL as text: tokens, what is refused, terms. Pure: nothing here asks a store."""

from .dataset import dataset_clause
from .guard import QueryForm, check_length, check_query, check_update, query_form
from .lexer import Token, tokens
from .mirrors import with_mirrors
from .paging import following, limited
from .rewrite import rewritten
from .silent import without_silent_loads
from .terms import literal_n3, term_of
from .using import with_using

__all__ = [
    "QueryForm", "Token", "check_length", "check_query", "check_update", "dataset_clause",
    "following", "limited", "literal_n3", "query_form", "rewritten", "term_of", "tokens",
    "with_mirrors", "with_using", "without_silent_loads",
]  # fmt: skip
