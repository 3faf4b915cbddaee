"""Folding and slugs: how two spellings of one name are compared, and how a name becomes a path.

Folding is for matching only and is never shown. It follows `docs/reference/matching.md`:
NFKC, case folding, one apostrophe for the six that Uzbek pages use (U+02BB, U+02BC, U+2018,
U+2019, U+0027, U+0060), Cyrillic written in Latin letters, punctuation dropped.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping

__all__ = ["BLANK", "blank", "fold", "found_names", "latin", "slugify"]

#: Stands for a letter that is withheld (FULL BLOCK).
BLANK = "█"
APOSTROPHES = str.maketrans(dict.fromkeys("ʻʼ‘’'`´", "'"))

#: Cyrillic to Latin after the Uzbek alphabet of 1995; letters of Russian alone follow its custom.
CYRILLIC: Mapping[str, str] = {
    **dict(zip("абвгдзийклмнопрстуфхқғў", "abvgdziyklmnoprstufxqgo", strict=True)),
    "е": "e",
    "ё": "yo",
    "ж": "j",
    "ц": "ts",
    "ч": "ch",
    "ш": "sh",
    "щ": "sh",
    "ъ": "",
    "ы": "i",
    "ь": "",
    "э": "e",
    "ю": "yu",
    "я": "ya",
    "ҳ": "h",
}
TO_LATIN = str.maketrans(dict(CYRILLIC))

NOT_WORD = re.compile(r"[\W_]+")
#: A word with the apostrophes within it, without the "'s" of English.
WORD = re.compile(r"[^\W_]+(?:['ʻʼ‘’`´](?!s\b)[^\W_]+)*")


def latin(text: str) -> str:
    """Write the Cyrillic letters of lower-case `text` in Latin ones."""
    return text.translate(TO_LATIN)


def fold(text: str) -> str:
    """Return the match key of `text`: words of plain Latin letters and digits, one space apart.

    >>> fold("O‘zbek  Ekspertiza") == fold("ўзбек экспертиза")
    True
    """
    lowered = unicodedata.normalize("NFKC", text).casefold().translate(APOSTROPHES)
    joined = latin(unicodedata.normalize("NFC", lowered)).replace("'", "")
    plain = "".join(c for c in unicodedata.normalize("NFD", joined) if not unicodedata.combining(c))
    return NOT_WORD.sub(" ", plain).strip()


def slugify(text: str, limit: int = 96) -> str:
    """Return `text` as words of ``[a-z0-9]`` joined by hyphens; ``thing`` where nothing is left.

    A slug is cut at a word so that it has at most `limit` characters.
    """
    ascii_words = [word for word in fold(text).encode("ascii", "ignore").decode().split() if word]
    slug = "-".join(ascii_words)
    if len(slug) > limit:
        slug = slug[: limit + 1].rsplit("-", 1)[0][:limit]
    return slug or "thing"


def blank(words: str) -> str:
    """Return words with each letter replaced; where they were, and how many, can still be seen."""
    return "".join(letter if letter.isspace() else BLANK for letter in words)


def found_names(
    text: str, counts: Collection[int], is_name: Callable[[str], bool]
) -> Iterator[tuple[int, int]]:
    """Yield start and end of runs of words that are a name; `is_name` is asked of folded words.

    `counts` are the numbers of words that names have. Dots and hyphens part words, as in `fold`, so
    "A.U." has two.
    """
    words = [found.span() for found in WORD.finditer(text)]
    for count in counts:
        for place in range(len(words) - count + 1 if count else 0):
            start, end = words[place][0], words[place + count - 1][1]
            if is_name(fold(text[start:end])):
                yield start, end
