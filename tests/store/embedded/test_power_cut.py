"""The power fails: what the file system had not yet handed to the disk is gone, every ack is there.

The store lies on ext4 in an image, mounted as a loop device. A cut is a copy of the image at some
instant: it has what reached the device and nothing of the page cache above. The copy is mounted,
which replays the journal, and opened. What a disk with a volatile cache may lose beyond that is not
shown here. Needs root and loop devices; a test that is killed leaves no mount.
"""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from disks import enter_mount_namespace
from serving import ROOT, Server

pytestmark = pytest.mark.slow

CUTS = 4
OPENED = """
import sys
from graph.store import EmbeddedStore, select
with EmbeddedStore.open(sys.argv[1], "urn:x:") as store:
    print(*(row["n"].value for row in select(store, "SELECT ?n { <urn:s> <urn:p> ?n }")))
"""
UNSYNCED = """
import sys, pyoxigraph as ox
store = ox.Store(sys.argv[1])
for n in range(100):
    store.update(f"INSERT DATA {{ <urn:s> <urn:p> {n} }}")
print("done", flush=True)
sys.stdin.read()
"""
COUNTED = "import sys, pyoxigraph as ox; print(len(ox.Store(sys.argv[1])))"


def run(*command: object) -> str:
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [*map(str, command)], env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{command}: {done.stderr}"
    return done.stdout


@contextmanager
def mounted(image: Path, place: Path) -> Iterator[Path]:
    """Mount an image; ext4 writes nothing by itself for five minutes."""
    place.mkdir()
    run("mount", "-o", "loop,commit=300", image, place)
    try:
        yield place
    finally:
        unmount(place)


def unmount(place: Path) -> None:
    """Unmount, once the last process of the server has let go; ten seconds at most."""
    for _ in range(50):
        if subprocess.run(["umount", place], capture_output=True, check=False).returncode == 0:
            return
        time.sleep(0.2)
    run("umount", place)


@pytest.fixture
def image(tmp_path: Path) -> Path:
    """An empty disk, or a reason why there is none here."""
    disk = tmp_path / "disk"
    try:
        enter_mount_namespace()
        with disk.open("wb") as file:
            file.truncate(192 * 1024 * 1024)
        run("mkfs.ext4", "-q", "-F", "-E", "lazy_itable_init=0,lazy_journal_init=0", disk)
        with mounted(disk, tmp_path / "probe"):
            pass
    except (AssertionError, OSError) as error:
        pytest.skip(f"no loop device can be mounted here ({error})")
    return disk


def cut(image: Path, name: str) -> Path:
    """Return a copy of what the disk has at this moment."""
    copy = image.with_name(name)
    run("cp", "--sparse=always", image, copy)
    return copy


def writing(server: Server, token: str, acked: list[int], stop: threading.Event) -> None:
    """Add one number after another, and note each that is acknowledged."""
    for number in range(10_000):
        if stop.is_set():
            return
        if server.update(f"INSERT DATA {{ <urn:s> <urn:p> {number} }}", token)[0] == 204:
            acked.append(number)


def test_the_power_fails_and_no_acknowledged_write_is_lost(image: Path, tmp_path: Path) -> None:
    acked, stop, cuts = list[int](), threading.Event(), list[tuple[Path, int, int]]()
    with mounted(image, tmp_path / "mount") as place:
        server = Server(place, register=False)
        writer = threading.Thread(target=writing, args=(server, server.token(), acked, stop))
        writer.start()
        try:
            for number in range(CUTS):
                time.sleep(0.37)
                before = len(acked)
                cuts.append((cut(image, f"cut-{number}"), before, len(acked)))
        finally:
            stop.set()
            writer.join()
            assert server.stop() == 0
    for copy, before, after in cuts:
        with mounted(copy, tmp_path / f"{copy.name}-mount") as place:
            found = {int(n) for n in run(sys.executable, "-c", OPENED, place / "store").split()}
        print(f"{before} acknowledged, {len(found)} found")
        assert before > 0
        assert set(acked[:before]) <= found <= set(range(after + 2))


def test_a_store_that_is_not_synced_does_lose(image: Path, tmp_path: Path) -> None:
    """The harness can see a loss: the same cut takes writes that were not synced."""
    with mounted(image, tmp_path / "mount") as place:
        run(sys.executable, "-c", COUNTED, place / "plain")
        run("sync", "-f", place)
        command = [sys.executable, "-c", UNSYNCED, str(place / "plain")]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        with subprocess.Popen(command, **pipes) as process:  # type: ignore[call-overload]
            assert process.stdout.readline() == b"done\n"
            copy = cut(image, "cut")
            process.stdin.close()
    with mounted(copy, tmp_path / "cut-mount") as place:
        found = int(run(sys.executable, "-c", COUNTED, place / "plain"))
    assert found < 100
