"""Workers are restarted, always, and no connection is refused meanwhile."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http.client import HTTPException
from itertools import count
from pathlib import Path

import pytest
from serving import Server

from graph.errors import UsageError
from graph.serve.workers import listen

pytestmark = pytest.mark.slow


def wait_for_others(server: Server, old: set[int]) -> set[int]:
    """Return the workers once there are two, and none of `old`."""
    for _ in range(300):
        now = server.workers()
        if len(now) == 2 and not now & old:
            return now
        time.sleep(0.05)
    raise AssertionError(f"{now} after {old}")


def test_a_worker_killed_again_and_again_is_there_again(tmp_path: Path) -> None:
    server = Server(tmp_path, register=False)
    for _ in range(5):
        old = server.workers()
        assert len(old) == 2
        for pid in old:
            os.kill(pid, signal.SIGKILL)
        assert server.get("healthz"), "the listening socket holds a request until one is back"
        wait_for_others(server, old)
    assert server.process.poll() is None
    assert server.stop() == 0
    assert "Traceback" not in (tmp_path / "log").read_text()


def test_workers_end_within_the_stop_even_with_clients_that_hold(tmp_path: Path) -> None:
    server = Server(tmp_path, register=False)
    host, port = server.url.split("/")[2].split(":")
    holder = "import socket,sys,time\ns=socket.create_connection((sys.argv[1],int(sys.argv[2])))\n"
    holder += (
        "s.sendall(b'POST /sparql HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: 9\\r\\n\\r\\n')\n"
    )
    holder += "print('held', flush=True)\ntime.sleep(60)\n"
    with subprocess.Popen(
        [sys.executable, "-c", holder, host, port], stdout=subprocess.PIPE
    ) as client:
        assert client.stdout is not None
        assert client.stdout.readline() == b"held\n"
        old, begun = server.workers(), time.monotonic()
        assert server.stop() == 0
        assert time.monotonic() - begun < 25, "a held body was waited for"
        assert not any(Path(f"/proc/{pid}").exists() for pid in old)
        client.kill()


@pytest.mark.parametrize(("host", "port"), [("127.0.0.1", 99999), ("not.a.host.invalid", 0)])
def test_an_address_that_is_none_is_refused(host: str, port: int) -> None:
    with pytest.raises(UsageError, match="cannot listen"):
        listen(host, port)


def test_a_free_port_is_found_and_a_taken_one_refused() -> None:
    with listen("127.0.0.1", 0) as listener:
        host, port = listener.getsockname()
        assert host == "127.0.0.1"
        assert port > 0
        with pytest.raises(UsageError, match="in use"):
            listen(host, port)


class Clients:
    """Clients that read and one that writes, each one request after another, until told to end."""

    def __init__(self, server: Server) -> None:
        self.server, self.token = server, server.token()
        self.statuses: list[int] = []
        self.written: set[str] = set()
        self.is_over = threading.Event()

    def note(self, answer: tuple[int, dict[str, str], bytes]) -> int:
        status, _, body = answer
        self.statuses.append(status)
        assert status in (200, 204, 503), body
        return status

    def read(self) -> None:
        while not self.is_over.is_set():
            with suppress(OSError, HTTPException):
                self.note(self.server.ask("SELECT * { ?s ?p ?o }"))

    def write(self) -> None:
        for number in count():
            if self.is_over.is_set():
                return
            text = f'INSERT DATA {{ <urn:s> <urn:p> "{number}" }}'
            with suppress(OSError, HTTPException):
                if self.note(self.server.update(text, self.token)) == 204:
                    self.written.add(str(number))


def kill_some(server: Server, times: int) -> None:
    """Kill a process of the server, whichever it is, again and again."""
    chance = random.Random(13)
    for _ in range(times):
        time.sleep(0.4)
        if children := server.children():
            with suppress(ProcessLookupError):
                os.kill(chance.choice(children), signal.SIGKILL)


def ask_until_answered(server: Server, query: str) -> bytes:
    for _ in range(100):
        status, _, body = server.ask(query, Accept="text/csv")
        if status == 200:
            return body
        time.sleep(0.1)
    raise AssertionError(body)


def test_whatever_is_killed_under_load_no_answer_is_a_fault_and_no_write_is_lost(
    tmp_path: Path,
) -> None:
    server = Server(tmp_path, register=False)
    clients = Clients(server)
    with ThreadPoolExecutor(4) as threads:
        tasks = (clients.read, clients.read, clients.read, clients.write)
        working = [threads.submit(task) for task in tasks]
        kill_some(server, 16)
        clients.is_over.set()
        for task in working:
            task.result()
    assert server.process.poll() is None
    server.wait_until_ready()
    found = ask_until_answered(server, "SELECT ?o { <urn:s> <urn:p> ?o }")
    assert clients.written
    assert clients.written <= set(found.decode().split())
    assert 200 in clients.statuses
    assert server.stop() == 0
    assert "Traceback" not in (tmp_path / "log").read_text()


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_plain_stops_say_nothing(tmp_path: Path, stop: signal.Signals) -> None:
    for number in range(4):
        server = Server(tmp_path, register=False)
        if number % 2:
            assert server.ask("ASK {}")[0] == 200
        server.process.send_signal(stop)
        assert server.stop() == 0
        said = (tmp_path / "log").read_text()
        assert said.count("\n") == 1, said
        assert "answers on" in said
