"""The command line as a shell sees it: stdout, stderr, exit codes."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import FILES

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
PAGE = str(FILES / "institute-partners.txt")


class Shell:
    """Runs `hamkor` in a process of its own, on a store in a folder of the test's."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environ = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "HAMKOR_STORE": str(folder / "store"),
        }

    def __call__(self, *words: str, text: str = "") -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "graph.cli", *words]
        return subprocess.run(
            command, capture_output=True, text=True, check=False, input=text, env=self.environ,
            cwd=self.folder,
        )  # fmt: skip


@pytest.fixture
def hamkor(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


def test_a_register_from_a_file_to_an_answer(hamkor: Shell) -> None:
    done = hamkor("ingest", PAGE, "--institution", "soil", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["counts"]["cooperations"] == 4
    again = hamkor("ingest", PAGE, "--institution", "soil")
    assert "nothing changed" in again.stdout
    table = hamkor("query", "agreements-in-force", "--param", "day=2024-06-01")
    assert table.stdout.count("yes") == 2
    assert table.stdout.splitlines()[1].startswith("---")
    csv = hamkor("query", "-", "--format", "csv", text="SELECT (1 AS ?x) {}")
    assert csv.stdout.splitlines() == ["x", "1"]
    assert hamkor("validate").stdout.strip() == "every rule holds"
    assert "institute-partners" in hamkor("source", "list").stdout
    assert "soil" in hamkor("source", "show", "institute-partners").stdout
    assert b"hamkor#party" in hamkor("export", "--format", "nt").stdout.encode()
    assert json.loads(hamkor("source", "remove", "institute-partners").stdout)["gone"]


def test_a_dry_run_leaves_no_source(hamkor: Shell) -> None:
    assert "would change" in hamkor("ingest", PAGE, "--dry-run").stdout
    assert hamkor("source", "list").stdout == ""


def test_loading_updating_and_moving(hamkor: Shell) -> None:
    (hamkor.folder / "a.ttl").write_text("<urn:a> <urn:b> 1 .")
    assert "1 new quads" in hamkor("load", "a.ttl", "--graph", "urn:g").stdout
    assert hamkor("update", "INSERT DATA { <urn:c> <urn:d> 2 }").returncode == 0
    assert hamkor("query", "ASK { <urn:c> <urn:d> 2 }").stdout.count("true") == 1
    assert hamkor("ingest", PAGE).returncode == 0
    moved = hamkor("rebase", "https://partners.example.edu/")
    assert moved.returncode == 0, moved.stderr
    found = hamkor("query", "SELECT ?s { ?s a <https://w3id.org/hamkor#Source> }")
    assert "https://partners.example.edu/id/source/institute-partners" in found.stdout
    assert "hamkor: note:" in found.stderr


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("ingest", "none.txt"), 1, "cannot be read"),
        (("ingest", PAGE, "--source", "Not A Slug"), 2, "not a slug"),
        (("ingest",), 2, "Missing argument"),
        (("query", "no-such-query"), 1, "no saved query"),
        (("query", "SELECT * { SERVICE <http://127.0.0.1:1/> {} }"), 1, "never connects out"),
        (("query", "SELECT * {"), 1, "error at"),
        (("query", "no SPARQL"), 1, "no query begins here"),
        (("query", "CONSTRUCT WHERE { ?s ?p ?o }", "--format", "csv"), 1, "no text/csv"),
        (("serve", "--port", "99999"), 2, "cannot listen"),
        (("query", "people", "--param", "x=1"), 2, "no such parameter"),
        (("load", "x.doc"), 1, "not a format of RDF"),
        (("source", "show", "nope"), 1, "no source"),
        (("--store", "http://127.0.0.1:1", "query", "ASK {}"), 3, "no answer"),
    ],
)
def test_mistakes_are_one_line_and_a_code(
    hamkor: Shell, words: tuple[str, ...], code: int, told: str
) -> None:
    done = hamkor(*words)
    assert done.returncode == code, done.stderr
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_query_needs_no_blank(hamkor: Shell) -> None:
    assert json.loads(hamkor("query", "ASK{}").stdout)["boolean"] is True


def test_a_reader_that_goes_away_is_no_mistake(hamkor: Shell) -> None:
    assert hamkor("ingest", PAGE).returncode == 0
    words = f"{sys.executable} -m graph.cli export | head -c 10"
    done = subprocess.run(
        ["/bin/sh", "-c", words], env=hamkor.environ, cwd=hamkor.folder, capture_output=True,
        check=False,
    )  # fmt: skip
    assert (len(done.stdout), done.stderr) == (10, b"")


def test_ctrl_c_ends_a_long_query(hamkor: Shell) -> None:
    assert hamkor("ingest", PAGE).returncode == 0
    costly = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    command = [sys.executable, "-m", "graph.cli", "query", costly]
    running = subprocess.Popen(command, env=hamkor.environ, cwd=hamkor.folder)
    lock = hamkor.folder / "store" / "hamkor.lock"
    for _ in range(200):
        if str(running.pid) in lock.read_text():
            break
        time.sleep(0.05)
    time.sleep(0.3)
    running.send_signal(signal.SIGINT)
    try:
        assert running.wait(10) == -signal.SIGINT
    finally:
        running.kill()


def test_a_broken_store_is_told(hamkor: Shell) -> None:
    folder = hamkor.folder / "store" / "oxigraph"
    folder.mkdir(parents=True)
    (folder / "CURRENT").write_text("junk")
    done = hamkor("source", "list")
    assert done.returncode in (1, 3)
    assert done.stderr.startswith("hamkor: error:")
    assert "Traceback" not in done.stderr


def test_an_unknown_setting_is_told(hamkor: Shell) -> None:
    hamkor.environ["HAMKOR_PROT"] = "1"
    done = hamkor("source", "list")
    assert (done.returncode, "HAMKOR_PROT" in done.stderr) == (2, True)


def test_help_has_an_example_for_every_command(hamkor: Shell) -> None:
    listed = hamkor("--help").stdout
    for name in [
        "ingest",
        "load",
        "query",
        "update",
        "export",
        "validate",
        "serve",
        "source",
        "rebase",
    ]:
        assert name in listed
        assert "Example:" in hamkor(name, "--help").stdout


def test_a_port_that_is_taken_is_told(hamkor: Shell) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = hamkor("serve", "--port", str(taken.getsockname()[1]))
    assert (done.returncode, "cannot listen" in done.stderr) == (2, True)
