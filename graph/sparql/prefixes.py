"""Why a text is not SPARQL, in words: an undeclared prefix, or what the engine says.

The engine stops after a name whose prefix it does not know and tells what else could stand there.
"""

from collections.abc import Iterator

from ..errors import QuerySyntax
from ..vocab import PREFIXES
from .lexer import Token, tokenize

__all__ = ["check_prefixes", "syntax_error"]


def syntax_error(text: str, message: str) -> QuerySyntax:
    """Return the refusal of a text that is not SPARQL; `message` is what the engine says."""
    fault = QuerySyntax(message)
    token = next(find_undeclared(text), None)
    if token is None or (fault.place is not None and place_of(text, token) > fault.place):
        return fault
    line, column = place_of(text, token)
    prefix = token.text.partition(":")[0]
    base = PREFIXES.get(prefix, "")
    remedy = f"Begin with PREFIX {prefix}: <{base or 'the IRI that it stands for'}>."
    detail = f'error at {line}:{column}: the prefix "{prefix}:" is not declared'
    return QuerySyntax(detail, remedy=remedy)


def check_prefixes(text: str) -> None:
    """Refuse a text with a prefix that is not declared. Raises `QuerySyntax`."""
    if any(find_undeclared(text)):
        raise syntax_error(text, "")


def find_undeclared(text: str) -> Iterator[Token]:
    """Yield the names whose prefix was not declared before them."""
    known, before = {"_"}, ""
    for token in tokenize(text):
        prefix = token.text.partition(":")[0]
        if token.kind == "name" and before == "PREFIX":
            known.add(prefix)
        elif token.kind == "name" and prefix not in known:
            yield token
        before = token.text.upper()


def place_of(text: str, token: Token) -> tuple[int, int]:
    """Return line and column of a token, which count from 1."""
    before = text[: token.start]
    return before.count("\n") + 1, token.start - before.rfind("\n")
