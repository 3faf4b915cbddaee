"""Folding and slugs."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.text import fold, slugify


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
