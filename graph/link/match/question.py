"""What is asked: a text about an institution, taken apart, and what else is known of it."""

import re
from collections import defaultdict
from functools import cached_property

from rapidfuzz import fuzz, process

from ...text import HIDDEN, plain_letters
from ..authority import Words, fold, split_words

__all__ = ["Question"]

PART = re.compile(r"[,;|()\[\]\n\t]| [-–—] |\. (?=[A-Z])")
CAPITALS = re.compile(r"\b[A-ZА-ЯЎҚҒҲ][A-ZА-ЯЎҚҒҲ&-]{1,11}\b")
#: No name of an institution needs more; what follows is not looked at.
MOST_WORDS = 120
LIKE = 84.0
SHORTENED = 3


class Question:
    """A text and its hints: country (ISO 3166-1 alpha-2), city, domain; empty where unknown."""

    def __init__(self, text: str, country: str = "", city: str = "", domain: str = "") -> None:
        """Take a text apart into parts and words; hidden letters and entities are plain ones."""
        text = HIDDEN.sub(lambda match: plain_letters(match.group()), text)
        self.text, self.country, self.domain = text, country.upper(), domain.lower()
        self.city, self.folded = split_words(city), fold(text)
        self.words: list[str] = []
        self.part_of: list[int] = []
        self.parts: list[Words] = []
        for part in PART.split(text):
            found = split_words(part)[: MOST_WORDS - len(self.words)]
            if found:
                self.part_of += [len(self.parts)] * len(found)
                self.words += found
                self.parts.append(found)
        self.where: dict[str, list[int]] = defaultdict(list)
        for place, word in enumerate(self.words):
            self.where[word].append(place)
        self._near = dict[str, tuple[str, float]]()

    @cached_property
    def capitals(self) -> list[str]:
        """The words in capitals: acronyms, states."""
        return CAPITALS.findall(self.text)

    def near(self, word: str) -> tuple[str, float]:
        """Return the word of the text most like `word`, and how like (0 to 1; 0 for none).

        A beginning of three letters or more is like the whole, as people shorten words.
        """
        if word in self.where:
            return word, 1.0
        if word not in self._near:
            self._near[word] = self._nearest(word)
        return self._near[word]

    def _nearest(self, word: str) -> tuple[str, float]:
        for other in self.where:
            short, long_ = sorted((word, other), key=len)
            if len(short) >= SHORTENED and long_.startswith(short):
                return other, 0.5 + 0.4 * len(short) / len(long_)
        found = process.extractOne(word, self.where.keys(), scorer=fuzz.ratio, score_cutoff=LIKE)
        return (found[0], found[1] / 100 * 0.9) if found and len(word) > 3 else ("", 0.0)
