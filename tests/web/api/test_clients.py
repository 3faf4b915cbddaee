"""Clients that openapi-generator writes from `/openapi.json`, called against the real server.

`tests/install_java.sh` gets the generator (7.14.0).
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from serving import ROOT, Server

from graph.media import GRAPH_FORMATS

HERE = Path(__file__).parents[2] / "openapi"
JARS = [*(HERE / "lib").glob("openapi-generator-cli-*.jar")]
TSC = ROOT / "node_modules" / "typescript" / "bin" / "tsc"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (JARS and shutil.which("java")),
        reason="needs Java and openapi-generator: run tests/install_java.sh",
    ),
]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("clients"))
    token = running.token()
    kind = {"Authorization": f"Bearer {token}", "Content_Type": "text/turtle"}
    assert running.send("PUT", "store/clients", b"<> <urn:p> 1 .", **kind)[0] == 201
    yield running
    assert running.stop() == 0


def generate(server: Server, generator: str, place: Path) -> Path:
    """Write a client into a folder; no error may be logged."""
    (place / "openapi.json").write_bytes(server.get("openapi.json"))
    done = subprocess.run(
        ["java", "-jar", str(JARS[0]), "generate", "-i", str(place / "openapi.json"),
         "-g", generator, "-o", str(place / "client")],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    assert "ERROR" not in done.stdout + done.stderr
    return place / "client"


def call(server: Server, *command: object, **environ: str) -> dict[str, object]:
    graph = f"{server.url}store/clients"
    done = subprocess.run(
        [*map(str, command), server.url.rstrip("/"), graph], env={**os.environ, **environ},
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    found: dict[str, object] = json.loads(done.stdout)
    if str(found["graph"]).partition(";")[0] in {form.media_type for form in GRAPH_FORMATS}:
        found["graph"] = "a format of RDF"  # Each generator prefers another one.
    return found


def told_directly(server: Server) -> dict[str, object]:
    """Return what the clients should be told, asked without them."""
    rows = json.loads(server.get("queries/agreements-in-force.json?day=2024-06-01"))
    count = len(rows["results"]["bindings"])
    assert count > 0
    return {
        "boolean": True,
        "rows": count,
        "status": "ok",
        "graph": "a format of RDF",
        "refused": 400,
    }


def test_a_client_in_python(server: Server, tmp_path: Path) -> None:
    for needed in ("pydantic", "dateutil", "urllib3"):
        pytest.importorskip(needed, reason="the generated client needs it")
    client = generate(server, "python", tmp_path)
    found = call(server, sys.executable, HERE / "call.py", PYTHONPATH=str(client))
    assert found == told_directly(server)


@pytest.mark.skipif(
    not (TSC.exists() and shutil.which("node")), reason="needs Node.js and TypeScript (npm ci)"
)
def test_a_client_in_typescript(server: Server, tmp_path: Path) -> None:
    client = generate(server, "typescript-fetch", tmp_path)
    shutil.copy(HERE / "call.ts", client)
    options = ["--target", "es2022", "--module", "commonjs", "--moduleResolution", "node", "--strict",
               "--lib", "es2022,dom", "--outDir", str(tmp_path / "js")]  # fmt: skip
    done = subprocess.run(
        ["node", str(TSC), *options, str(client / "call.ts")], capture_output=True, text=True, check=False, timeout=120
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert call(server, "node", tmp_path / "js" / "call.js") == told_directly(server)
