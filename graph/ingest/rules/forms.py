"""Forms of cooperation in free text, by the labels of the concept scheme (ontology/forms.ttl).

The longest label wins; a concept gives way to a narrower one found in the same sentence; words
that no label covers are handed back as they stand. Nothing is guessed.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from ...text import fold
from ...vocab import SKOS

__all__ = ["FormMatch", "FormScheme", "split_clauses", "split_sentences"]

WORD = re.compile(r"[^\W_]+(?:['ʻʼ‘’`-][^\W_]+)*(?:['ʻʼ‘’](?!\w))?")
SENTENCE_END = re.compile(r"(?<=[.;!?])(?<!\b[A-ZА-Я]\.)\s+(?=[^\W\d_a-z\"«“])|;\s*|\n")
CLAUSE = re.compile(r'(?:"[^"]*"|«[^»]*»|“[^”]*”|[^,])+')
PLURALS: Sequence[tuple[str, str]] = (
    ("theses", "thesis"), ("ies", "y"), ("ses", "se"), ("xes", "x"), ("ss", "ss"), ("us", "us"),
    ("is", "is"), ("s", ""), ("laridan", "i"), ("larini", "i"), ("lari", "i"), ("lar", ""),
)  # fmt: skip


@dataclass(frozen=True)
class FormMatch:
    """A concept found at `span` of a text; `exact` where the words are its preferred label."""

    concept: NamedNode
    span: tuple[int, int]
    exact: bool


def singular_of(word: str) -> str:
    """Return a folded word without the plural of English or Uzbek; never shown, only compared."""
    for ending, instead in PLURALS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: len(word) - len(ending)] + instead
    return word


def split_sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of the sentences of `text`."""
    start = 0
    for end in SENTENCE_END.finditer(text):
        yield (start, end.start())
        start = end.end()
    if text[start:].strip():
        yield (start, len(text))


def split_clauses(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of what commas part within sentences; commas in quotes part nothing."""
    for start, end in split_sentences(text):
        for match in CLAUSE.finditer(text, start, end):
            words = match.group().strip()
            if WORD.search(words):
                first = match.start() + match.group().index(words)
                yield (first, first + len(words))


def words_of(text: str) -> list[tuple[str, int, int]]:
    """Return (compared form, start, end) of each word; hyphens part words."""
    found = []
    for match in WORD.finditer(text):
        for part in re.finditer(r"[^-]+", match.group()):
            start = match.start() + part.start()
            found.append((singular_of(fold(part.group())), start, start + len(part.group())))
    return found


class FormScheme:
    """The concept scheme as a matcher: labels of all languages, and who is narrower than whom."""

    def __init__(self, triples: Sequence[Triple]) -> None:
        """Read SKOS triples; `skos:hiddenLabel` serves matching only."""
        self._broader: dict[NamedNode, NamedNode] = {}
        self._labels: dict[tuple[str, ...], tuple[NamedNode, bool]] = {}
        ranked = {SKOS.hiddenLabel: 0, SKOS.altLabel: 1, SKOS.prefLabel: 2}
        for triple in sorted(triples, key=lambda t: (ranked.get(t.predicate, -1), str(t))):
            concept, value = triple.subject, triple.object
            if not isinstance(concept, NamedNode):
                continue
            if triple.predicate == SKOS.broader and isinstance(value, NamedNode):
                self._broader[concept] = value
            elif triple.predicate in ranked and isinstance(value, Literal):
                self._add(value.value, concept, triple.predicate == SKOS.prefLabel)
        self._longest = max(map(len, self._labels), default=0)

    def _add(self, label: str, concept: NamedNode, preferred: bool) -> None:
        key = tuple(word for word, _, _ in words_of(label))
        if key:
            self._labels[key] = (concept, preferred)

    def ancestors(self, concept: NamedNode) -> Iterator[NamedNode]:
        """Yield the broader concepts of `concept`, nearest first."""
        while concept in self._broader:
            concept = self._broader[concept]
            yield concept

    def find(self, text: str) -> list[FormMatch]:
        """Return the forms that `text` names, sentence by sentence, in order."""
        found: list[FormMatch] = []
        for start, end in split_sentences(text):
            matches = list(self._longest_matches(text[start:end], start))
            wide = {a for match in matches for a in self.ancestors(match.concept)}
            found.extend(match for match in matches if match.concept not in wide)
        return found

    def _longest_matches(self, sentence: str, offset: int) -> Iterator[FormMatch]:
        words = words_of(sentence)
        position = 0
        while position < len(words):
            size = self._match_at(words, position)
            if size:
                key = tuple(word for word, _, _ in words[position : position + size])
                concept, exact = self._labels[key]
                first, last = words[position], words[position + size - 1]
                yield FormMatch(concept, (offset + first[1], offset + last[2]), exact)
            position += size or 1

    def _match_at(self, words: Sequence[tuple[str, int, int]], position: int) -> int:
        for size in range(min(self._longest, len(words) - position), 0, -1):
            if tuple(word for word, _, _ in words[position : position + size]) in self._labels:
                return size
        return 0

    @property
    def labels(self) -> Mapping[tuple[str, ...], tuple[NamedNode, bool]]:
        """Compared words -> concept, and whether they are its preferred label."""
        return self._labels
