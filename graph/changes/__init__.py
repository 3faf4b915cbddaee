"""What must hold before anything is written, and how a source's facts become public."""

from .contracts import Contract, Rules, contracts_of, rules_of
from .erase import Erased, erase_person, withhold_words
from .guard import broken_rules
from .publish import facts_of, graph_of, publication, quads, remaining_things
from .register import base_of, ensure_vocabulary, rebase
from .shapes import Violation, check_shapes, validate

__all__ = [
    "Contract", "Erased", "Rules", "Violation", "base_of", "broken_rules", "check_shapes",
    "contracts_of", "ensure_vocabulary", "erase_person", "facts_of", "graph_of", "publication",
    "quads", "rebase", "remaining_things", "rules_of", "validate", "withhold_words",
]  # fmt: skip
