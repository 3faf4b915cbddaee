"""The register for assistants, by the Model Context Protocol.

In come calls of tools over standard input; out go answers in pieces of bounded size. The tools ask
a running server over HTTP and know no store.
"""

from .server import serve
from .tools import Service

__all__ = ["Service", "serve"]
