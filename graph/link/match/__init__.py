"""A name and its context against an index: candidates, features, probability, explanation.

In come texts of a source; out goes a verdict with scored candidates. No store, no decision.
"""

from .matcher import Match, Matcher, ScoredCandidate
from .question import Question

__all__ = ["Match", "Matcher", "Question", "ScoredCandidate"]
