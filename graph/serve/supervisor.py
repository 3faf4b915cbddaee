"""Supervision of the server's processes: forks of the one that owns them, restarted when they end.

A fork has all modules in memory already and is ready some ten milliseconds later. It keeps no file
of its owner but those that it is given: a pipe whose other end closes means that the owner is gone.
"""

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from ..errors import HamkorError, StoreUnreachable

__all__ = ["Child", "Main", "keep_running", "pipe_pair", "restart_children"]

FORK = multiprocessing.get_context("fork")
#: What a child does: it says on its pipe that it is ready (None), or the `HamkorError` in the way.
Main = Callable[[Connection], None]
#: A child that lived shorter is started anew after a pause that doubles, up to the longest.
SHORT_LIFE_S, FIRST_PAUSE_S, LONGEST_PAUSE_S = 2.0, 0.1, 2.0


class Child:
    """A process of ours: how it is started, our end of its pipe, and its pidfd."""

    def __init__(self, mains: Iterator[Main], files: Collection[int] = ()) -> None:
        """Start it with the next of `mains` each time; it keeps the open `files`."""
        self._mains, self._files = mains, files
        self._pause_s = 0.0
        self._process: Any = None
        self._pipe: Connection | None = None
        self._begun = 0.0
        #: Readable when the process has ended (pidfd_open(2)); negative where there is none.
        self.ended = -1

    def begin(self) -> None:
        """Start the process; `wait_until_ready` waits for it. Raises what its main needs first."""
        main = next(self._mains)
        self._pipe, theirs = FORK.Pipe()
        args = main, theirs, self._files
        self._process = FORK.Process(target=run, args=args)
        self._process.start()
        theirs.close()
        self.ended = os.pidfd_open(self._process.pid)
        self._begun = time.monotonic()

    def wait_until_ready(self) -> None:
        """Return when it is ready. Raises the `HamkorError` that it sends."""
        try:
            refusal = self._pipe.recv() if self._pipe else None
        except (EOFError, OSError) as error:
            raise StoreUnreachable("a process of the server ended at its start") from error
        if isinstance(refusal, HamkorError):
            raise refusal

    def begin_again(self, stopping: Connection) -> None:
        """Start it anew; after a short life, after a pause. Nothing once `stopping` has closed.

        Raises the `HamkorError` that keeps it from starting.
        """
        is_short = time.monotonic() - self._begun < SHORT_LIFE_S
        longer = min(max(2 * self._pause_s, FIRST_PAUSE_S), LONGEST_PAUSE_S)
        self._pause_s = longer if is_short else 0.0
        self.stop()
        if not stopping.poll(self._pause_s):
            self.begin()

    def terminate(self) -> None:
        """Ask it by SIGTERM to finish."""
        if self._process is not None:
            self._process.terminate()

    def stop(self, patience_s: float = 10.0) -> None:
        """End it: it ends by itself when our end of the pipe closes, or is killed."""
        if self._pipe is None or self._process is None:
            return
        self._pipe.close()
        self._process.join(patience_s)
        self._process.kill()
        self._process.join()
        os.close(self.ended)
        self.ended, self._pipe, self._process = -1, None, None


def run(main: Main, pipe: Connection, files: Collection[int]) -> None:
    """Be a child: keep what it is given, leave signals of the terminal to the owner."""
    signal.set_wakeup_fd(-1)  # That file is the owner's.
    for stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, signal.SIG_IGN)
    owner = multiprocessing.parent_process()
    kept = {pipe.fileno(), *files, *([owner.sentinel] if owner else [])}
    for number in [int(path.name) for path in Path("/proc/self/fd").iterdir()]:
        if number > 2 and number not in kept:
            with suppress(OSError):
                os.close(number)
    main(pipe)


def pipe_pair() -> tuple[Connection, Connection]:
    """Return two ends of a pipe; when one closes the other is readable."""
    return FORK.Pipe()


@contextmanager
def keep_running(found: Sequence[Child], say: Callable[[str], None]) -> Iterator[None]:
    """Have children started anew whenever they end, until the block ends (`restart_children`)."""
    stop, stopping = pipe_pair()
    watcher = threading.Thread(target=restart_children, args=(found, stopping, say), daemon=True)
    watcher.start()
    try:
        yield
    finally:
        stop.close()
        watcher.join()


def restart_children(
    found: Sequence[Child], stopping: Connection, say: Callable[[str], None]
) -> None:
    """Start children anew when they end, until `stopping` closes; say what keeps one from it."""
    while True:
        is_missing = any(child.ended < 0 for child in found)
        there = [child.ended for child in found if child.ended >= 0]
        ended = wait([stopping, *there], LONGEST_PAUSE_S if is_missing else None)
        if stopping in ended:
            return
        for child in [child for child in found if child.ended < 0 or child.ended in ended]:
            try:
                child.begin_again(stopping)
                if not stopping.poll(0):
                    child.wait_until_ready()
            except HamkorError as error:
                if not stopping.poll(0):
                    say(f"hamkor: {error}")
