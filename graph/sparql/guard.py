"""What is refused before an engine sees it: SERVICE, LOAD, deep nesting, long chains, long texts.

pyoxigraph follows every SERVICE and LOAD, and a query of 1.1 KB that nests deeply enough kills
its process, so both are looked for in the text. Outside of strings, IRIs, comments, variables
and prefixed names, SERVICE can only be the federation clause and LOAD only the update form: no
other production of the grammar has these words, so finding the token is enough to refuse.
"""

import re
from collections.abc import Mapping
from enum import StrEnum

from ..errors import QueryRefused, QuerySyntax
from .lexer import Token, tokens, unescape

__all__ = ["MAX_QUERY", "QueryForm", "check_length", "check_query", "check_update", "query_form"]

MAX_QUERY = 64 * 1024
MAX_NESTING = 100
MAX_CHAIN = 500


class QueryForm(StrEnum):
    """The four forms of a SPARQL query."""

    SELECT = "SELECT"
    ASK = "ASK"
    CONSTRUCT = "CONSTRUCT"
    DESCRIBE = "DESCRIBE"


UPDATE_WORDS = frozenset(
    ["INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"]
)
REFUSED: Mapping[str, str] = {
    "SERVICE": "SERVICE would send this request to another server; this one never connects out",
    "LOAD": "LOAD would fetch a document from the network; this service never connects out",
}
REMEDIES: Mapping[str, str] = {
    "SERVICE": "Ask that server yourself and join the answers.",
    "LOAD": "Fetch the file yourself and use `hamkor load FILE`.",
}
OPEN, CLOSE = frozenset("([{") | {"<<"}, frozenset(")]}") | {">>"}
#: Marks of which long chains recurse in the parser; a full stop, a semicolon, a brace ends one.
CHAINED = frozenset(
    ["+", "-", "*", "/", "|", "||", "&&", "!", "^", "=", "<", ">", ">=", "<=", "!="]
)
ENDS_CHAIN = frozenset(".;{}")
COUNTED_WORDS = frozenset(["UNION", "OPTIONAL", "MINUS", "IN", "EXISTS"])
SUSPECT = re.compile(r"service|load|\\[uU]", re.IGNORECASE)
MANY = re.compile(r"<<|[(\[{+\-*/|!^=]")


def check_query(text: str) -> QueryForm:
    """Return the form of a query that may be evaluated.

    Raises `QueryRefused` for what this service does not do and `QuerySyntax` for a text that is
    no query at all. Every store asks this of every query, our own included.
    """
    scan(text)
    return query_form(text)


def check_length(text: str) -> None:
    """Refuse a query of a caller that is longer than `MAX_QUERY` bytes."""
    if len(text.encode("utf-8", "surrogatepass")) > MAX_QUERY:
        remedy = "Split it, or use a saved query with parameters."
        raise QueryRefused(f"the query is longer than {MAX_QUERY:,} bytes", remedy=remedy)


def check_update(text: str) -> None:
    """Refuse an update that would connect out or harm the parser."""
    scan(text)


def scan(text: str) -> None:
    """Refuse SERVICE, LOAD and structures that the parser cannot bear, in one pass."""
    if not SUSPECT.search(text) and len(MANY.findall(text)) <= MAX_NESTING:
        return
    depth = chain = words = 0
    before = ""
    for token in tokens(unescape(text)):
        if token.kind == "word":
            refuse_word(token)
            words += token.text.upper() in COUNTED_WORDS
        elif token.kind == "mark":
            depth += (token.text in OPEN) - (token.text in CLOSE)
            links = (token.text in CHAINED) + 2 * (token.text == "^^" and before != "string")
            chain = 0 if token.text in ENDS_CHAIN else chain + links
        before = token.kind
        if depth > MAX_NESTING:
            raise QueryRefused(f"brackets are nested deeper than {MAX_NESTING}")
        if max(chain, words) > MAX_CHAIN:
            raise QueryRefused(f"a chain of operators is longer than {MAX_CHAIN}")


def refuse_word(token: Token) -> None:
    """Refuse a keyword that would connect out."""
    word = token.text.upper()
    if word in REFUSED:
        where = f"character {token.start}"
        raise QueryRefused(REFUSED[word], where=where, remedy=REMEDIES[word])


def query_form(text: str) -> QueryForm:
    """Return the form of a query: its first keyword after the prologue.

    Raises `QueryRefused` for an update and `QuerySyntax` where no query begins.
    """
    skip = 0
    for token in tokens(unescape(text)):
        word = token.text.upper()
        if skip:
            skip -= 1
        elif word in ("BASE", "PREFIX"):
            skip = 1 if word == "BASE" else 2
        elif word in QueryForm.__members__:
            return QueryForm[word]
        elif word in UPDATE_WORDS:
            raise QueryRefused("this is an update, not a query", remedy="Updates go to /update.")
        else:
            break
    remedy = "A query begins with SELECT, ASK, CONSTRUCT or DESCRIBE, after its prefixes."
    raise QuerySyntax("no query begins here", remedy=remedy)
