"""Clients that hold their connections, and how the others fare meanwhile.

    python benchmarks/clients.py [SECONDS]

Prints, for each way of holding and each number of sockets, the share of ordinary requests that was
answered within a second. Loopback only; the server is started and stopped here.
"""

import socket
import sys
import tempfile
import time
import urllib.error
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from serving import Server
from test_slow_clients import (
    Hold,
    address_of,
    close_half,
    promise,
    read_nothing,
    say_nothing,
    stop_in_head,
)

HELD: list[tuple[Hold, int]] = [
    (promise, 50), (promise, 300), (promise, 2000), (close_half, 2000), (stop_in_head, 2000),
    (say_nothing, 2000), (read_nothing, 100),
]  # fmt: skip


def measure(server: Server, hold: Hold, count: int, seconds: float) -> str:
    """Return what was answered while so many sockets are held."""
    answered, asked, longest = 0, 0, 0.0
    with ExitStack() as stack:
        for _ in range(count):
            client = stack.enter_context(socket.socket())
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.settimeout(20)
            client.connect(address_of(server))
            hold(client)
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            begun, asked = time.monotonic(), asked + 1
            try:
                status = server.ask("ASK {}")[0]
            except (OSError, urllib.error.URLError):
                status = 0
            took = time.monotonic() - begun
            answered += status == 200 and took < 1
            longest = max(longest, took)
            time.sleep(0.1)
    name = hold.__name__.replace("_", " ")
    return f"| {count} that {name} | {asked} | {answered / asked:.1%}, longest {longest:.2f} s |"


def main() -> None:
    """Measure each way of holding for so many seconds."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder))
        for hold, count in HELD:
            print(measure(server, hold, count, seconds), flush=True)
        server.stop()


if __name__ == "__main__":
    main()
