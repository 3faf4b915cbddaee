"""The ways of data in docs/ARCHITECTURE.md are those that requests take, in this order."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import FILES, ROOT
from ror_records import LINE, V1, crowd
from serving import Server

pytestmark = pytest.mark.slow

TRACING = Path(__file__).parent / "tracing"
TEXT = (ROOT / "docs" / "ARCHITECTURE.md").read_text(encoding="utf-8")
INSERT = """
INSERT DATA { <http://127.0.0.1:8000/id/organization/NAME> a <http://www.w3.org/ns/org#Organization> ;
  <http://www.w3.org/2004/02/skos/core#prefLabel> "NAME" ;
  <https://w3id.org/hamkor#verbatimName> "NAME" }
"""


def hops(way: str) -> list[str]:
    section = re.search(rf"^### {way}\n(.*?)(?=^##)", TEXT, re.DOTALL | re.MULTILINE)
    assert section
    return re.findall(r"^\d+\. `([^`]+)`", section.group(1), re.MULTILINE)


WAYS = {way: hops(way) for way in ("Query", "Write", "Ingest", "Page", "Match")}


def check(way: str, log: str) -> None:
    """Every hop is called after the one before it."""
    lines = sorted(re.findall(r"^TRACE (\d+) (\S+)$", log, re.MULTILINE))
    assert WAYS[way] and lines
    calls = iter([name for _, name in lines])
    for hop in WAYS[way]:
        assert hop in calls, f"{hop} is not called there: {[name for _, name in lines]}"


@pytest.fixture(scope="module", autouse=True)
def tracing() -> Iterator[None]:
    """Have every Python process that begins from here record the calls of all hops."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRACE_CALLS", " ".join({hop for way in WAYS.values() for hop in way}))
        patch.setenv("PYTHONPATH", f"{TRACING}{os.pathsep}{ROOT}")
        yield


@pytest.fixture(scope="module")
def server(tracing: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("served"), register=False, path=[TRACING])
    assert running.update(INSERT.replace("NAME", "shown"), running.token())[0] == 204
    yield running
    assert running.stop() == 0


def test_a_query_takes_its_way(server: Server) -> None:
    before = server.log_length()
    assert server.ask("SELECT * { ?s ?p ?o } LIMIT 1")[0] == 200
    check("Query", server.read_log(before))


def test_a_write_takes_its_way(server: Server) -> None:
    token, before = server.token(name="writer"), server.log_length()
    status, _, body = server.update(INSERT.replace("NAME", "written"), token)
    assert status == 204, body
    check("Write", server.read_log(before))


def test_a_page_takes_its_way(server: Server) -> None:
    before = server.log_length()
    assert server.send("GET", "organization/shown", Accept="text/html")[0] == 200
    check("Page", server.read_log(before))


def run(*words: str, cwd: Path) -> str:
    command = [sys.executable, "-m", "graph.cli", *words]
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stderr


def test_an_ingest_takes_its_way(tmp_path: Path) -> None:
    source = str(FILES / "institute-partners.txt")
    check(
        "Ingest", run("--store", "store", "ingest", source, "--institution", "soil", cwd=tmp_path)
    )


def test_a_match_takes_its_way(tmp_path: Path) -> None:
    dump = tmp_path / "dump.jsonl"
    dump.write_text("\n".join(json.dumps(one) for one in [LINE, V1, *crowd()]))
    run("authority", "update", "ror", str(dump), cwd=tmp_path)
    check("Match", run("match", "Turin Polytechnic University", cwd=tmp_path))
