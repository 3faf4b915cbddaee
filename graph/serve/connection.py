"""HTTP/1.1 connections with times and limits, on uvicorn's: no client keeps the others waiting.

Times: for a head, for the next request, for a client to read. Limits: bytes of a head, connections
of a worker; beyond that the client with the most loses its oldest one that only waits.
"""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from ..web.http import MEDIA_TYPE, problem

__all__ = ["Connection", "Connections", "Times"]

#: Bytes of request line and headers.
MAX_HEAD = 64 * 1024


@dataclass(frozen=True)
class Times:
    """Seconds for a head, between requests, and until a client has read what was sent."""

    head_s: float = 5.0
    idle_s: float = 5.0
    answer_s: float = 30.0


@dataclass
class Connections:
    """The open connections of a worker, by client, oldest first; `most` at once."""

    most: int
    of: dict[str, dict["Connection", None]] = field(default_factory=dict)
    count: int = 0

    def add(self, new: "Connection") -> None:
        """Take a connection in; beyond the limit another one that only waits is closed."""
        self.of.setdefault(new.address, {})[new] = None
        self.count += 1
        if self.count > self.most:
            most = max(self.of.values(), key=len)
            next((one for one in most if one.is_waiting), new).abort()

    def remove(self, old: "Connection") -> None:
        """Forget a connection that has ended."""
        mine = self.of.get(old.address, {})
        if old in mine:
            del mine[old]
            self.count -= 1
            if not mine:
                del self.of[old.address]


class Connection(HttpToolsProtocol):
    """One connection: uvicorn's, given up when the client does not send or read in time."""

    def __init__(self, *, room: Connections, times: Times, **given: Any) -> None:
        """Be one of `room`; `given` is what uvicorn gives a protocol."""
        super().__init__(**given)
        self._room, self._times = room, times
        self._head, self._awaits_head = 0, True
        self._timer: asyncio.TimerHandle | None = None

    @property
    def address(self) -> str:
        """The address of the client."""
        return self.client[0] if self.client else ""

    @property
    def is_waiting(self) -> bool:
        """Say whether nothing happens until the client sends or reads."""
        is_sending = self._awaits_head or (self.cycle is not None and self.cycle.more_body)
        return is_sending or self.flow.write_paused

    def abort(self) -> None:
        """Close without waiting for the client."""
        self.transport.abort()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a head."""
        super().connection_made(transport)
        self._room.add(self)
        self._await_head(self._times.head_s)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._stop_timer()
        self._room.remove(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on; a head that is too long is refused (RFC 6585, section 5)."""
        if self._awaits_head and self._head == 0:
            self._await_head(self._times.head_s)
        self._head += len(data)
        super().data_received(data)
        if self._awaits_head and self._head > MAX_HEAD and not self.transport.is_closing():
            title = "Request Header Fields Too Large"
            body = problem(431, title, f"the head of a request may have {MAX_HEAD} bytes")
            head = [f"HTTP/1.1 431 {title}", f"Content-Type: {MEDIA_TYPE}",
                    f"Content-Length: {len(body)}", "Connection: close", "", ""]  # fmt: skip
            self.transport.write("\r\n".join(head).encode() + body)
            self.transport.close()

    def on_headers_complete(self) -> None:
        """Stop waiting for the head."""
        self._awaits_head, self._head = False, 0
        self._stop_timer()
        super().on_headers_complete()

    def on_response_complete(self) -> None:
        """Wait for the next request, where none waits already."""
        has_next = bool(self.pipeline)
        super().on_response_complete()
        self._unset_keepalive_if_required()
        if not has_next and not self.transport.is_closing():
            self._await_head(self._times.idle_s)

    def pause_writing(self) -> None:
        """Wait for the client to read."""
        super().pause_writing()
        self._start_timer(self._times.answer_s)

    def resume_writing(self) -> None:
        """Send on."""
        super().resume_writing()
        self._stop_timer()

    def shutdown(self) -> None:
        """End when the present answer is sent; at once where the client is waited for."""
        if self.is_waiting:
            self.abort()
        else:
            super().shutdown()

    def _await_head(self, seconds: float) -> None:
        self._awaits_head, self._head = True, 0
        self._start_timer(seconds)

    def _start_timer(self, seconds: float) -> None:
        self._stop_timer()
        self._timer = self.loop.call_later(seconds, self.abort)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
