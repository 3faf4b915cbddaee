"""Prose of a document: proposals, and facts that a reviewed reading states.

In come paragraphs and a reading; out go facts of the reading, and proposals that state nothing.
"""

from .proposals import Proposal, find_proposals, proposal_triples
from .statements import add_reading

__all__ = ["Proposal", "add_reading", "find_proposals", "proposal_triples"]
