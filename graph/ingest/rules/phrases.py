"""Names of institutions in sentences of any language: proposals, never what is asserted.

A word that only institutions carry is the head of a name; capitals, and the words that join parts
of names, say how far it goes. The words are data (``data/organizations.tsv``).
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from ...resources import read_words
from .names import LEGAL_FORM, QUOTED, UNSPACED_WORDS, has_organization_word
from .words import WordSet

__all__ = ["find_acronyms", "find_phrases", "has_body_word"]

Range = tuple[int, int]

#: A word, or initials; the article of "l'Université" is a word of its own.
TOKEN = re.compile(
    r"(?:[^\W\d_]\.){1,3}|\b[ldLD]['’](?=\w)|[^\W\d_][\w'’ʻʼ‘`]*(?:-[^\W\d_][\w'’ʻʼ‘`]*)*"
)
#: What may stand between two words of a name.
GAP = re.compile(r"[ \t\u00a0]+")
#: "ООО «Ромашка»", "Suv Loyiha" MChJ: a name in quotes beside a legal form.
LEGAL_NAME = re.compile(
    rf"{LEGAL_FORM.pattern}\s*{QUOTED.pattern}|{QUOTED.pattern}\s*{LEGAL_FORM.pattern}"
)
#: Characters of Chinese, but for those that join names in a sentence.
HAN = "(?![与和及的])[\u4e00-\u9fff]"
UNSPACED_NAME = re.compile(rf"(?:{HAN}){{2,16}}?(?:{UNSPACED_WORDS.pattern})")
#: Words that join two names where each half has a head.
JOIN = re.compile(r"\s+(?:and|und|et|y|e|и|va|ve|ва)\s+(?:the\s+)?", re.IGNORECASE)
IN_QUOTES = re.compile(rf"\s*{QUOTED.pattern}")
ACRONYM = re.compile(r"(?<![\w-])[A-ZА-ЯЎҚҒҲ]{3,8}(?![\w-])")
#: Endings of words that follow the head of a Russian name in the genitive.
GENITIVE = re.compile(r"(?:ой|ей|ого|его|их|ых|ия|ов|ев|наук|и|а|ы)$")
#: Heads behind which an Uzbek name ends: the noun has the ending of what is possessed.
POSSESSED = re.compile(r"(?:iti|eti|asi|aji|eji|ogi|ligi|zi|ити|ети|аси|лиги)(?:\w{0,6})$")
#: Words of a name before and behind its head.
MOST_BEFORE, MOST_BEHIND = 8, 10


@cache
def words_of(use: str) -> WordSet:
    """Return the words of a use in any language."""
    table = read_words("organizations.tsv")
    return WordSet.of(word for kind, words in table if kind == use for word in words)


def has_use(word: str, use: str) -> bool:
    """Say whether a word, in any case, has a use in names."""
    return words_of(use).holds(word.casefold())


def find_phrases(text: str) -> Iterator[Range]:
    """Yield where a text seems to name an institution, in order, none within another."""
    found = [match.span() for match in LEGAL_NAME.finditer(text)]
    found += [match.span() for match in UNSPACED_NAME.finditer(text)]
    tokens = list(TOKEN.finditer(text))
    for place, token in enumerate(tokens):
        if has_use(token.group(), "body"):
            first, last = first_word(text, tokens, place), last_word(text, tokens, place)
            is_name = any(is_capital(one) for one in tokens[first : last + 1])
            end = end_of_quotes(text, tokens[last].end())
            if is_name and (last > first or end > tokens[last].end()):
                found += split_phrase(text, tokens[first].start(), end)
    end = -1
    for span in sorted(found, key=lambda one: (one[0], -one[1])):
        if span[0] >= end:
            end = span[1]
            yield span


def has_body_word(text: str) -> bool:
    """Say whether a text holds a word that only institutions carry, in any language."""
    return has_organization_word(text) or any(
        has_use(token.group(), "body") for token in TOKEN.finditer(text)
    )


def find_acronyms(text: str) -> Iterator[Range]:
    """Yield where a text has a word in capitals only."""
    yield from (match.span() for match in ACRONYM.finditer(text))


def end_of_quotes(text: str, end: int) -> int:
    """Return the end of the words in quotes that follow at once, else `end`."""
    quoted = IN_QUOTES.match(text, end)
    return quoted.end() if quoted else end


def split_phrase(text: str, start: int, end: int) -> list[Range]:
    """Return the names that a phrase joins: more than one only where each has a head."""
    for join in JOIN.finditer(text, start, end):
        halves = ((start, join.start()), (join.end(), end))
        if all(is_whole_name(text[slice(*half)]) for half in halves):
            return [halves[0], *split_phrase(text, *halves[1])]
    return [(start, end)]


def is_whole_name(text: str) -> bool:
    """Say whether a phrase may be a name by itself: a head and another word, or an acronym."""
    words = [token.group() for token in TOKEN.finditer(text)]
    has_head = len(words) > 1 and any(has_use(word, "body") for word in words)
    return has_head or ACRONYM.fullmatch(text.strip()) is not None


def first_word(text: str, tokens: Sequence[re.Match[str]], head: int) -> int:
    """Return the number of the first word of the name whose head is given."""
    word = tokens[head].group()
    is_last = POSSESSED.search(word) is not None or re.search("[а-яё]", word) is not None
    first = place = head
    while place > 0 and head - place < MOST_BEFORE:
        token = tokens[place - 1]
        if not is_joined(text, token, tokens[place]) or has_use(token.group(), "stop"):
            break
        place -= 1
        if is_capital(token):
            first = place
        elif not is_last:
            break
    return first


def last_word(text: str, tokens: Sequence[re.Match[str]], head: int) -> int:
    """Return the number of the last word of the name whose head is given."""
    if POSSESSED.search(tokens[head].group()):
        return head
    is_russian = re.search("[а-яё]", tokens[head].group()) is not None
    last = place = head
    while place + 1 < len(tokens) and place - head < MOST_BEHIND:
        token = tokens[place + 1]
        if not is_joined(text, tokens[place], token):
            break
        place += 1
        word = token.group()
        is_part = is_russian and GENITIVE.search(word) and not has_use(word, "stop")
        if is_capital(token) or is_part:
            last = place
        elif not has_use(word, "link"):
            break
    return last


def is_joined(text: str, before: re.Match[str], behind: re.Match[str]) -> bool:
    """Say whether only a space parts two words."""
    is_article = before.group()[-1] in "'’"
    return is_article or GAP.fullmatch(text, before.end(), behind.start()) is not None


def is_capital(token: re.Match[str]) -> bool:
    """Say whether a word begins with a capital."""
    return token.group()[0].isupper()
