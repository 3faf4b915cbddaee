"""What must hold before anything is written, and how a source's facts become public."""

from .publish import facts_of, publication, remaining_things
from .shapes import Violation, check_shapes, validate

__all__ = ["Violation", "check_shapes", "facts_of", "publication", "remaining_things", "validate"]
