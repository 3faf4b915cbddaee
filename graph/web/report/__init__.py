"""The report of a period: figures with their queries and the words they rest on.

In come a unit, a programme and a period; out go a printable page and a workbook.
"""

from . import views

__all__ = [
    "BLUEPRINTS",
]

BLUEPRINTS = (views.blueprint,)
