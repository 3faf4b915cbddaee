"""Proposals: what the rules see in prose, shown as proposals, never asserted."""

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from ...vocab import HK, PROV, RDF, SKOS
from ..context import Context
from ..document import Span
from ..rules import find_amounts, find_candidates, read_name

__all__ = ["Proposal", "find_proposals", "proposal_triples"]

VERDICTS = {
    "accept": HK.AcceptedReading,
    "mend": HK.MendedReading,
    "reject": HK.RejectedReading,
}


@dataclass(frozen=True)
class Proposal:
    """What a rule sees at a span, and what a reading made of it."""

    kind: str
    span: Span
    rule: str
    verdict: NamedNode

    def as_dict(self) -> dict[str, object]:
        """Return what is proposed, its words and where they stand, for a report."""
        return {
            "kind": self.kind, "words": self.span.words, "line": self.span.block.line,
            "where": self.span.block.address, "start": self.span.start, "end": self.span.end,
            "rule": self.rule, "verdict": self.verdict.value.rpartition("#")[2],
        }  # fmt: skip

    @property
    def is_reviewed(self) -> bool:
        """Whether a person has decided."""
        return self.verdict != HK.Unreviewed


def find_proposals(context: Context) -> list[Proposal]:
    """Return what the rules propose of the prose, with the verdicts of its reading."""
    decided = context.reading.verdicts if context.reading is not None else {}
    found = []
    for block in context.document.paragraphs:
        seen = [(one.kind, one.span, one.rule) for one in find_candidates(block.text)]
        seen += [("amount", money.span, "amount") for money in find_amounts(block.text)]
        for kind, place, rule in seen:
            span = block.span(*place)
            entry = decided.get(span)
            verdict = VERDICTS.get(entry.verdict, HK.Unreviewed) if entry else HK.Unreviewed
            found.append(Proposal(kind, span, rule, verdict))
    return found


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
