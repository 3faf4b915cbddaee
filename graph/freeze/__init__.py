"""The static edition: every page of the site as a file.

In come an opened store and a folder; out goes a folder that any web server or a disk can serve.
Pages are rendered by the same application that serves them, then their links are made relative.
"""

from .edition import freeze

__all__ = ["freeze"]
