"""Tables of a document into facts: columns by their headers, rows, then cells.

In come tables whose cells know their place; out go facts in the context of one document.
"""

from .cells import add_person, add_programme, add_unspecified
from .columns import REMARK, field_names, key_of
from .layout import find_tables
from .rows import add_cooperation, add_table

__all__ = [
    "REMARK", "add_cooperation", "add_person", "add_programme", "add_table", "add_unspecified",
    "field_names",
    "find_tables", "key_of",
]  # fmt: skip
