"""The real server: started, killed in part, asked, stopped by its own process id."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from serving import Server

import server as server_module
from graph.errors import NotOffered
from graph.ingest import Options, ingest_file
from graph.register import base_of, ensure_vocabulary
from graph.resources import data_dir
from graph.serve.server import REGISTER, SOURCE, load_register, prepare, run, run_helpers
from graph.settings import Settings
from graph.store import EmbeddedStore

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("serve"), is_new=True, deadline_s=2)
    yield running
    assert running.stop() == 0


def test_it_serves_the_register(server: Server) -> None:
    assert b"17" in server.get("")
    query = "SELECT%20(COUNT(*)%20AS%20%3Fn)%20%7B%20%3Fs%20a%20%3Chttps%3A%2F%2Fw3id.org%2Fhamkor%23Cooperation%3E%20%7D"
    assert (
        json.loads(server.get(f"sparql?query={query}"))["results"]["bindings"][0]["n"]["value"]
        == "17"
    )


def test_the_store_is_locked_and_the_lock_says_by_whom(server: Server) -> None:
    command = [sys.executable, "-m", "graph.cli", "source", "list"]
    done = subprocess.run(command, env=server.environ, capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert "another process (pid" in done.stderr
    assert f"--store {server.url}" in done.stderr
    through = [sys.executable, "-m", "graph.cli", "--store", server.url, "query", "people"]
    done = subprocess.run(through, env=server.environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Tom Bone" in done.stdout


def test_a_runaway_query_is_stopped_and_the_others_are_answered(server: Server) -> None:
    costly = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    request = urllib.request.Request(
        server.url + "sparql", costly.encode(), {"Content-Type": "application/sparql-query"}
    )
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(request, timeout=60)
    assert caught.value.code == 503
    caught.value.close()
    assert server.get("healthz")


def test_a_worker_that_dies_is_replaced(server: Server) -> None:
    workers = server.workers()
    assert len(workers) == 2
    killed = min(workers)
    os.kill(killed, signal.SIGKILL)
    for _ in range(200):
        now = server.workers()
        if len(now) == 2 and killed not in now:
            break
        time.sleep(0.1)
    assert len(now) == 2
    assert killed not in now
    server.wait_until_ready()


def test_a_cut_upload_is_not_taken_as_whole(server: Server) -> None:
    host, port = server.url.split("/")[2].split(":")
    with socket.create_connection((host, int(port)), 10) as client:
        client.sendall(
            b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
            b"Content-Length: 100\r\n\r\nASK {}"
        )
        client.shutdown(socket.SHUT_WR)
        answer = client.recv(4000)
    assert b" 200 " not in answer.split(b"\r\n")[0]


def test_workers_end_with_an_owner_that_is_killed(tmp_path: Path) -> None:
    orphaned = Server(tmp_path, deadline_s=2)
    orphaned.process.kill()
    orphaned.process.wait()
    orphaned.log.close()
    command = [sys.executable, "-m", "graph.cli", "source", "list"]
    for _ in range(50):
        done = subprocess.run(command, env=orphaned.environ, capture_output=True, check=False)
        if done.returncode == 0:
            break
        time.sleep(0.1)
    assert done.returncode == 0, done.stderr
    with pytest.raises(OSError):
        orphaned.get("healthz")


def test_what_has_no_folder_is_not_served() -> None:
    for store in ("memory:", "http://127.0.0.1:1/"):
        with pytest.raises(NotOffered, match="folder"):
            run(Settings(store=store), with_register=False, say=print)


def test_the_owner_prepares_what_workers_need(tmp_path: Path) -> None:
    told, versions = list[str](), list[str]()
    settings = Settings(store=str(tmp_path))
    for _ in range(2):
        with EmbeddedStore.open(settings.store, settings.base_iri) as store:
            prepare(store, settings, True, told.append)
            versions.append(store.version())
    assert len(told) == 3
    assert versions[0] == versions[1] != "0"
    with run_helpers(settings, False, told.append):
        app = server_module.create_app(settings)
        assert app.test_client().get("/healthz").status_code == 200
        app.extensions["hamkor"].store.close()


def test_decisions_follow_the_register_after_a_kill_between_them(memory: EmbeddedStore) -> None:
    iris = base_of(memory, Settings().base_iri, pytest.fail)
    ensure_vocabulary(memory, iris)
    ingest_file(memory, iris, data_dir() / REGISTER, Options(source=SOURCE))
    told = list[str]()
    load_register(memory, iris, told.append)
    assert [line.partition(" ")[2] for line in told] == ["lines on its partners' identities"]
    version = memory.version()
    load_register(memory, iris, told.append)
    assert memory.version() == version


def test_a_second_start_keeps_the_data(tmp_path: Path) -> None:
    first = Server(tmp_path, deadline_s=2)
    version = first.get("healthz")
    assert first.stop() == 0
    second = Server(tmp_path, deadline_s=2)
    assert second.get("healthz") == version
    assert second.stop() == 0
