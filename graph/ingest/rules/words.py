"""Words of data: whole ones, and beginnings of longer ones."""

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

__all__ = ["UNSPACED", "WordSet", "has_digit"]

#: Letters of scripts that put no space between words.
UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


class WordSet(NamedTuple):
    """Words that count as they are, and beginnings of words that count."""

    whole: frozenset[str]
    beginnings: tuple[str, ...]

    @classmethod
    def of(cls, words: Iterable[str], key: Callable[[str], str] = str) -> "WordSet":
        """Return the words of a table, where one that ends in - is a beginning.

        `key` says how words are compared.
        """
        given = [*words]
        return cls(
            frozenset(key(word) for word in given if not word.endswith("-")),
            tuple(key(word[:-1]) for word in given if word.endswith("-")),
        )

    def holds(self, word: str) -> bool:
        """Say whether a word, as `key` makes it, is one of them."""
        return word in self.whole or word.startswith(self.beginnings)


def has_digit(text: str) -> bool:
    """Say whether a text has a digit."""
    return any(char.isdecimal() for char in text)
