"""The command line: one file a command group, `group` puts them together.

In come words, options and HAMKOR_* settings; out go text, JSON with ``--json``, and an exit code
of `console`. The work is done by the rooms below; here is only what is typed and printed.
"""

from .group import cli, main

__all__ = ["cli", "main"]
