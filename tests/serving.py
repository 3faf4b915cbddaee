"""A `hamkor serve` on a free loopback port, for tests that need the shipped server."""

import atexit
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from graph.serve.server import prepare
from graph.settings import Settings
from graph.store import EmbeddedStore

ROOT = Path(__file__).parents[1]


@cache
def loaded_store() -> Path:
    """Return a store with the shipped register, as the server makes it; tests copy it."""
    place = Path(tempfile.mkdtemp(prefix="hamkor-register-"))
    atexit.register(shutil.rmtree, place)
    settings = Settings(store=str(place))
    with EmbeddedStore.open(settings.store, settings.base_iri) as store:
        prepare(store, settings, True, lambda line: None)
    return place


class Server:
    """A running server over a store of its own, stopped by its own process id.

    `is_new` has the server itself load the register, which takes seconds.
    """

    def __init__(
        self, folder: Path, register: bool = True, *, is_new: bool = False,
        path: Sequence[Path] = (), **settings: object,
    ) -> None:  # fmt: skip
        folder.mkdir(exist_ok=True)
        self.store = folder / "store"
        if register and not is_new and not self.store.exists():
            shutil.copytree(loaded_store(), self.store)
        given = {f"HAMKOR_{name.upper()}": str(value) for name, value in settings.items()}
        self.environ = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, [*path, ROOT])),
                        "HAMKOR_STORE": str(self.store),
                        **given}  # fmt: skip
        command = [sys.executable, "-m", "graph.cli", "serve", "--port", "0"]
        command += ["--with-register"] if register else []
        self.log_path = folder / "log"
        self.log = self.log_path.open("w+")
        self.process = subprocess.Popen(command, env=self.environ, cwd=folder, stderr=self.log)
        self.url = self.wait_for_url(self.log_path)
        self.wait_until_ready()

    def wait_for_url(self, log: Path) -> str:
        for _ in range(600):
            words = log.read_text().split()
            if "answers" in words:
                return words[words.index("answers") + 2]
            assert self.process.poll() is None, log.read_text()
            time.sleep(0.1)
        raise AssertionError(log.read_text())

    def wait_until_ready(self) -> None:
        for _ in range(300):
            try:
                self.get("healthz")
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise AssertionError("the server never became ready")

    def get(self, path: str) -> bytes:
        with urllib.request.urlopen(self.url + path, timeout=30) as answer:
            body: bytes = answer.read()
        return body

    def send(
        self, method: str, path: str, data: bytes | None = None, **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers (names in lower case) and body of any answer."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(self.url + path, data, named, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, lowered(answer.headers), answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, lowered(error.headers), error.read()

    def ask(self, query: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        kind = {"Content_Type": "application/sparql-query"}
        return self.send("POST", "sparql", query.encode(), **kind, **headers)

    def update(self, text: str, token: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        kind = {"Content_Type": "application/sparql-update", "Authorization": f"Bearer {token}"}
        return self.send("POST", "update", text.encode(), **kind, **headers)

    def token(self, role: str = "editor", name: str = "tester") -> str:
        command = [sys.executable, "-m", "graph.cli", "token", "create", "--name", name]
        done = subprocess.run(
            [*command, "--role", role], env=self.environ, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    def children(self) -> list[int]:
        """Return every process that the owner has begun: writer, fork server, workers."""
        owner = self.process.pid
        listed = [path.read_text() for path in Path(f"/proc/{owner}/task").glob("*/children")]
        return [int(child) for text in listed for child in text.split()]

    def workers(self) -> set[int]:
        """Return the processes that answer requests: they hold the listening socket (proc(5))."""
        port = urllib.parse.urlsplit(self.url).port or 0
        rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
        (socket,) = {
            f"socket:[{row[9]}]"
            for row in rows
            if row[3] == "0A" and row[1].endswith(f":{port:04X}")
        }
        return {pid for pid in self.children() if socket in files_of(pid)}

    def log_length(self) -> int:
        return self.log_path.stat().st_size

    def read_log(self, start: int = 0) -> str:
        """Return what the server's processes wrote to stderr since it had `start` bytes."""
        return self.log_path.read_bytes()[start:].decode()

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(40)
        finally:
            self.log.close()


def files_of(pid: int) -> set[str]:
    """Return what the open files of a process are; nothing of one that is gone."""
    try:
        return {str(path.readlink()) for path in Path(f"/proc/{pid}/fd").iterdir()}
    except OSError:
        return set()


def lowered(headers: object) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}  # type: ignore[attr-defined]
