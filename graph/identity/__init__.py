"""Identity: which outside record a thing of ours is, as proposed, and as a person decided."""

from .assertions import Absence, Assertion, Status
from .decisions import Register
from .files import as_tsv, import_tsv
from .suggest import Suggested, suggest

__all__ = [
    "Absence", "Assertion", "Register", "Status", "Suggested", "as_tsv", "import_tsv", "suggest",
]  # fmt: skip
