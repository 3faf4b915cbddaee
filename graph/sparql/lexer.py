"""A linear lexer of SPARQL 1.1 (section 19.8): enough to tell keywords from what only looks so.

Parsing with a full grammar costs ten times a small query; this skips strings, IRIs and comments
in one pass and hands out the rest. It takes the longest token, as the specification has it;
pyoxigraph does not (it has no tokens at all), so `guard` looks at where the two may differ.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

__all__ = ["Token", "tokenize", "unescape"]


class Token(NamedTuple):
    """A token: its kind (`word`, `name`, `variable`, `iri`, `string`, `number`, `mark`), text."""

    kind: str
    text: str
    start: int


#: Each alternative is tried at the position where the last one ended; none can backtrack far.
GRAMMAR = re.compile(
    r"""(?P<space>\s+|\#[^\r\n]*)
    |(?P<string>\"{3}(?:[^"\\]|\\.|\"(?!\"\"))*+\"{3}|'{3}(?:[^'\\]|\\.|'(?!''))*+'{3}
        |\"(?:[^"\\\r\n]|\\.)*+\"|'(?:[^'\\\r\n]|\\.)*+')
    |(?P<iri><(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*+>)
    |(?P<variable>[?$]\w++)
    |(?P<language>@[A-Za-z]++(?:-[A-Za-z0-9]++)*+)
    |(?P<name>(?:[^\W\d_](?:[\w.·-]*[\w·-])?)?:
            (?:(?:[\w:]|%[0-9A-Fa-f]{2}|\\.)(?:\.*(?:[\w:·-]|%[0-9A-Fa-f]{2}|\\.))*+)?
        |_:\w(?:\.*[\w·-])*+)
    |(?P<number>(?:\d++\.?\d*+|\.\d++)(?:[eE][+-]?\d++)?)
    |(?P<word>[^\W\d]\w*+)
    |(?P<mark>>>|&&|\|\||\^\^|[<>!]=|.)""",
    re.VERBOSE | re.DOTALL,
)
#: Characters of a text whose tokens are remembered, and how many texts: eight megabytes at most.
SHORT, REMEMBERED = 8_000, 32
ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


def unescape(text: str) -> str:
    """Resolve codepoint escapes; one beyond Unicode is left for the parser to refuse."""

    def character(match: re.Match[str]) -> str:
        code = int(match.group(1) or match.group(2), 16)
        return chr(code) if code <= 0x10FFFF else match.group()

    return ESCAPE.sub(character, text)


def tokenize(text: str) -> Iterator[Token]:
    """Yield the tokens of `text`, without white space and comments.

    Those of the last short texts are remembered: a query is looked at several times on its way.
    """
    return iter(cached_tokens(text)) if len(text) <= SHORT else scan_tokens(text)


@lru_cache(maxsize=REMEMBERED)
def cached_tokens(text: str) -> tuple[Token, ...]:
    """Return the tokens of a text that is short."""
    return tuple(scan_tokens(text))


def scan_tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a text as they are found."""
    for match in GRAMMAR.finditer(text):
        if match.lastgroup != "space" and match.lastgroup is not None:
            yield Token(match.lastgroup, match.group(), match.start())
