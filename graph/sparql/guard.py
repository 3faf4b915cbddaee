"""What is refused before an engine sees it: SERVICE, LOAD, deep nesting, long chains, long texts.

pyoxigraph follows every SERVICE and LOAD, and a query of 1.1 KB that nests deeply enough kills
its process, so both are looked for in the text. Its parser has no tokens: keywords need no
boundary (`trueSERVICE<x>`, `LOADSILENT<x>`), `<` is read as less-than where no IRI can stand, a
string with a wrong escape is tried again as a shorter one. Therefore a word or prefix that only
contains SERVICE or LOAD is refused, and so is a text that the two readings would take for
different things (docs/decisions/0006-guard.md has the argument, token by token).
"""

import re
from collections.abc import Mapping
from enum import StrEnum

from ..errors import QueryRefused, QuerySyntax
from .lexer import Token, tokenize, unescape
from .structure import MAX_NESTING, Structure

__all__ = ["MAX_QUERY", "QueryForm", "check_length", "check_query", "check_update", "query_form"]

MAX_QUERY = 64 * 1024
#: A shorter text with fewer marks than the nesting that is allowed cannot exceed a limit.
SHORT = 2000


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
    "SERVICE": "Ask that server yourself and join the answers, or ask our mirror of ROR.",
    "LOAD": "Fetch the file yourself and use `hamkor load FILE`.",
}
SUSPECT = re.compile(r"service|load|\\[uU]", re.IGNORECASE)
MARKS = re.compile(r"[(\[{<>+\-*/|&!^=~,;]")
#: A keyword within a word, within a prefix, or after a full stop of a name.
HIDDEN: Mapping[str, re.Pattern[str]] = {
    "word": re.compile(r"service|load", re.IGNORECASE),
    "name": re.compile(r"(?:service|load)[^:]*:|\.(?:service|load)", re.IGNORECASE),
}
#: An IRI that cannot also be less-than and an expression: nothing divides twice.
CERTAIN = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*://")
LINKS = re.compile(r"[-+*/!=&|^]")
#: A backslash that begins no escape; one that ends the escape of a backslash begins none.
WRONG_ESCAPE = re.compile(
    r"""(?<!\\)(?:\\\\)*+\\(?!["'\\tbnrf]|u(?![dD][89a-fA-F])[0-9A-Fa-f]{4}
        |U(?:0000(?![dD][89a-fA-F])|000[1-9a-fA-F]|0010)[0-9A-Fa-f]{4})""",
    re.VERBOSE,
)


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
    """Refuse SERVICE, LOAD and structures that the parser cannot bear, in one pass.

    Texts with codepoint escapes are read twice: as pyoxigraph does, which resolves them in
    strings and IRIs only, and as section 19.2 wants it, which other engines follow.
    """
    is_short = len(text) < SHORT and len(MARKS.findall(text)) <= MAX_NESTING
    if not is_short or SUSPECT.search(text):
        read(text)
        plain = unescape(text)
        if plain != text:
            read(plain)


def read(text: str) -> None:
    """Look at every token of one reading of a text."""
    seen = Structure()
    for token in tokenize(text):
        if token.kind in HIDDEN:
            refuse_hidden(token)
        elif token.kind == "string" and WRONG_ESCAPE.search(token.text):
            raise QuerySyntax("a string has an escape that SPARQL does not", where=place(token))
        elif token.kind == "iri" and not is_declared(seen.before, seen.second):
            seen.add_links(links_within(token))
        seen.count(token)


def is_declared(before: Token, second: Token) -> bool:
    """Say whether what comes is the IRI of BASE or PREFIX, where less-than cannot stand."""
    return before.text.upper() == "BASE" or second.text.upper() == "PREFIX"


def links_within(token: Token) -> int:
    """Return how many operators an IRI would hold if it were less-than and an expression.

    Raises `QueryRefused` where that reading would hide a comment, a string or a bracket.
    """
    if CERTAIN.match(token.text):
        return 0
    if any(mark in token.text for mark in "#'(["):
        detail = f'"{token.text}" can be read as an IRI and as a comparison'
        remedy = "Declare a PREFIX for the IRI, or put blanks around the <."
        raise QueryRefused(detail, where=place(token), remedy=remedy)
    return len(LINKS.findall(token.text))


def refuse_hidden(token: Token) -> None:
    """Refuse a keyword that would connect out, alone or within a longer word or prefix."""
    found = HIDDEN[token.kind].search(token.text)
    if found is None:
        return
    word = "SERVICE" if "service" in found.group().lower() else "LOAD"
    if token.kind == "name":
        detail = f'"{token.text}" could be read as {word}, which is refused'
        raise QueryRefused(detail, where=place(token), remedy="Give the prefix another name.")
    raise QueryRefused(REFUSED[word], where=place(token), remedy=REMEDIES[word])


def place(token: Token) -> str:
    """Return where a token is, for people."""
    return f"character {token.start}"


def query_form(text: str) -> QueryForm:
    """Return the form of a query: its first keyword after the prologue.

    Raises `QueryRefused` for an update and `QuerySyntax` where no query begins.
    """
    skip = 0
    for token in tokenize(text):
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
