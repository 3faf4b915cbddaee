"""Columns, LIMIT and OFFSET of a SELECT as text: is an answer longer than it may be?"""

from collections.abc import Collection
from itertools import pairwise

from .lexer import Token, tokenize

__all__ = ["columns_in_order", "limit_rows", "name_columns", "skip_rows"]

OPEN, CLOSE = frozenset("{(["), frozenset("})]")


def limit_rows(text: str, rows: int) -> str:
    """Return a SELECT that gives at most `rows` rows, the first ones (section 15.5)."""
    found = top_level_tokens(text)
    asked = number_after(found, "LIMIT")
    if asked is None:
        return insert_clause(text, found, f"LIMIT {rows}")
    return replace_number(text, asked, rows) if int(asked.text) > rows else text


def skip_rows(text: str, rows: int) -> str:
    """Return the SELECT that gives what follows the first `rows` rows of `text`."""
    found = top_level_tokens(text)
    offset, limit = number_after(found, "OFFSET"), number_after(found, "LIMIT")
    if offset is None:
        moved = insert_clause(text, found, f"OFFSET {rows}")
    else:
        moved = replace_number(text, offset, int(offset.text) + rows)
    if limit is None:
        return moved
    again = number_after(top_level_tokens(moved), "LIMIT")
    return replace_number(moved, again, int(limit.text) - rows) if again else moved


def top_level_tokens(text: str) -> list[Token]:
    """Return the tokens that stand outside all brackets."""
    depth, found = 0, []
    for token in tokenize(text):
        depth -= token.kind == "mark" and token.text in CLOSE
        if depth == 0:
            found.append(token)
        depth += token.kind == "mark" and token.text in OPEN
    return found


def number_after(found: list[Token], word: str) -> Token | None:
    """Return the number that stands after a keyword."""
    pairs = pairwise(found)
    return next((b for a, b in pairs if a.text.upper() == word and b.text.isdecimal()), None)


def replace_number(text: str, token: Token, number: int) -> str:
    """Return `text` with another number in the place of `token`."""
    return f"{text[: token.start]}{number}{text[token.start + len(token.text) :]}"


def insert_clause(text: str, found: list[Token], clause: str) -> str:
    """Return `text` with a solution modifier more, before VALUES where that ends the query."""
    values = [t for t in found if t.kind == "word" and t.text.upper() == "VALUES"]
    end = values[-1].start if values else len(text)
    return f"{text[:end]}\n{clause}\n{text[end:]}"


def columns_in_order(text: str, columns: Collection[str]) -> list[str]:
    """Return the columns of a ``SELECT *`` in the order of the text; none for other queries.

    Section 18.2.4.1 leaves the order open; the engine sorts by name, other engines do this.
    """
    if find_star(text) is None:
        return []
    named = dict.fromkeys(token.text[1:] for token in tokenize(text) if token.kind == "variable")
    return [name for name in named if name in columns]


def name_columns(text: str, columns: Collection[str]) -> str:
    """Return a query with columns in the place of the star of its SELECT."""
    place = find_star(text)
    if place is None:
        return text
    listed = " ".join(f"?{name}" for name in columns)
    return f"{text[: place.start]} {listed} {text[place.start + 1 :]}"


def find_star(text: str) -> Token | None:
    """Return the star of ``SELECT *``, None where columns are named."""
    for before, token in pairwise(top_level_tokens(text)):
        if before.text.upper() in ("SELECT", "DISTINCT", "REDUCED") and token.text == "*":
            return token
    return None
