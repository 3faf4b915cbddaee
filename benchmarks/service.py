"""The service under load, beside `oxigraph serve` on the same data in the same run.

    python benchmarks/service.py

Prints: how late a runaway query is answered, what ten of them do to a client with point look-ups,
by how much the memory grows for a million rows, and requests a second as a ratio to durable
`oxigraph serve` (rounds interleaved, median). Linux only: memory is read from /proc.
"""

import http.client
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from serving import Server

#: 100,000 triples by the ten of their subjects: a million rows.
MILLION = "SELECT ?s ?p ?o ?q ?z { ?s ?p ?o . ?s ?q ?z }"
CROSS = "SELECT (COUNT(*) AS ?c) {?a ?b ?c1 . ?d ?e ?f . ?g ?h ?i}"
PEER = "127.0.0.1:7979"
THINGS, ROUNDS, SECONDS, CLIENTS = 10_000, 5, 2.0, 4


def data() -> bytes:
    """Return 100,000 triples: things with ten properties each."""
    lines = [
        f"<urn:t:{n}> <urn:p:{p}> <urn:t:{(n * 31 + p) % THINGS}> ."
        for n in range(THINGS)
        for p in range(10)
    ]
    return "\n".join(lines).encode()


def lookup(number: int) -> str:
    """Return a point look-up that no other has been."""
    return f"SELECT ?p ?o {{ <urn:t:{number % THINGS}> ?p ?o }} # {number}"


class Client:
    """One keep-alive connection."""

    def __init__(self, url: str, path: str) -> None:
        """Connect to a service."""
        self._path = path
        self._http = http.client.HTTPConnection(urllib.parse.urlsplit(url).netloc, timeout=60)

    def ask(self, text: str) -> int:
        """Return the status of an answer that was read whole."""
        self._http.request("POST", self._path, text, {"Content-Type": "application/sparql-query"})
        answer = self._http.getresponse()
        answer.read()
        return answer.status


def rate(url: str, path: str, seed: int) -> float:
    """Return point look-ups a second of `CLIENTS` clients."""
    counts = [0] * CLIENTS

    def run(index: int) -> None:
        client, end = Client(url, path), time.monotonic() + SECONDS
        while time.monotonic() < end:
            is_answered = client.ask(lookup(seed + index * 1_000_003 + counts[index] * 7)) == 200
            counts[index] += is_answered

    threads = [threading.Thread(target=run, args=(index,)) for index in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / SECONDS


def p99(url: str, requests: int = 400) -> tuple[float, int]:
    """Return the 99th percentile of one client's look-ups in ms, and how many failed."""
    client, times, failed = Client(url, "/sparql"), [], 0
    for number in range(requests):
        begun = time.perf_counter()
        failed += client.ask(lookup(number * 13)) != 200
        times.append((time.perf_counter() - begun) * 1000)
    return statistics.quantiles(times, n=100)[98], failed


def lateness(url: str, deadline_s: float) -> list[float]:
    """Return by how many ms runaway queries are answered after their deadline."""
    found = []
    for _ in range(5):
        begun = time.perf_counter()
        if Client(url, "/sparql").ask(CROSS) == 503:
            found.append((time.perf_counter() - begun - deadline_s) * 1000)
    return found


def memory(pid: int) -> int:
    """Return the bytes that a process and those below it have for themselves (proc(5), smaps)."""
    found = 0
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        found += sum(memory(int(child)) for child in task.read_text().split())
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return found
    return found + sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Private_"))


def growth(server: Server) -> tuple[int, float]:
    """Return the rows of a long answer, and by how many MB the server grows meanwhile."""
    before = most = memory(server.process.pid)
    rows = list[int]()
    asking = threading.Thread(target=lambda: rows.append(counted(server.url)))
    asking.start()
    while asking.is_alive():
        most = max(most, memory(server.process.pid))
        asking.join(0.02)
    return rows[0], (most - before) / 1e6


def counted(url: str) -> int:
    """Return how many rows the long answer has, holding no more than a piece of it."""
    http_ = http.client.HTTPConnection(urllib.parse.urlsplit(url).netloc, timeout=60)
    kind = {"Content-Type": "application/sparql-query", "Accept": "text/tab-separated-values"}
    http_.request("POST", "/sparql", MILLION, kind)
    answer, lines = http_.getresponse(), 0
    while piece := answer.read(1 << 16):
        lines += piece.count(b"\n")
    return lines - 1


def deadline(folder: Path) -> None:
    """Print how a deadline of two seconds holds, alone and beside ten runaways."""
    with serving(folder, deadline_s=2) as ours:
        late = lateness(ours.url, 2.0)
        print(f"503 after the deadline, ms: median {statistics.median(late):.0f}, "
              f"max {max(late):.0f}")  # fmt: skip
        quiet, _ = p99(ours.url)
        heavy = [threading.Thread(target=Client(ours.url, "/sparql").ask, args=(CROSS,))
                 for _ in range(10)]  # fmt: skip
        for thread in heavy:
            thread.start()
        busy, failed = p99(ours.url)
        for thread in heavy:
            thread.join()
        print(f"p99 of a look-up, ms: {quiet:.1f}; beside ten runaways {busy:.1f}, {failed} failed")


def long_answer(folder: Path) -> None:
    """Print what a million rows cost in memory."""
    with serving(folder, query_rows=2_000_000, query_bytes=1_000_000_000) as ours:
        rows, megabytes = growth(ours)
        print(f"memory for {rows:,} rows: {megabytes:.0f} MB")


def beside_peer(folder: Path, peer: str) -> None:
    """Print requests a second beside the peer's."""
    ratios = []
    with serving(folder, deadline_s=2) as ours:
        for number in range(ROUNDS):
            mine = rate(ours.url, "/sparql", number * 97)
            other = rate(peer, "/query", number * 97)
            ratios.append(mine / other)
            print(f"round {number}: {mine:.0f} a second, oxigraph {other:.0f}")
    print(f"ratio to durable oxigraph serve: {statistics.median(ratios):.2f} "
          f"[{min(ratios):.2f}, {max(ratios):.2f}]")  # fmt: skip


@contextmanager
def serving(folder: Path, **settings: object) -> Iterator[Server]:
    """Serve the store of a folder."""
    running = Server(folder, register=False, **settings)
    try:
        yield running
    finally:
        running.stop()


def main() -> None:
    """Load both, measure, print."""
    folder = Path(tempfile.mkdtemp())
    file, place = folder / "data.nt", str(folder / "ox")
    file.write_bytes(data())
    program = str(Path(sys.executable).parent / "oxigraph")
    subprocess.run([program, "load", "--location", place, "--file", str(file)], check=True)
    command = [sys.executable, "-m", "graph.cli", "--store", str(folder / "store"), "load"]
    subprocess.run([*command, str(file)], check=True)
    peer = subprocess.Popen([program, "serve", "--location", place, "--bind", PEER])
    try:
        deadline(folder)
        long_answer(folder)
        beside_peer(folder, f"http://{PEER}")
    finally:
        peer.terminate()
        peer.wait()
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
