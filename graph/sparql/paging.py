"""LIMIT and OFFSET of a query as text: to see whether an answer is longer than it may be."""

from itertools import pairwise

from .lexer import Token, tokens

__all__ = ["following", "limited"]

OPEN, CLOSE = frozenset("{(["), frozenset("})]")


def limited(text: str, rows: int) -> str:
    """Return a SELECT that gives at most `rows` rows, the first ones (section 15.5)."""
    found = top_level(text)
    asked = number_after(found, "LIMIT")
    if asked is None:
        return inserted(text, found, f"LIMIT {rows}")
    return replaced(text, asked, rows) if int(asked.text) > rows else text


def following(text: str, rows: int) -> str:
    """Return the SELECT that gives what follows the first `rows` rows of `text`."""
    found = top_level(text)
    offset, limit = number_after(found, "OFFSET"), number_after(found, "LIMIT")
    if offset is None:
        moved = inserted(text, found, f"OFFSET {rows}")
    else:
        moved = replaced(text, offset, int(offset.text) + rows)
    if limit is None:
        return moved
    again = number_after(top_level(moved), "LIMIT")
    return replaced(moved, again, int(limit.text) - rows) if again else moved


def top_level(text: str) -> list[Token]:
    """Return the tokens that stand outside all brackets."""
    depth, found = 0, []
    for token in tokens(text):
        depth -= token.kind == "mark" and token.text in CLOSE
        if depth == 0:
            found.append(token)
        depth += token.kind == "mark" and token.text in OPEN
    return found


def number_after(found: list[Token], word: str) -> Token | None:
    """Return the number that stands after a keyword."""
    pairs = pairwise(found)
    return next((b for a, b in pairs if a.text.upper() == word and b.text.isdecimal()), None)


def replaced(text: str, token: Token, number: int) -> str:
    """Return `text` with another number in the place of `token`."""
    return f"{text[: token.start]}{number}{text[token.start + len(token.text) :]}"


def inserted(text: str, found: list[Token], clause: str) -> str:
    """Return `text` with a solution modifier more, before VALUES where that ends the query."""
    values = [t for t in found if t.kind == "word" and t.text.upper() == "VALUES"]
    end = values[-1].start if values else len(text)
    return f"{text[:end]}\n{clause}\n{text[end:]}"
