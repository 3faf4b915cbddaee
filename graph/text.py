"""Folding and slugs: how two spellings of one name are compared, and how a name becomes a path.

Folding is for matching only and is never shown. It follows `docs/reference/matching.md`:
invisible letters dropped, NFKC, case folding, one apostrophe for the six that Uzbek pages
use (U+02BB, U+02BC, U+2018, U+2019, U+0027, U+0060), Cyrillic written in Latin letters, punctuation
dropped.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from html import unescape

__all__ = [
    "BLANK",
    "HIDDEN",
    "STEM",
    "blank",
    "blank_spans",
    "clean_xml",
    "find_names",
    "find_stems",
    "fold",
    "latin",
    "plain_letters",
    "replace_unprintable",
    "shorten",
    "shorten_start",
    "slugify",
]  # fmt: skip

#: Stands for a letter that is withheld (FULL BLOCK).
BLANK = "█"
#: Joins two signs to one letter; skin tones, which change the sign before.
JOINER, TONES = "\u200d", "\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"
#: What does not stand before "…".
PAUSES = ",;:–—-("
#: Letters that are not seen and part no word: soft hyphen, spaces of no width, joiners.
UNSEEN = str.maketrans(dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff"))
#: Runs of such letters, and letters that a page writes as entities (HTML, section 13.5).
HIDDEN = re.compile(
    r"[\u00ad\u200b\u2060\ufeff]+|&(?:amp|quot|apos|lt|gt|nbsp|#\d{1,7}|#[xX][\da-fA-F]{1,6});"
)
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
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
    if text.isascii():
        lowered = text.lower()
        bare = lowered if lowered.isalpha() else lowered.replace("'", "").replace("`", "")
        return bare if bare.isalnum() else NOT_WORD.sub(" ", bare).strip()
    seen = text.translate(UNSEEN)
    lowered = unicodedata.normalize("NFKC", seen).casefold().translate(APOSTROPHES)
    joined = latin(unicodedata.normalize("NFC", lowered)).replace("'", "")
    plain = "".join(c for c in unicodedata.normalize("NFD", joined) if not unicodedata.combining(c))
    return NOT_WORD.sub(" ", plain).strip()


def plain_letters(hidden: str) -> str:
    """Return what a match of `HIDDEN` stands for; an entity of no printable letter stays."""
    letters = unescape(hidden.translate(UNSEEN)).replace("\u00a0", " ")
    return letters if letters.isprintable() else hidden


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


def blank_spans(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """Return a text with spans (start, end; in their order, they may overlap) blanked."""
    parts, done = [], 0
    for start, end in spans:
        parts += [text[done : max(start, done)], blank(text[max(start, done) : end])]
        done = max(done, end)
    return "".join([*parts, text[done:]])


def shorten(text: str, most: int) -> str:
    """Return a text of at most so many characters; one that is cut ends behind a word, with "…".

    Where not even the first word fits, it is cut between two letters as readers see them: a letter
    keeps its marks (UAX #29, extended grapheme clusters, in short).
    """
    if len(text) <= most:
        return text
    end = max(most - 1, 0)
    if not text[end].isspace():
        spaces = [place for place in range(end) if text[place].isspace()]
        whole = text[: spaces[-1]].rstrip() if spaces else ""
        end = len(whole) or letter_start(text, end)
    return f"{text[:end].rstrip().rstrip(PAUSES).rstrip()}…"


def shorten_start(text: str, most: int) -> str:
    """Return the end of a text, of at most so many characters, from a word on, with "…" before."""
    if len(text) <= most:
        return text
    start = len(text) - max(most - 1, 0)
    if not text[start - 1].isspace():
        spaces = (place for place in range(start, len(text)) if text[place].isspace())
        while start < len(text) and letter_start(text, start) != start:
            start += 1
        start = next(spaces, start)
    kept = text[start:]
    return f"…{kept.lstrip() if kept.strip() else ''}"


def letter_start(text: str, place: int) -> int:
    """Return the last place up to `place` at which a letter begins, as a reader counts them."""
    while place and (is_mark(text[place]) or text[place - 1] == JOINER):
        place -= 1
    return place


def is_mark(letter: str) -> bool:
    """Say whether a character belongs to the one before it."""
    is_surrogate = "\udc00" <= letter <= "\udfff"
    return (
        letter == JOINER
        or letter in TONES
        or is_surrogate
        or unicodedata.category(letter)[0] == "M"
    )


def clean_xml(text: str) -> str:
    """Return XML that a strict parser reads: characters that XML 1.0 lacks are replaced.

    CR is written as a reference, since a parser reads a bare one as LF (XML 1.0, section 2.11).
    """
    return replace_unprintable(text).replace("\r", "&#13;")


def replace_unprintable(text: str) -> str:
    """Return a text with U+FFFD for each character that XML 1.0 has not (section 2.2)."""
    return NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)


#: Endings of cases and plurals of names, folded: Russian after the custom of `latin`, Uzbek.
ENDINGS = (
    "a", "u", "e", "y", "i", "im", "ym", "om", "em", "oy", "ey", "oi", "ix", "ikh", "ogo",
    "omu", "s",
    "ning", "ni", "ga", "ka", "qa", "da", "dan", "lar", "larning", "larni", "larga", "lardan",
)  # fmt: skip
#: Letters that a name has at least before an ending is taken from it.
STEM = 5


def find_stems(folded: str) -> Iterator[str]:
    """Yield folded words, and what they may be forms of: their last word without an ending."""
    yield folded
    first, _, last = folded.rpartition(" ")
    for ending in ENDINGS:
        if last.endswith(ending) and len(last) - len(ending) >= STEM:
            yield f"{first} {last[: -len(ending)]}".strip()


def find_names(
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
