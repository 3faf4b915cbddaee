"""The store that this process owns: pyoxigraph in memory or on disk.

In come changes; out goes a version once it is on disk. Files are checked as whole at each opening.
"""

from .folder import CHECKPOINTS
from .store import EmbeddedStore

__all__ = ["CHECKPOINTS", "EmbeddedStore"]
