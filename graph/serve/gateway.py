"""From ASGI to WSGI: a request takes a thread when its body is whole, and gives it back unsent.

Bodies are read and answers are sent by events, so a client that sends or reads slowly holds a
socket and some kilobytes, never a thread (ASGI 3.0, HTTP connection scope; PEP 3333).
"""

import asyncio
import errno
import sys
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from urllib.parse import unquote_to_bytes

from ..settings import Settings
from ..web.http import App, Refusal, describe_refusal, refuse

__all__ = ["Gateway"]

#: Errors of a disk that is full, of a quota that is used up, of a file that may not grow.
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
#: Bytes of a body in memory; of an answer that are read and sent at once.
IN_MEMORY, PIECE = 64 * 1024, 64 * 1024

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Headers = list[tuple[str, str]]


class ClientLeft(Exception):
    """The client closed the connection before its body was whole."""


@dataclass
class Reply:
    """An answer: what is there of its content, and where the rest comes from."""

    status: int
    headers: Headers
    content: bytes
    rest: Iterator[bytes] | None = None
    close: Callable[[], None] = lambda: None


class Gateway:
    """The ASGI application of a worker, before a WSGI application that blocks threads."""

    def __init__(self, app: App, settings: Settings) -> None:
        """Run `app` in as many threads as queries may run, and as many again for pages."""
        threads = 2 * settings.concurrency + settings.queue
        self._app, self._settings = app, settings
        self._threads = ThreadPoolExecutor(threads, "request")
        self._free = asyncio.Semaphore(threads)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        try:
            reply = await self._answer(environ_of(scope), receive)
        except ClientLeft:
            return
        await transmit(reply, send)

    async def _answer(self, environ: dict[str, Any], receive: Receive) -> Reply:
        settings = self._settings
        refusal = refuse(environ, settings.max_body)
        if refusal is not None:
            return reply_to_refusal(refusal)
        if environ.get("CONTENT_LENGTH", "0") != "0":
            try:
                async with asyncio.timeout(settings.body_s):
                    environ["wsgi.input"] = await receive_body(receive)
            except TimeoutError:
                return reply_to_refusal((408, "the body did not come in time"))
            except OSError as error:
                if error.errno not in FULL:
                    raise
                return reply_to_refusal((507, "the server has no room for the body; try it later"))
        try:
            async with asyncio.timeout(settings.deadline_s):
                await self._free.acquire()
        except TimeoutError:
            return reply_to_refusal((503, "too many requests are being answered"))
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._threads, call, self._app, environ)
        finally:
            self._free.release()


async def receive_body(receive: Receive) -> IO[bytes]:
    """Return a body, read to its end. Raises `ClientLeft` where it does not come whole."""
    body: IO[bytes] = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115
    try:
        is_more = True
        while is_more:
            event = await receive()
            if event["type"] == "http.disconnect":
                raise ClientLeft
            body.write(event.get("body", b""))
            is_more = event.get("more_body", False)
    except BaseException:
        with suppress(OSError):
            body.close()
        raise
    body.seek(0)
    return body


def call(app: App, environ: dict[str, Any]) -> Reply:
    """Have a WSGI application answer; a long answer is read on when it is sent."""
    started: list[Any] = []

    def start_response(status: str, headers: Headers, _error: object = None) -> None:
        started[:] = status, headers

    try:
        pieces = app(environ, start_response)
        content, rest = read_first(iter(pieces))
        status, headers = started
        reply = Reply(int(status.split()[0]), headers, content, rest, closer(pieces))
        if rest is None:
            reply.close()
        return reply
    finally:
        environ["wsgi.input"].close()


def read_first(pieces: Iterator[bytes]) -> tuple[bytes, Iterator[bytes] | None]:
    """Return what of an answer is sent at once, and the rest; None where there is none."""
    first, size = [], 0
    for piece in pieces:
        first.append(piece)
        size += len(piece)
        if size >= PIECE:
            return b"".join(first), pieces
    return b"".join(first), None


def closer(pieces: Iterable[bytes]) -> Callable[[], None]:
    """Return what is called when an answer is sent or given up (PEP 3333, `close`)."""
    found: Callable[[], None] = getattr(pieces, "close", lambda: None)
    return found


def reply_to_refusal(refusal: Refusal) -> Reply:
    """Return the answer to a request whose body is not read; it ends the connection."""
    status, headers, body = describe_refusal(refusal)
    return Reply(status, headers, body)


async def transmit(reply: Reply, send: Send) -> None:
    """Send an answer piece by piece, as fast as the client takes it."""
    headers = [(name.lower().encode("latin-1"), value.encode("latin-1"))
               for name, value in reply.headers]  # fmt: skip
    try:
        await send({"type": "http.response.start", "status": reply.status, "headers": headers})
        piece = reply.content
        while piece:
            for start in range(0, len(piece), PIECE):
                part = piece[start : start + PIECE]
                await send({"type": "http.response.body", "body": part, "more_body": True})
            piece = b"" if reply.rest is None else await asyncio.to_thread(next, reply.rest, b"")
        await send({"type": "http.response.body", "body": b""})
    finally:
        if reply.rest is not None:
            await asyncio.to_thread(reply.close)


def environ_of(scope: Scope) -> dict[str, Any]:
    """Return the WSGI environment of a request (PEP 3333).

    A header whose name holds ``_`` is left out: WSGI could not tell it from the one with ``-``
    that a proxy sets; ``Content_Length`` becomes ``HTTP_CONTENT_LENGTH``, which is refused. A
    header that stands twice is joined by a comma, cookies by a semicolon.
    """
    client, server = scope.get("client") or ("", 0), scope.get("server") or ("", 0)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1]),
        "REMOTE_ADDR": client[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for raw, value in scope["headers"]:
        name = raw.decode("latin-1").upper()
        is_of_body = name.replace("_", "-") in ("CONTENT-TYPE", "CONTENT-LENGTH")
        if "_" in name and not is_of_body:
            continue
        key = ("" if is_of_body and "-" in name else "HTTP_") + name.replace("-", "_")
        joint = "; " if name == "COOKIE" else ","
        text = value.decode("latin-1")
        environ[key] = f"{environ[key]}{joint}{text}" if key in environ else text
    return environ
