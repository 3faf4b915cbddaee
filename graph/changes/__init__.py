"""What must hold before anything is written, and how a source's facts become public."""

from .guard import broken_rules
from .publish import facts_of, graph_of, publication, quads, remaining_things
from .register import base_of, ensure_vocabulary, rebase
from .shapes import Violation, check_shapes, validate

__all__ = [
    "Violation", "base_of", "broken_rules", "check_shapes", "ensure_vocabulary", "facts_of",
    "graph_of", "publication", "quads", "rebase", "remaining_things", "validate",
]  # fmt: skip
