"""How deep and how long a text of SPARQL is, counted token by token.

pyoxigraph parses, plans and drops by recursion, and each join, filter and BIND of a query is one
level of its plan, so a text that never nests can overflow its stack too (decision 0006).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from ..errors import QueryRefused
from .lexer import Token

__all__ = ["MAX_NESTING", "Structure"]

MAX_NESTING = 100
MAX_CHAIN = 500
MAX_TERMS = 2000
OPEN, CLOSE = frozenset("([{"), frozenset(")]}") | {">>"}
#: Marks of which long chains recurse in the parser, and what ends a chain within its brackets.
CHAINED = frozenset(
    ["+", "-", "*", "/", "|", "||", "&&", "!", "^", "=", "<", ">", ">=", "<=", "!="]
)
ENDS_CHAIN = frozenset(".;,")
#: Words that add a level to the plan.
COUNTED_WORDS = frozenset(
    ["UNION", "OPTIONAL", "MINUS", "IN", "EXISTS", "FILTER", "AS", "SELECT", "VALUES", "GRAPH"]
)
#: What a token of a pattern adds in terms, of which a triple has three; every term adds one.
WEIGHTS: Mapping[str, int] = {"{": 1, "[": 1, ",": 2, ";": 1, "~": 2}
LIST_ITEM = 3
#: The block in braces after these holds data: rows, quads or a template, which are flat.
DATA_WORDS = frozenset(["VALUES", "DATA", "INSERT", "DELETE", "CONSTRUCT"])
#: Words that are terms, which need no boundary between them; a bracket after one begins a list.
TERM = re.compile(r"(?:true|false|a)+", re.IGNORECASE)


NOTHING = Token("mark", "", 0)


class Kind(Enum):
    """What a bracket holds."""

    PATTERN = auto()
    LIST = auto()
    EXPRESSION = auto()
    DATA = auto()


@dataclass
class Structure:
    """What was counted so far: open brackets, links of the present chain, words, terms.

    Each open bracket has its kind and the links before it: a chain within a link of another is
    deeper by it, one after it is not.
    """

    open: list[tuple[Kind, int]] = field(default_factory=lambda: [(Kind.PATTERN, 0)])
    chain: int = 0
    words: int = 0
    terms: int = 0
    is_data_next: bool = False
    before: Token = NOTHING
    second: Token = NOTHING

    def count(self, token: Token) -> None:
        """Take the next token. Raises `QueryRefused` for what the engine could not bear."""
        self.terms += self._terms(token)
        if token.kind == "mark":
            self._mark(token)
        elif token.kind == "word":
            word = token.text.upper()
            self.is_data_next = word in DATA_WORDS
            self.words += word in COUNTED_WORDS and self.open[-1][0] is not Kind.DATA
        self.before, self.second = token, self.before
        self._check()

    def add_links(self, links: int) -> None:
        """Count links that a token would have if it were read in another way."""
        self.chain += links

    def _mark(self, token: Token) -> None:
        if token.text in CLOSE:
            self.chain = self.open.pop()[1] if len(self.open) > 1 else self.chain
        elif token.text in OPEN or (token.text == "<" and self.before.text == "<"):
            self.open.append((self._kind_of(token), self.chain))
        elif token.text in ENDS_CHAIN:
            self.chain = self.open[-1][1]
            if token.text == ";" and len(self.open) == 1:
                self.words = self.terms = 0
        elif self.open[-1][0] is not Kind.DATA:
            is_double = token.text == "^^" and self.before.kind != "string"
            self.chain += (token.text in CHAINED) + 2 * is_double

    def _kind_of(self, token: Token) -> Kind:
        """Return what a bracket holds that opens now."""
        outer = self.open[-1][0]
        if token.text == "{":
            is_data, self.is_data_next = self.is_data_next or outer is Kind.DATA, False
            return Kind.DATA if is_data else Kind.PATTERN
        if token.text != "(" or outer in (Kind.DATA, Kind.EXPRESSION):
            return Kind.PATTERN if outer is Kind.LIST else outer
        named = self.second if self.before.kind in ("iri", "name") else self.before
        is_call = named.kind == "word" and not TERM.fullmatch(named.text)
        return Kind.EXPRESSION if is_call else Kind.LIST

    def _terms(self, token: Token) -> int:
        kind = self.open[-1][0]
        if kind in (Kind.DATA, Kind.EXPRESSION):
            return 0
        if token.kind == "mark" and not (kind is Kind.LIST and token.text in OPEN):
            return WEIGHTS.get(token.text, 0)
        return LIST_ITEM if kind is Kind.LIST else 1

    def _check(self) -> None:
        if len(self.open) - 1 > MAX_NESTING:
            raise QueryRefused(f"brackets are nested deeper than {MAX_NESTING}")
        if max(self.chain, self.words) > MAX_CHAIN:
            raise QueryRefused(f"a chain of operators is longer than {MAX_CHAIN}")
        if self.terms > MAX_TERMS:
            raise QueryRefused(f"the patterns have more than {MAX_TERMS} terms")
