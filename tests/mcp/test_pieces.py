"""Answers in pieces: never longer than asked, and together the whole."""

import json

from hypothesis import given
from hypothesis import strategies as st

from graph.mcp.pieces import piece_of_rows, piece_of_text

ROWS = st.lists(st.dictionaries(st.sampled_from("abc"), st.text(max_size=30), max_size=3))


@given(rows=ROWS, limit=st.integers(1, 9), room=st.integers(150, 500))
def test_pieces_of_rows_are_the_whole(rows: list[dict[str, str]], limit: int, room: int) -> None:
    found, offset = [], 0
    while True:
        piece = piece_of_rows(rows, offset, limit, room)
        assert len(piece.content) <= limit
        assert len(json.dumps(piece.content, ensure_ascii=False)) <= room + 2
        found += piece.content
        if piece.following is None:
            break
        assert piece.following > offset
        offset = piece.following
    assert piece.is_shortened or found == rows or any(len(json.dumps(r)) > room for r in rows)


@given(text=st.text(max_size=400), room=st.integers(1, 60))
def test_pieces_of_text_are_the_whole(text: str, room: int) -> None:
    found, offset = "", 0
    while True:
        piece = piece_of_text(text, offset, room)
        assert len(piece.content) <= room
        found += piece.content
        if piece.following is None:
            break
        offset = piece.following
    assert found == text


def test_a_text_is_cut_behind_a_line() -> None:
    assert piece_of_text("one two\nthree four", 0, 12).content == "one two\n"
    assert piece_of_text("one two three", 0, 9).content == "one two "
