"""Answers in pieces: rows or text of so many characters at most, and where the rest begins."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from ..text import shorten

__all__ = ["Piece", "piece_of_rows", "piece_of_text"]


class Piece(NamedTuple):
    """A part of an answer, the offset at which the next part begins (None: this was the last).

    `is_shortened` says that a row did not fit and has its longest values cut.
    """

    content: Any
    following: int | None
    is_shortened: bool = False


def piece_of_rows(rows: Sequence[Any], offset: int, limit: int, room: int) -> Piece:
    """Return the rows from `offset` on: `limit` of them, and `room` characters of JSON, at most.

    There is always one row where there are any, so that paging always ends.
    """
    found: list[Any] = []
    is_shortened, left = False, room
    for row in rows[offset : offset + limit]:
        size = len(json.dumps(row, ensure_ascii=False)) + 2
        if found and size > left:
            break
        if size > room:
            row, is_shortened = fit(row, room), True
        found.append(row)
        left -= size
    following = offset + len(found)
    return Piece(found, following if found and following < len(rows) else None, is_shortened)


def fit(value: Any, room: int) -> Any:
    """Return a value of JSON with its texts shortened, so that they are `room` characters long."""
    if isinstance(value, str):
        # A letter may take two characters as JSON writes it.
        return shorten(value, max(1, room // 2))
    if isinstance(value, Mapping):
        names = sum(len(name) + 8 for name in value)
        share = max(1, room - names) // max(1, len(value))
        return {name: fit(one, share) for name, one in value.items()}
    if isinstance(value, list):
        return [fit(one, room // max(1, len(value))) for one in value]
    return value


def piece_of_text(text: str, offset: int, room: int) -> Piece:
    """Return a text from a character on, cut behind a line, else a word, where it is too long."""
    end = offset + room
    if len(text) <= end:
        return Piece(text[offset:], None)
    places = (text.rfind(mark, offset + room // 2, end) + 1 for mark in ("\n", " "))
    end = next(filter(None, places), end)
    return Piece(text[offset:end], end)
