"""Folding and slugs."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.text import fold, shorten, shorten_start, slugify


@pytest.mark.parametrize("apostrophe", "ʻʼ‘’'`")
def test_the_apostrophes_of_uzbek_fold_to_one(apostrophe: str) -> None:
    assert fold(f"O{apostrophe}zbek") == "ozbek"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ўзбекистон", "Oʻzbekiston"),
        ("ТОШКЕНТ", "toshkent"),
        ("Агентство", "agentstvo"),
        ("K.A.  Timiryazev", "k a timiryazev"),
        ("Қарши", "Qarshi"),
    ],
)
def test_alphabets_and_case_fold_together(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@given(st.text(max_size=60))
def test_folding_is_stable(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=200))
def test_a_slug_is_a_slug(text: str) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slugify(text))
    assert len(slugify(text)) <= 96


@given(st.text(alphabet="ab é\u0301\u200d👩🏽\n,-", max_size=80), st.integers(1, 40))
def test_a_text_is_cut_behind_a_word(text: str, most: int) -> None:
    cut = shorten(text, most)
    assert len(cut) <= most or cut == text
    if cut != text:
        kept = cut.removesuffix("…")
        rest = text.removeprefix(kept)
        assert cut.endswith("…") and text.startswith(kept)
        assert not kept or not (unicodedata.combining(rest[0]) or rest[0] in "\u200d🏽")
        is_at_word = not kept or not rest[0].isalnum() or not kept[-1].isalnum()
        assert is_at_word or len(text.split()[0]) >= most


@pytest.mark.parametrize(
    ("text", "most", "cut"),
    [
        ("Tashkent State University of Law", 20, "Tashkent State…"),
        ("one two", 7, "one two"), ("one, two three", 8, "one…"), ("Verwaltungsgericht", 8, "Verwalt…"),
        ("ae\u0301ae\u0301ae\u0301", 6, "ae\u0301a…"), ("👩‍🔬👩‍🔬", 5, "👩‍🔬…"), ("one\ntwo", 5, "one…"),
    ],
)  # fmt: skip
def test_cuts(text: str, most: int, cut: str) -> None:
    assert shorten(text, most) == cut


@given(st.text(alphabet="ab é\u0301\u200d👩🏽\n", max_size=80), st.integers(1, 40))
def test_a_text_begins_at_a_word(text: str, most: int) -> None:
    cut = shorten_start(text, most)
    assert len(cut) <= most or cut == text
    kept = cut.removeprefix("…")
    assert text.endswith(kept)
    if cut != text and kept:
        before = text.removesuffix(kept)[-1]
        assert before.isspace() or len(text.split()[-1]) >= most - 1


def test_starts() -> None:
    assert shorten_start("Tashkent State University", 17) == "…State University"
    assert shorten_start("Tashkent State University", 16) == "…University"
    assert shorten_start("one two", 7) == "one two"


@pytest.mark.parametrize("letter", ["\u00ad", "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff"])
def test_a_letter_that_nobody_sees_parts_no_word(letter: str) -> None:
    assert fold(f"Sam{letter}arkand") == "samarkand"
    assert slugify(f"Sam{letter}arkand") == "samarkand"
