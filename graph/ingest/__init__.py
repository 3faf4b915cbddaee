"""Sources into the graph: read, convert, check, replace."""

from .pipeline import Options, ingest_file
from .report import Report
from .sources import list_sources, remove_source, show_source

__all__ = ["Options", "Report", "ingest_file", "list_sources", "remove_source", "show_source"]
