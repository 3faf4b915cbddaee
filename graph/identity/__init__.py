"""Identity: which outside record a thing of ours is, as proposed, and as a person decided."""

from .assertions import Absence, Assertion, RecordChange, Status
from .decisions import Register
from .files import as_tsv, import_tsv
from .mirror import load_all, mirror, refresh
from .queue import ORDERS, Item, queue, sure, worth
from .suggest import SCHEME, SURE, Suggested, suggest
from .watch import Difference, changes, differences, watch

__all__ = [
    "ORDERS", "SCHEME", "SURE", "Absence", "Assertion", "Difference", "Item", "RecordChange",
    "Register", "Status", "Suggested", "as_tsv", "changes", "differences", "import_tsv",
    "load_all", "mirror", "queue", "refresh", "suggest", "sure", "watch", "worth",
]  # fmt: skip
