"""SPARQL as text: tokens, what is refused, terms. Pure: nothing here asks a store."""

from .guard import QueryForm, check_length, check_query, check_update, query_form
from .lexer import Token, tokens
from .terms import literal_n3, term_of

__all__ = [
    "QueryForm", "Token", "check_length", "check_query", "check_update", "literal_n3",
    "query_form", "term_of",
    "tokens",
]  # fmt: skip
