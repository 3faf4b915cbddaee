"""Records calls of chosen functions, in every process and thread that Python starts.

Python imports this file at its start where its folder is in PYTHONPATH. The standard error gets a
line a call of a function in TRACE_CALLS: ``TRACE``, monotonic time in ns, ``path:qualified name``.
It is the one file that every process of the server keeps, query workers too.
"""

import os
import sys
import threading
import time
from pathlib import Path
from types import FrameType

WANTED = frozenset(os.environ.get("TRACE_CALLS", "").split())
GRAPH = str(Path(__file__).parents[2] / "graph") + os.sep


def record(frame: FrameType, event: str, _arg: object) -> None:
    """Write a line for the call of a wanted function (an argument of sys.setprofile)."""
    code = frame.f_code
    if event == "call" and code.co_filename.startswith(GRAPH):
        name = f"{code.co_filename.removeprefix(GRAPH)}:{code.co_qualname}"
        if name in WANTED:
            os.write(2, f"TRACE {time.monotonic_ns()} {name}\n".encode())


if WANTED:
    threading.setprofile(record)
    sys.setprofile(record)
