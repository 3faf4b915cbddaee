"""What makes a store a register: vocabulary, SHACL, publication, contracts, erasure.

In come changes of sources and of people; out go the same changes checked, with the public facts of
the default graph beside them. Nothing here reads a file format or a request.
"""

from .contracts import Contract, Rules, contracts_of, rules_of
from .erase import Erasure, erase_person, list_places, resume_erasures, withhold_words
from .guard import broken_rules
from .publish import facts_of, graph_of, publication, quads, remaining_things
from .shapes import Violation, check_shapes, validate
from .vocabulary import base_of, ensure_vocabulary, rebase

__all__ = [
    "Contract", "Erasure", "Rules", "Violation", "base_of", "broken_rules", "check_shapes",
    "contracts_of", "ensure_vocabulary", "erase_person", "facts_of", "graph_of", "list_places",
    "publication", "quads", "rebase", "remaining_things", "resume_erasures", "rules_of",
    "validate", "withhold_words",
]  # fmt: skip
