"""Names as the words that they have in common: one alphabet, no accents, no case, no endings.

`words("Каршинский инженерно-экономический институт")` and a Latin spelling of the same give the
same list, so that an index can compare them. Nothing of it replaces a name that is shown.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

from ...resources import data_dir

__all__ = ["Words", "fold", "split_words"]

Words = tuple[str, ...]

#: Cyrillic as Russian and Uzbek names are written in Latin by their owners.
CYRILLIC: Mapping[int, str] = str.maketrans({
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z",
    "и": "i", "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
    "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh",
    "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya",
    "ў": "o", "қ": "q", "ғ": "g", "ҳ": "h", "і": "i", "ї": "i", "є": "e", "ґ": "g",
})  # fmt: skip
#: Letters that stand for themselves in Unicode, as they are written without their mark.
LETTERS: Mapping[int, str] = str.maketrans({
    "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i",
    "\u2018": "'", "\u2019": "'", "\u02bb": "'", "\u02bc": "'", "`": "'",
    "\u00b4": "'", "\u02b9": "'",
})  # fmt: skip
MARKS = re.compile("[\u0300-\u036f]")
ELISION = re.compile(r"\b(?:l|d|dell|dall|nell|all|sull|degl)'(?=\w{3})")
#: Two words glued by a cut line: `addressGoogle`.
GLUED = re.compile(r"(?<=[a-z]{3})(?=[A-Z][a-z]{3})")
INITIALS = re.compile(r"\b(?:\w\.){2,}")
#: `A&M`, `A & M`, `R and D`; and what the first is short for.
LETTER_PAIR = re.compile(r"\b([a-z])\s*(?:&|and)\s*([a-z])\b")
A_AND_M = re.compile(r"\bagricultural?\s+(?:and\s+|&\s*)?mechani(?:cal|zation|sation|cs)\b")
#: Latin words and numbers; words of other alphabets with their vowel signs.
WORD = re.compile("[a-z0-9]+|[^\\W_a-z0-9](?:[^\\W_a-z0-9]|[\u0900-\u0e7f])*")
COMMENT, NOTHING = "#", "."


def fold(text: str) -> str:
    """Return a text in lower case Latin without accents, where its alphabet has a Latin form."""
    text = GLUED.sub(" ", text).lower()
    if not text.isascii():
        text = unicodedata.normalize("NFC", text).translate(CYRILLIC)
        text = MARKS.sub("", unicodedata.normalize("NFKD", text)).translate(LETTERS)
    if "'" in text:
        text = ELISION.sub(" ", text).replace("'", "")
    if "." in text:
        text = INITIALS.sub(lambda match: match.group().replace(".", "") + " ", text)
    if "&" in text or " and " in text:
        text = LETTER_PAIR.sub(r"\1and\2", A_AND_M.sub("aandm", text))
    return text


@cache
def load_lexicon() -> Mapping[str, str]:
    """Return word -> the word that stands for it; for one that says nothing, an empty text."""
    found = dict[str, str]()
    for line in (data_dir() / "lexicon.tsv").read_text(encoding="utf-8").splitlines():
        head, _, others = line.partition("\t")
        if not line.startswith(COMMENT):
            stands = "" if head == NOTHING else head
            found.update((fold(word), stands) for word in others.split())
    return found


def split_words(text: str) -> Words:
    """Return the words of a text, each as the one that stands for it, in their order."""
    known = load_lexicon()
    found = (known.get(word, word) for word in WORD.findall(fold(text)))
    return tuple(word for word in found if word)
