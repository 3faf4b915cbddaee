"""Proposals: what the rules see in prose, shown as proposals, never asserted."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pyoxigraph import Literal, NamedNode, Triple

from ...text import fold
from ...vocab import HK, PROV, RDF, SKOS
from ..context import Context
from ..document import Block, Span
from ..recognized import Recognize, Recognized
from ..rules import (
    find_acronyms,
    find_amounts,
    find_candidates,
    find_phrases,
    find_programmes,
    inferred_country,
    read_name,
    stated_country,
)

__all__ = ["Proposal", "find_proposals", "proposal_triples"]

#: Rules of what a sentence lists: they may overlap, as a marker within a list.
LISTED = ("list-of-organizations", "open-list-word", "open-list-words", "titled-person", "amount")
VERDICTS = {
    "accept": HK.AcceptedReading,
    "add": HK.AcceptedReading,
    "mend": HK.MendedReading,
    "reject": HK.RejectedReading,
}


@dataclass(frozen=True)
class Proposal:
    """What a rule sees at a span, and what a reading made of it.

    `country` is that of the recognized record, else the one that the words name or suggest.
    """

    kind: str
    span: Span
    rule: str
    verdict: NamedNode
    country: str = ""
    record: Recognized | None = None

    def as_dict(self) -> dict[str, object]:
        """Return what is proposed, its words and where they stand, for a report."""
        return {
            "kind": self.kind, "words": self.span.words, "line": self.span.block.line,
            "where": self.span.block.address, "start": self.span.start, "end": self.span.end,
            "rule": self.rule, "verdict": self.verdict.value.rpartition("#")[2],
            "country": self.country, "record": self.record.name if self.record else "",
            "confidence": self.record.probability if self.record else None,
        }  # fmt: skip

    @property
    def is_reviewed(self) -> bool:
        """Whether a person has decided."""
        return self.verdict != HK.Unreviewed


def find_proposals(context: Context) -> list[Proposal]:
    """Return what the rules propose of the prose, with the verdicts of its reading.

    What a table of the document names already is not proposed, nor words that a person never wants
    to see again.
    """
    decided = context.reading.verdicts if context.reading is not None else {}
    known = {fold(label) for label in context.draft.labels.values()}
    found = []
    for block in context.document.paragraphs:
        read = [span for span in decided if span.block.address == block.address]
        for kind, span, rule in see(block, context.recognize):
            entry = decided.get(span)
            is_known = fold(span.words) in known or any(overlap(span, other) for other in read)
            if entry is None and (fold(span.words) in context.never or
                                  (is_known and rule not in LISTED)):  # fmt: skip
                continue
            verdict = VERDICTS[entry.verdict] if entry else HK.Unreviewed
            found.append(describe(Proposal(kind, span, rule, verdict), context.recognize))
    return found


def overlap(one: Span, other: Span) -> bool:
    """Say whether two spans of a block share a character."""
    return one.start < other.end and other.start < one.end


def see(block: Block, recognize: Recognize | None) -> Iterator[tuple[str, Span, str]]:
    """Yield kind, span and rule of what the rules see in a paragraph, none within another."""
    seen = [(one.kind, one.span, one.rule) for one in find_candidates(block.text)]
    seen += [("amount", money.span, "amount") for money in find_amounts(block.text)]
    if not block.is_heading:
        seen += [("party", span, "organization-words") for span in find_phrases(block.text)]
        seen += [("programme", one.span, "programme-code") for one in find_programmes(block.text)]
        if recognize is not None:
            seen += [("party", span, "known-name") for span in find_acronyms(block.text)
                     if is_sure(recognize(block.text[slice(*span)]))]  # fmt: skip
    taken = list[tuple[int, int]]()
    for kind, span, rule in seen:
        is_free = all(span[1] <= start or end <= span[0] for start, end in taken)
        if rule in LISTED or is_free:
            taken.append(span)
            yield kind, block.span(*span), rule


def is_sure(record: Recognized | None) -> bool:
    """Say whether a name is surely that of a record."""
    return record is not None and record.is_sure


def describe(proposal: Proposal, recognize: Recognize | None) -> Proposal:
    """Return a proposal of a party with the record that it seems to be, and a country."""
    if proposal.kind != "party":
        return proposal
    words = proposal.span.words
    record = recognize(words) if recognize is not None else None
    if record is not None:
        return replace(proposal, country=record.country, record=record)
    country = stated_country(words) or inferred_country(words)
    return replace(proposal, country=country[0]) if country else proposal


def proposal_triples(context: Context, found: list[Proposal]) -> Iterator[Triple]:
    """Yield the triples of the proposals of one source."""
    mint = context.mint
    for proposal in found:
        span = proposal.span
        place = span.file_range or (span.start, span.end)
        node = mint.of_source(f"proposal-{span.block.address}-{place[0]}-{place[1]}")
        label = read_name(span.words).label if proposal.kind == "party" else span.words
        yield Triple(node, RDF.type, HK.Proposal)
        yield Triple(node, HK.proposalKind, Literal(proposal.kind))
        yield Triple(node, HK.verbatim, Literal(span.words))
        yield Triple(node, SKOS.prefLabel, Literal(label))
        yield Triple(node, PROV.wasDerivedFrom, mint.span(span))
        yield Triple(node, HK.rule, Literal(proposal.rule))
        yield Triple(node, HK.verdict, proposal.verdict)
        context.draft.cited.add(span)
