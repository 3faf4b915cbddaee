"""The store as a server's workers see it: processes that hold the data, and requests to them.

In come queries and tasks; out go answers of query workers that a fork server starts and ends at
their deadline, and versions of the one writer.
"""

from .fork_server import Check
from .fork_server import main as fork_server_main
from .store import ServedStore
from .writer import ask_writer
from .writer import main as writer_main

__all__ = ["Check", "ServedStore", "ask_writer", "fork_server_main", "writer_main"]
