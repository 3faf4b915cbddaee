"""No client keeps the others waiting, however it holds its connection: the shipped server."""

import json
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from serving import Server

pytestmark = pytest.mark.slow

BODY_S, HELD, ASKED = 3.0, 200, 60
HEAD = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
#: 16 MB, far beyond what the system keeps of an answer that is not read.
LONG = b"SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 30000"

Hold = Callable[[socket.socket], None]


def promise(client: socket.socket) -> None:
    """Promise a body and send none of it."""
    client.sendall(HEAD + b"Content-Length: 100000\r\n\r\nASK")


def close_half(client: socket.socket) -> None:
    """Promise a body, and say that nothing more comes."""
    promise(client)
    client.shutdown(socket.SHUT_WR)


def stop_in_head(client: socket.socket) -> None:
    """Send a part of a head."""
    client.sendall(HEAD)


def say_nothing(_client: socket.socket) -> None:
    """Connect only."""


def read_nothing(client: socket.socket) -> None:
    """Ask for a long answer and read nothing of it."""
    client.sendall(HEAD + b"Content-Length: %d\r\n\r\n" % len(LONG) + LONG)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("slow")
    running = Server(folder, body_s=BODY_S, answer_s=BODY_S)
    yield running
    assert running.stop() == 0


def address_of(server: Server) -> tuple[str, int]:
    host, port = server.url.split("/")[2].split(":")
    return host, int(port)


@pytest.mark.parametrize("hold", [promise, close_half, stop_in_head, say_nothing])
def test_held_connections_stop_nobody(server: Server, hold: Hold) -> None:
    with ExitStack() as stack:
        for _ in range(HELD):
            client = stack.enter_context(socket.create_connection(address_of(server), 10))
            hold(client)
        assert max(ask_in_turn(server)) < 10


def test_clients_that_read_nothing_stop_nobody(server: Server) -> None:
    with ExitStack() as stack:
        for _ in range(20):
            client = stack.enter_context(socket.socket())
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.connect(address_of(server))
            read_nothing(client)
        assert max(ask_in_turn(server)) < 10


def ask_in_turn(server: Server) -> list[float]:
    """Ask ordinary questions, each of which must be answered; return the seconds each took."""
    waits = []
    for _ in range(ASKED):
        begun = time.monotonic()
        status, _, body = server.ask("ASK {}")
        assert (status, json.loads(body)["boolean"]) == (200, True)
        waits.append(time.monotonic() - begun)
        time.sleep(0.05)
    in_time = sum(wait < 1 for wait in waits)
    print(f"{in_time} of {ASKED} within a second, {max(waits):.2f} s at most")
    return waits


def test_bodies_that_do_not_come_are_answered_408_and_their_connections_closed(
    server: Server,
) -> None:
    found = Counter[str]()
    with ExitStack() as stack:
        clients = [
            stack.enter_context(socket.create_connection(address_of(server), 10)) for _ in range(50)
        ]
        for client in clients:
            promise(client)
        for client in clients:
            client.settimeout(BODY_S + 20)
            answer = b""
            while piece := client.recv(4000):
                answer += piece
            found[answer.split()[1].decode()] += 1
    assert found == {"408": 50}


def test_a_body_that_drips_is_given_up(server: Server) -> None:
    begun, answer = time.monotonic(), b""
    with socket.create_connection(address_of(server), 10) as client:
        client.sendall(HEAD + b"Content-Length: 100000\r\n\r\n")
        client.settimeout(0.2)
        while not answer and time.monotonic() < begun + 30:
            try:
                client.sendall(b"a")
                answer = client.recv(4000)
            except TimeoutError:
                continue
    assert b" 408 " in answer.split(b"\r\n")[0]
