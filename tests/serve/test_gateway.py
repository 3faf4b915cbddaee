"""From ASGI to WSGI: which requests reach the application, how, and how answers leave."""

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from graph.serve.gateway import PIECE, Gateway
from graph.settings import Settings

SCOPE: dict[str, Any] = {
    "type": "http", "method": "POST", "http_version": "1.1", "scheme": "http",
    "raw_path": b"/a%20%D0%AF/%ff", "query_string": b"x=%20", "headers": [],
    "client": ("192.0.2.1", 40000), "server": ("127.0.0.1", 8000),
}  # fmt: skip


class Client:
    """A client: gives its events, then sends nothing more; keeps what it is sent."""

    def __init__(self, *bodies: bytes, leaves: bool = False, takes: int = 1000) -> None:
        self.events = [{"type": "http.request", "body": body, "more_body": True} for body in bodies]
        if bodies and not leaves:
            self.events[-1]["more_body"] = False
        self.leaves, self.takes, self.sent = leaves, takes, list[dict[str, Any]]()

    async def receive(self) -> dict[str, Any]:
        if self.events:
            return self.events.pop(0)
        if self.leaves:
            return {"type": "http.disconnect"}
        await asyncio.sleep(60)
        raise AssertionError

    async def send(self, event: dict[str, Any]) -> None:
        self.takes -= 1
        if self.takes < 0:
            raise ConnectionError
        self.sent.append(event)

    @property
    def status(self) -> int:
        return int(self.sent[0]["status"])

    @property
    def body(self) -> bytes:
        return b"".join(event["body"] for event in self.sent[1:])


def ask(
    app: Callable[..., Any], client: Client, *headers: tuple[str, str], **settings: Any
) -> Client:
    """Send one request through a gateway."""
    raw = [(name.encode(), value.encode()) for name, value in headers]
    gateway = Gateway(app, Settings(**settings))
    asyncio.run(gateway({**SCOPE, "headers": raw}, client.receive, client.send))
    return client


def echo(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    """Answer with the body of the request and what else it holds."""
    seen = {key: value for key, value in environ.items() if isinstance(value, str)}
    start_response("200 OK", [("Content-Type", "text/plain"), ("X-Seen", json.dumps(seen))])
    return [environ["wsgi.input"].read()]


def refuse_to_answer(_environ: Any, _start: Any) -> Any:
    raise AssertionError("the application was asked")


def seen_by(client: Client) -> dict[str, str]:
    found: dict[str, str] = json.loads(dict(client.sent[0]["headers"])[b"x-seen"])
    return found


def test_a_whole_body_reaches_the_application() -> None:
    client = ask(echo, Client(b"a" * PIECE, b"bc"), ("content-length", str(PIECE + 2)))
    assert (client.status, client.body) == (200, b"a" * PIECE + b"bc")


def test_a_body_that_is_cut_reaches_nobody_and_is_not_answered() -> None:
    client = ask(refuse_to_answer, Client(b"ab", leaves=True), ("content-length", "100"))
    assert client.sent == []


def test_a_body_that_does_not_come_in_time_is_a_408() -> None:
    client = ask(refuse_to_answer, Client(), ("content-length", "100"), body_s=0.1)
    assert client.status == 408
    assert (b"connection", b"close") in client.sent[0]["headers"]


@pytest.mark.parametrize(("header", "status"), [
    (("content-length", "101"), 413), (("content-length", "x"), 400),
    (("transfer-encoding", "chunked"), 411), (("content-encoding", "gzip"), 415),
    (("content_length", "7"), 400),
])  # fmt: skip
def test_what_is_refused_is_not_waited_for(header: tuple[str, str], status: int) -> None:
    client = ask(refuse_to_answer, Client(), header, max_body=100)
    assert client.status == status
    assert json.loads(client.body)["status"] == status


def test_the_environment_is_that_of_wsgi() -> None:
    headers = ("x-twice", "1"), ("x-twice", "2"), ("cookie", "a=1"), ("cookie", "b=2")
    spoofed = ("x_forwarded_for", "6.6.6.6"), ("content-type", "a/b")
    seen = seen_by(ask(echo, Client(), *headers, *spoofed))
    assert seen["PATH_INFO"].encode("latin-1") == b"/a \xd0\xaf/\xff"
    assert (seen["QUERY_STRING"], seen["REMOTE_ADDR"]) == ("x=%20", "192.0.2.1")
    assert (seen["HTTP_X_TWICE"], seen["HTTP_COOKIE"]) == ("1,2", "a=1; b=2")
    assert seen["CONTENT_TYPE"] == "a/b"
    assert not {"HTTP_X_FORWARDED_FOR", "CONTENT_LENGTH", "HTTP_CONTENT_LENGTH"} & seen.keys()


class Long:
    """A long answer that knows whether it was closed."""

    def __init__(self, pieces: int) -> None:
        self.left, self.is_closed = pieces, False

    def __call__(self, _environ: Any, start_response: Any) -> "Long":
        start_response("200 OK", [("Content-Length", str(self.left * PIECE))])
        return self

    def __iter__(self) -> Iterator[bytes]:
        while self.left:
            self.left -= 1
            yield b"x" * PIECE

    def close(self) -> None:
        self.is_closed = True


def test_a_long_answer_is_read_as_it_is_sent() -> None:
    answer = Long(5)
    client = ask(answer, Client())
    assert len(client.body) == 5 * PIECE
    assert answer.is_closed


def test_an_answer_whose_client_has_gone_is_read_no_further() -> None:
    answer = Long(100)
    with pytest.raises(ConnectionError):
        ask(answer, Client(takes=3))
    assert answer.left > 90
    assert answer.is_closed


def test_a_large_piece_is_sent_in_small_ones() -> None:
    def large(_environ: Any, start_response: Any) -> list[bytes]:
        start_response("200 OK", [])
        return [b"x" * (3 * PIECE + 1)]

    client = ask(large, Client())
    assert [len(event["body"]) for event in client.sent[1:]] == [PIECE, PIECE, PIECE, 1, 0]


def test_a_request_that_finds_no_thread_is_a_503() -> None:
    release = threading.Event()

    def busy(_environ: Any, start_response: Any) -> list[bytes]:
        release.wait(10)
        start_response("200 OK", [])
        return [b""]

    async def run(clients: list[Client]) -> None:
        gateway = Gateway(busy, Settings(concurrency=1, queue=0, deadline_s=0.2))
        tasks = [asyncio.create_task(gateway(SCOPE, one.receive, one.send)) for one in clients]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        release.set()
        await asyncio.gather(*tasks)

    clients = [Client() for _ in range(3)]
    asyncio.run(run(clients))
    assert sorted(client.status for client in clients) == [200, 200, 503]
