"""Identity: which outside record a thing of ours is, as proposed, and as a person decided.

In come candidates of the matcher and decisions of people; out go assertions in the identity graph,
and public facts of those that are accepted. Tables out and back, a watch on new releases and a
mirror of records belong to it.
"""

from .acts import Act, find_act, last_act, take_back, undo_reason
from .assertions import Absence, Assertion, RecordChange, Status
from .decisions import Register
from .files import as_tsv, import_tsv
from .mirror import load_all, mirror_all, mirror_records
from .queue import ORDERS, Item, count_cooperations, list_open, select_sure
from .suggest import SCHEME, SURE, Suggestion, propose_candidates
from .watch import Difference, compare_records, compare_release, propose_changes

__all__ = [
    "ORDERS",
    "SCHEME",
    "SURE",
    "Absence",
    "Act",
    "Assertion",
    "Difference",
    "Item",
    "RecordChange",
    "Register",
    "Status",
    "Suggestion",
    "as_tsv",
    "compare_records",
    "compare_release",
    "count_cooperations",
    "find_act",
    "import_tsv",
    "last_act",
    "list_open",
    "load_all",
    "mirror_all",
    "mirror_records",
    "propose_candidates",
    "propose_changes",
    "select_sure",
    "take_back",
    "undo_reason",
]  # fmt: skip
