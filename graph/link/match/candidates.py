"""Which organisations a text may mean: whole names within it, and names that share its words."""

from typing import NamedTuple

from ..authority import Index, key, split_words
from .question import Question

__all__ = ["Candidate", "find_candidates"]

LONGEST_NAME = 14
#: A single word that names more organisations than this says nothing.
MOST_OWNERS = 30
SEARCHED, SEARCHED_PART, PARTS = 70, 15, 8
#: How many go on to be compared word by word.
KEPT = 24


class Candidate(NamedTuple):
    """An organisation by its number, and how it was found.

    `bm25` and `part_bm25` are those of its best name for the text and for one part of it, as
    shares of the best; `whole` is the weight of its longest name that stands in the text;
    `is_domain` says that the web domain that is asked is its own.
    """

    number: int
    bm25: float
    part_bm25: float
    whole: float
    rank: int
    is_domain: bool = False


def find_candidates(index: Index, asked: Question) -> list[Candidate]:
    """Return the candidates for a text, most likely first."""
    whole = whole_names(index, asked)
    full = word_shares(index, tuple(asked.words), SEARCHED)
    part = dict[int, float]()
    parts = [one for one in asked.parts if len(one) > 1] if len(asked.parts) > 1 else []
    telling = sorted(parts, key=lambda one: -sum(map(index.weight, one)) / len(one))[:PARTS]
    for one in telling:
        for number, share in word_shares(index, one, SEARCHED_PART).items():
            part[number] = max(part.get(number, 0.0), share)
    heaviest = max(whole.values(), default=1.0)
    found = [
        Candidate(number, full.get(number, 0.0), part.get(number, 0.0), whole.get(number, 0.0), 0)
        for number in {*whole, *full, *part}
    ]
    found.sort(key=lambda one: (-(one.bm25 + one.part_bm25 + 2 * one.whole / heaviest), one.number))
    own = index.of_domain(asked.domain) if asked.domain else []
    known = {one.number for one in found[:KEPT]}
    others = (Candidate(n, 0.0, 0.0, 0.0, 0) for n in dict.fromkeys(own) if n not in known)
    return [
        one._replace(rank=rank, is_domain=one.number in own)
        for rank, one in enumerate([*found[:KEPT], *others])
    ]


def word_shares(index: Index, asked: tuple[str, ...], limit: int) -> dict[int, float]:
    """Return organisation -> BM25 of its best name, as a share of the best of all."""
    found = dict[int, float]()
    hits = index.search(asked, limit)
    for hit in hits:
        found.setdefault(hit.organization, hit.score / hits[0].score)
    return found


def whole_names(index: Index, asked: Question) -> dict[int, float]:
    """Return the organisations of which a whole name stands in the text, with its weight."""
    phrases = [
        tuple(asked.words[start:end])
        for start in range(len(asked.words))
        for end in range(start + 1, min(start + LONGEST_NAME, len(asked.words)) + 1)
    ]
    phrases += filter(None, map(split_words, asked.capitals))
    best = dict[int, float]()
    for phrase, owners in zip(phrases, index.whole([*map(key, phrases)]), strict=True):
        if owners and (len(phrase) > 1 or len(owners) <= MOST_OWNERS):
            weight = sum(map(index.weight, phrase))
            for number in owners:
                best[number] = max(best.get(number, 0.0), weight)
    return best
