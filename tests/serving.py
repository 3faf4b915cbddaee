"""A `hamkor serve` on a free loopback port, for tests that need the shipped server."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parents[1]


class Server:
    """A running server over a store of its own, stopped by its own process id."""

    def __init__(self, folder: Path, register: bool = True, **settings: object) -> None:
        folder.mkdir(exist_ok=True)
        self.store = folder / "store"
        given = {f"HAMKOR_{name.upper()}": str(value) for name, value in settings.items()}
        self.environ = {**os.environ, "PYTHONPATH": str(ROOT), "HAMKOR_STORE": str(self.store),
                        **given}  # fmt: skip
        command = [sys.executable, "-m", "graph.cli", "serve", "--port", "0"]
        command += ["--with-register"] if register else []
        self.log = (folder / "log").open("w+")
        self.process = subprocess.Popen(command, env=self.environ, cwd=folder, stderr=self.log)
        self.url = self.wait_for_url(folder / "log")
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

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(40)
        finally:
            self.log.close()


def lowered(headers: object) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}  # type: ignore[attr-defined]
