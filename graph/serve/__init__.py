"""`hamkor serve`: the process that starts the others, and those that answer requests.

In come settings and a store; out go answers on a listening socket until SIGTERM. `server`
starts a writer, a fork server and workers; `supervisor` restarts a process that dies. Connections
are read by an event loop (`connection`), requests answered by threads of workers (`gateway`).
"""

from .server import run

__all__ = ["run"]
