"""A disk that is full: 507 with words, nothing half written, and all well once there is room.

Two small disks (tmpfs) are mounted, which needs root: one for the store, one for temporary files.
"""

import os
import subprocess
import urllib.parse
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from disks import enter_mount_namespace
from serving import Server

from graph.settings import Settings

pytestmark = pytest.mark.slow

MB = 1024 * 1024
#: A thing, and what a reader says of it.
THING = f"""PREFIX org: <http://www.w3.org/ns/org#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
INSERT DATA {{ <{Settings().base_iri}id/organization/x> a org:Organization ; skos:prefLabel "X" ;
  <https://w3id.org/hamkor#verbatimName> "X" }}"""
CORRECTION = urllib.parse.urlencode({"thing": "organization/x", "words": "y" * 900}).encode()


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Callable[[str, int], Path]]:
    """A function that mounts a disk of some MB, or a reason why none is mounted here."""
    try:
        enter_mount_namespace()
    except OSError as error:
        pytest.skip(f"no disk can be mounted here ({error})")
    mounted: list[Path] = []

    def mount(name: str, size: int) -> Path:
        place = tmp_path / name
        place.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", f"size={size}m", "tmpfs", str(place)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            pytest.skip(f"no disk can be mounted here ({done.stderr.strip()})")
        mounted.append(place)
        return place

    yield mount
    for place in mounted:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


def query_of(megabytes: int) -> str:
    """Return a query whose answer has so many megabytes."""
    numbers = " ".join(map(str, range(250 * megabytes)))
    return f'SELECT (CONCAT("{"x" * 4000}", STR(?n)) AS ?long) {{ VALUES ?n {{ {numbers} }} }}'


def fill(place: Path) -> Path:
    """Leave no room on a disk; return the file that takes it."""
    path = place / "filler"
    with path.open("wb", buffering=0) as file:
        try:
            while file.write(bytes(4096)):
                pass
        except OSError:
            return path
    raise AssertionError


def test_no_room_for_bodies_and_answers(
    tmp_path: Path, disk: Callable[[str, int], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = disk("temporary", 16)
    monkeypatch.setenv("TMPDIR", str(temporary))
    server = Server(tmp_path / "served", register=False)
    try:
        token = server.token()
        filler = fill(temporary)
        status, headers, body = server.ask(query_of(8))
        assert status == 507, body
        assert headers["content-type"] == "application/problem+json"
        assert b"no room is left" in body
        assert b"Traceback" not in body
        assert server.ask("ASK {}")[0] == 200
        insert = f'INSERT DATA {{ <urn:a> <urn:b> "{"x" * 2 * MB}" }}'
        status, _, body = server.update(insert, token)
        assert status == 507, body
        assert b"no room" in body
        filler.unlink()
        assert server.ask(query_of(8))[0] == 200
        assert server.update(insert, token)[0] == 204
    finally:
        server.stop()


def test_no_room_for_the_store(tmp_path: Path, disk: Callable[[str, int], Path]) -> None:
    folder = disk("served", 64)
    server = Server(folder, register=False)
    try:
        token = server.token()
        assert server.update("INSERT DATA { <urn:a> <urn:b> 0 }", token)[0] == 204
        assert server.update(THING, token)[0] == 204
        filler = fill(folder)
        statuses = set()
        for number in range(1, 30):
            text = f'INSERT DATA {{ <urn:a> <urn:b> {number}, "{os.urandom(40000).hex()}" }}'
            status, _, body = server.update(text, token)
            statuses.add(status)
            assert status in (204, 507), body
            if status == 507:
                assert b"room" in body
                break
        assert 507 in statuses
        statuses = {server.send("POST", "correct", CORRECTION)[0] for _ in range(5)}
        assert statuses == {507}
        assert server.ask("ASK { <urn:a> <urn:b> 0 }")[2].find(b"true") > 0
        filler.unlink()
        assert server.send("POST", "correct", CORRECTION)[0] == 200
        assert server.update("INSERT DATA { <urn:a> <urn:b> 1000 }", token)[0] == 204
        assert server.ask("ASK { <urn:a> <urn:b> 1000 }")[2].find(b"true") > 0
    finally:
        assert server.stop() == 0
