"""SPARQL as text: tokens, what is refused, rewrites, paging, terms.

In comes the text of a request; out comes text that the engine answers rightly, or a refusal with
its place. Pure: nothing here asks a store.
"""

from .dataset import add_using, dataset_clause
from .guard import QueryForm, check_length, check_query, check_update, query_form
from .lexer import Token, tokenize
from .mirrors import replace_mirrors
from .paging import columns_in_order, limit_rows, name_columns, skip_rows
from .prefixes import check_prefixes, syntax_error
from .rewrite import drop_silent_loads, rewrite_query, rewrite_update
from .terms import literal_n3, term_of

__all__ = [
    "QueryForm",
    "Token",
    "add_using",
    "check_length",
    "check_prefixes",
    "check_query",
    "check_update",
    "columns_in_order",
    "dataset_clause",
    "drop_silent_loads",
    "limit_rows",
    "literal_n3",
    "name_columns",
    "query_form",
    "replace_mirrors",
    "rewrite_query",
    "rewrite_update",
    "skip_rows",
    "syntax_error",
    "term_of",
    "tokenize",
]  # fmt: skip
