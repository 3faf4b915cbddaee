"""Quotes: words of a document with what stands around them, found again after it was edited.

A quote is a TextQuoteSelector of the Web Annotation Data Model (section 4.2.4): the exact words,
some characters before them and some behind. Its text is that of the document's blocks, one a line,
so that it holds for every format and does not depend on an encoding.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import takewhile
from typing import NamedTuple

from ..document import Block, Span

__all__ = ["Quote", "QuoteFinder"]

#: Characters that are kept on either side of the words.
AROUND = 32
#: Characters of one side that must still stand beside the words.
ENOUGH = 8


class Quote(NamedTuple):
    """Exact words, and the characters before and behind them."""

    exact: str
    prefix: str = ""
    suffix: str = ""


class QuoteFinder:
    """Finds quotes in the blocks of one document, and makes them."""

    def __init__(self, blocks: Iterable[Block]) -> None:
        """Join the blocks to one text."""
        self._blocks = tuple(blocks)
        self._starts, end = [], 0
        for block in self._blocks:
            self._starts.append(end)
            end += len(block.text) + 1
        self._text = "\n".join(block.text for block in self._blocks)
        self._numbers = {block.address: number for number, block in enumerate(self._blocks)}

    def quote(self, span: Span) -> Quote:
        """Return the quote of a span."""
        start = self._starts[self._numbers[span.block.address]] + span.start
        end = start + len(span.words)
        prefix = self._text[max(start - AROUND, 0) : start]
        return Quote(span.words, prefix, self._text[end : end + AROUND])

    def find(self, quote: Quote, near: Span | None = None) -> Span | None:
        """Return where a quote stands now, or None where its words or both sides have changed.

        Of several places the one counts around which most has stayed; of equal ones, the first in
        the block of `near`. None too where equal places leave it open.
        """
        places = sorted(self._places(quote), key=lambda place: -place[0])
        if not places or not places[0][1]:
            return None
        best = [place for score, _, place in places if score == places[0][0]]
        spans = [span for place in best if (span := self._span(place, len(quote.exact)))]
        beside = [span for span in spans if near and span.block.address == near.block.address]
        chosen = beside or spans
        return chosen[0] if len(chosen) == 1 or beside else None

    def between(self, quote: Quote) -> str:
        """Return the words that now stand where those of the quote stood, or an empty text."""
        suffix = quote.suffix[:ENOUGH]
        for length in (AROUND, ENOUGH):
            prefix = quote.prefix[-length:]
            start = self._text.find(prefix)
            if start < 0 or not (prefix.strip() and suffix.strip()):
                continue
            start += len(prefix)
            end = self._text.find(suffix, start, start + 2 * len(quote.exact) + 2 * AROUND)
            if end >= 0:
                return self._text[start:end].strip()
        return ""

    def _places(self, quote: Quote) -> Iterator[tuple[int, bool, int]]:
        """Yield how much stands around each place of the words, whether it is enough, and where."""
        start = self._text.find(quote.exact) if quote.exact else -1
        while start >= 0:
            end = start + len(quote.exact)
            earlier = self._text[max(start - AROUND, 0) : start]
            before = count_equal(reversed(quote.prefix), reversed(earlier))
            behind = count_equal(quote.suffix, self._text[end : end + AROUND])
            sides = [(before, quote.prefix), (behind, quote.suffix)]
            stays = [count >= min(ENOUGH, len(side)) for count, side in sides if side]
            yield before + behind, any(stays) or not stays, start
            start = self._text.find(quote.exact, start + 1)

    def _span(self, start: int, length: int) -> Span | None:
        """Return the span at a place of the text, if it stands in one block."""
        number = bisect_right(self._starts, start) - 1
        block, first = self._blocks[number], start - self._starts[number]
        return block.span(first, first + length) if first + length <= len(block.text) else None


def count_equal(one: Iterable[str], other: Iterable[str]) -> int:
    """Return how many characters two texts begin with alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
