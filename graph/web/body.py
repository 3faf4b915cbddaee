"""Bodies that come slowly: read by a thread of their own, for a bounded time.

granian's `read` returns when all is there that was asked for, or the connection has ended, and a
client that sends nothing more would hold it for ever. So a thread reads, the request waits, and
when it waits no longer the answer closes the connection, which ends the thread's `read`.
"""

import threading
from tempfile import SpooledTemporaryFile
from typing import IO, Any

__all__ = ["Bodies", "TooSlow", "Waiting"]

PIECE = 64 * 1024
IN_MEMORY = 1024 * 1024
#: A body that is not there by then is slow, and needs one of the places for slow ones.
PATIENCE_S = 1.0


class TooSlow(Exception):
    """A body that did not come within its time."""


class Waiting(Exception):
    """A slow body while as many are waited for as may be."""


class Bodies:
    """The bodies that one worker waits for. Safe to use from threads."""

    def __init__(self, seconds: float, places: int) -> None:
        """Wait for `seconds` for a body, and for `places` slow ones at once."""
        self._seconds, self._places = seconds, threading.Semaphore(places)

    def received(self, source: Any, length: int) -> IO[bytes]:
        """Return a body of `length` bytes as a file; a shorter one where the client left.

        Raises `TooSlow` and `Waiting`.
        """
        arrival = Arrival(source, length)
        patience = min(PATIENCE_S, self._seconds)
        if not arrival.wait(patience):
            if not self._places.acquire(blocking=False):
                arrival.leave()
                raise Waiting
            try:
                if not arrival.wait(self._seconds - patience):
                    arrival.leave()
                    raise TooSlow
            finally:
                self._places.release()
        return arrival.file


class Arrival:
    """A body on its way into a file."""

    def __init__(self, source: Any, length: int) -> None:
        """Begin to read."""
        self.file: IO[bytes] = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115
        self._source, self._left = source, length
        self._is_there, self._is_left, self._lock = threading.Event(), False, threading.Lock()
        threading.Thread(target=self._read, daemon=True).start()

    def wait(self, seconds: float) -> bool:
        """Wait until all has come; say whether it has."""
        return self._is_there.wait(seconds)

    def leave(self) -> None:
        """Let the thread end when its `read` does; what has come is forgotten."""
        with self._lock:
            self._is_left = True
            self.file.close()

    def _read(self) -> None:
        while self._left and (piece := self._source.read(min(PIECE, self._left))):
            with self._lock:
                if self._is_left:
                    return
                self.file.write(piece)
            self._left -= len(piece)
        with self._lock:
            if not self._is_left:
                self.file.seek(0)
        self._is_there.set()
