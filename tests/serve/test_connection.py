"""Connections on real sockets: what is slow, idle, too long or too many is closed in time."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import pytest
import uvicorn
from uvicorn.server import ServerState

from graph.serve.connection import MAX_HEAD, Connection, Connections, Times

pytestmark = pytest.mark.slow

GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
TIMES = Times(head_s=0.3, idle_s=0.3, answer_s=0.3)
LONG = 64 * 1024 * 1024

Open = Callable[[], Awaitable[tuple[asyncio.StreamReader, asyncio.StreamWriter]]]


async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Answer after the body; /long has 64 MiB, /never none."""
    size = LONG if scope["path"] == "/long" else 2
    while (await receive()).get("more_body"):
        pass
    if scope["path"] == "/never":
        await asyncio.sleep(60)
    await send({"type": "http.response.start", "status": 200,
                "headers": [(b"content-length", str(size).encode())]})  # fmt: skip
    for start in range(0, size, 65536):
        part = b"x" * min(65536, size - start)
        await send({"type": "http.response.body", "body": part, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


def connect(use: Callable[[Open, Connections], Awaitable[None]], most: int = 10) -> None:
    """Run `use` against a server on a free loopback port."""

    async def run() -> None:
        room, state = Connections(most), ServerState()
        config = uvicorn.Config(app, lifespan="off", ws="none", log_level="critical")  # type: ignore[arg-type]
        make = partial(
            Connection, room=room, times=TIMES, config=config, server_state=state, app_state={}
        )
        server = await asyncio.get_running_loop().create_server(make, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        await asyncio.wait_for(use(partial(asyncio.open_connection, "127.0.0.1", port), room), 20)
        server.close()

    asyncio.run(run())


async def read_all(reader: asyncio.StreamReader) -> bytes:
    """Return what comes until the connection is closed."""
    try:
        return await reader.read()
    except ConnectionError:
        return b""


def test_a_head_that_does_not_come_whole_is_given_up() -> None:
    async def use(open_one: Open, room: Connections) -> None:
        for sent in (b"", b"GET / HT", GET[:-2]):
            reader, writer = await open_one()
            writer.write(sent)
            assert await read_all(reader) == b""
            writer.close()
        assert room.count == 0

    connect(use)


def test_a_connection_serves_many_requests_and_is_closed_when_idle() -> None:
    async def use(open_one: Open, _room: Connections) -> None:
        reader, writer = await open_one()
        for _ in range(3):
            writer.write(GET)
            assert (await reader.readuntil(b"xx")).startswith(b"HTTP/1.1 200")
        writer.write(GET * 2)
        assert (await read_all(reader)).count(b"HTTP/1.1 200") == 2
        writer.close()

    connect(use)


def test_a_head_beyond_the_limit_is_refused() -> None:
    async def use(open_one: Open, _room: Connections) -> None:
        reader, writer = await open_one()
        writer.write(GET[:-2] + b"X: " + b"x" * (MAX_HEAD + 1))
        answer = await read_all(reader)
        writer.close()
        assert answer.startswith(b"HTTP/1.1 431 ")
        assert json.loads(answer.partition(b"\r\n\r\n")[2])["status"] == 431

    connect(use)


def test_a_client_that_reads_nothing_is_let_go() -> None:
    async def use(open_one: Open, room: Connections) -> None:
        _, writer = await open_one()
        writer.write(b"GET /long HTTP/1.1\r\nHost: a\r\n\r\n")
        await asyncio.sleep(0.1)
        assert room.count == 1
        while room.count:
            await asyncio.sleep(0.05)
        writer.close()

    connect(use)


def test_a_long_answer_that_is_read_slowly_comes_whole() -> None:
    async def use(open_one: Open, _room: Connections) -> None:
        reader, writer = await open_one()
        writer.write(b"GET /long HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        await reader.readuntil(b"\r\n\r\n")
        size = 0
        while piece := await reader.read(4 * 1024 * 1024):
            size += len(piece)
            await asyncio.sleep(0.01)
        assert size == LONG
        writer.close()

    connect(use)


def test_beyond_the_limit_the_oldest_that_waits_makes_room() -> None:
    async def use(open_one: Open, room: Connections) -> None:
        working, _keep = await open_one()
        _keep.write(b"GET /never HTTP/1.1\r\nHost: a\r\n\r\n")
        await asyncio.sleep(0.1)
        held = [await open_one() for _ in range(2)]
        reader, writer = await open_one()
        writer.write(GET)
        assert (await reader.readuntil(b"xx")).startswith(b"HTTP/1.1 200")
        assert room.count == 3
        assert await read_all(held[0][0]) == b""
        assert not working.at_eof()
        for _, one in (*held, (reader, writer), (working, _keep)):
            one.close()

    connect(use, most=3)
