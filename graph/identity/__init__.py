"""Identity: which outside record a thing of ours is, as proposed, and as a person decided."""

from .assertions import Absence, Assertion, RecordChange, Status
from .decisions import Register
from .files import as_tsv, import_tsv
from .mirror import load_all, mirror
from .suggest import Suggested, suggest
from .watch import Difference, changes, differences, watch

__all__ = [
    "Absence", "Assertion", "Difference", "RecordChange", "Register", "Status", "Suggested",
    "as_tsv", "changes", "differences", "import_tsv", "load_all", "mirror", "suggest", "watch",
]  # fmt: skip
