"""Bodies that come slowly are given up in time, and the others are served meanwhile."""

import json
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from serving import Server

from graph.web.body import PIECE, Bodies, TooSlow, Waiting

BODY_S = 3.0
HEAD = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"


class Source:
    """A connection: gives its pieces, then waits until it is closed."""

    def __init__(self, *pieces: bytes, ends: bool = False) -> None:
        self.pieces, self.closed = list(pieces), threading.Event()
        if ends:
            self.closed.set()

    def read(self, size: int) -> bytes:
        if self.pieces:
            assert len(self.pieces[0]) <= size <= PIECE
            return self.pieces.pop(0)
        self.closed.wait(10)
        return b""


def test_a_body_is_read_whole_or_as_far_as_it_came() -> None:
    bodies = Bodies(1, 1)
    with bodies.received(Source(b"a" * PIECE, b"bc"), PIECE + 2) as body:
        assert body.read() == b"a" * PIECE + b"bc"
    with bodies.received(Source(b"ab", ends=True), 100) as body:
        assert body.read() == b"ab"


def test_a_large_body_is_not_held_in_memory() -> None:
    pieces = [b"a" * PIECE] * 20
    with Bodies(5, 1).received(Source(*pieces), 20 * PIECE) as body:
        assert isinstance(body.fileno(), int)
        assert len(body.read()) == 20 * PIECE


def test_a_slow_body_is_given_up_and_its_thread_ends_with_the_connection() -> None:
    source, before = Source(b"a"), threading.active_count()
    with pytest.raises(TooSlow):
        Bodies(0.1, 1).received(source, 10)
    source.closed.set()
    for _ in range(100):
        if threading.active_count() <= before:
            break
        time.sleep(0.01)
    assert threading.active_count() <= before


def test_no_more_slow_bodies_are_waited_for_than_there_are_places() -> None:
    source = Source()
    with pytest.raises(Waiting):
        Bodies(0.1, 0).received(source, 10)
    source.closed.set()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("body"), register=False, body_s=BODY_S)
    yield running
    assert running.stop() == 0


def slow(server: Server, drips: bool, told: Callable[[str, float], None]) -> None:
    """Promise a body, send it a byte at a time or not at all; tell status and seconds."""
    host, port = server.url.split("/")[2].split(":")
    begun, answer = time.monotonic(), b""
    with socket.create_connection((host, int(port)), 10) as client:
        client.sendall(HEAD + b"Content-Length: 100000\r\n\r\n")
        client.settimeout(0.2)
        while not answer and time.monotonic() < begun + 30:
            try:
                client.sendall(b"a" if drips else b"")
                answer = client.recv(4000)
            except TimeoutError:
                continue
            except ConnectionError:
                break
    told(answer.split()[1].decode() if answer else "closed", time.monotonic() - begun)


@pytest.mark.parametrize("drips", [True, False])
def test_a_body_that_does_not_come_is_a_408(server: Server, drips: bool) -> None:
    found = list[tuple[str, float]]()
    slow(server, drips, lambda status, seconds: found.append((status, seconds)))
    [(status, seconds)] = found
    assert status == "408"
    assert BODY_S - 0.5 < seconds < BODY_S + 1


def test_two_hundred_slow_bodies_stop_nobody(server: Server) -> None:
    before, found = footprint(server), list[tuple[str, float]]()
    clients = [
        threading.Thread(target=slow, args=(server, n % 2 == 0, lambda *all: found.append(all)))
        for n in range(200)
    ]
    for client in clients:
        client.start()
    waits = []
    while any(client.is_alive() for client in clients):
        begun = time.monotonic()
        assert json.loads(server.ask("ASK {}")[2])["boolean"] is True
        waits.append(time.monotonic() - begun)
        time.sleep(0.05)
    counts = Counter(status for status, _ in found)
    print(f"answers {dict(counts)}, the others waited {max(waits):.2f} s at most")
    assert set(counts) <= {"408", "503", "closed"}
    assert max(seconds for _, seconds in found) < 2 * BODY_S + 5
    assert max(waits) < 2 * BODY_S
    time.sleep(0.5)
    memory, threads = footprint(server)
    assert memory < before[0] + 64 * 1024
    assert threads < before[1] + 2 * 48 + 10, "threads that read slow bodies live on"


def footprint(server: Server) -> tuple[int, int]:
    """Return resident kilobytes and threads of all processes of a server."""
    listed = Path(f"/proc/{server.process.pid}/task").glob("*/children")
    pids = [child for path in listed for child in path.read_text().split()]
    lines = [Path(f"/proc/{pid}/status").read_text().splitlines() for pid in pids]
    resident = sum(int(line.split()[1]) for text in lines for line in text if "VmRSS" in line)
    return resident, sum(len([*Path(f"/proc/{pid}/task").iterdir()]) for pid in pids)
