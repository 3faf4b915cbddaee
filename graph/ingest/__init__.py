"""Sources into the graph: file -> document -> tables and prose -> facts -> one change.

In come a file and options; out goes a report of what came, stayed and went. Every fact carries its
words, their place and the rule that read them.
"""

from .pipeline import Options, Progress, ingest_file
from .report import Report
from .sources import list_sources, remove_source, show_source

__all__ = [
    "Options",
    "Progress",
    "Report",
    "ingest_file",
    "list_sources",
    "remove_source",
    "show_source",
]
