"""Sources into the graph: file -> document -> tables and prose -> facts -> one change.

In come a file and options; out goes a report of what came, stayed and went. Every fact carries its
words, their place and the rule that read them.
"""

from .pipeline import Options, Progress, ingest_file
from .recognized import Recognize, Recognized
from .report import Report
from .review import Decision, OpenProposal, decide, list_open, read_table, write_table
from .sources import list_sources, remove_source, show_source

__all__ = [
    "Decision", "OpenProposal", "Options", "Progress", "Recognize", "Recognized", "Report",
    "decide", "ingest_file", "list_open", "list_sources", "read_table", "remove_source",
    "show_source", "write_table",
]  # fmt: skip
