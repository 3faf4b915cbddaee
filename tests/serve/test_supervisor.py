"""Processes that come back by themselves, say what keeps them from starting, and end when asked."""

import multiprocessing
import os
import signal
import threading
import time
from contextlib import suppress
from itertools import chain, repeat
from multiprocessing.connection import Connection

import pytest

from graph.errors import DiskFull, StoreUnreachable
from graph.serve.supervisor import Child, pipe_pair, restart_children

pytestmark = pytest.mark.slow

#: How many processes have become ready.
READY = multiprocessing.get_context("fork").Value("i", 0)


def live(pipe: Connection) -> None:
    """Be ready until the owner is gone."""
    with READY.get_lock():
        READY.value += 1
    pipe.send(None)
    with suppress(EOFError):
        pipe.recv()


def refuse(pipe: Connection) -> None:
    pipe.send(DiskFull("no room", where="here"))


def end_at_once(_pipe: Connection) -> None:
    """End without a word."""


def wait_for_other(child: Child, old: set[int]) -> int:
    """Return the process id of a child once it is none of `old`."""
    for _ in range(500):
        process = child._process
        if process is not None and process.pid not in old and child.ended >= 0:
            return int(process.pid)
        time.sleep(0.02)
    raise AssertionError(old)


def test_it_ends_when_its_owner_lets_go() -> None:
    child = Child(repeat(live))
    child.begin()
    child.wait_until_ready()
    pid = wait_for_other(child, set())
    begun = time.monotonic()
    child.stop()
    assert time.monotonic() - begun < 5, "it was waited for, not killed"
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    child.stop()


@pytest.mark.parametrize(
    ("main", "error", "words"),
    [(refuse, DiskFull, "here: no room"), (end_at_once, StoreUnreachable, "ended at its start")],
)
def test_what_keeps_it_from_starting_is_raised(
    main: object, error: type[Exception], words: str
) -> None:
    child = Child(repeat(main))  # type: ignore[arg-type]
    child.begin()
    with pytest.raises(error, match=words):
        child.wait_until_ready()
    child.stop()


def test_it_comes_back_however_often_it_is_killed_and_even_if_a_start_fails() -> None:
    said: list[str] = []
    child = Child(chain([live, live, refuse, end_at_once], repeat(live)))
    READY.value = 0
    child.begin()
    child.wait_until_ready()
    stop, stopping = pipe_pair()
    watcher = threading.Thread(target=restart_children, args=([child], stopping, said.append))
    watcher.start()
    pids = [wait_for_other(child, set())]
    for count in (2, 3, 4):
        os.kill(pids[-1], signal.SIGKILL)
        for _ in range(1000):
            if READY.value == count:
                break
            time.sleep(0.02)
        assert READY.value == count
        pids.append(wait_for_other(child, {*pids}))
    stop.close()
    watcher.join(10)
    assert not watcher.is_alive()
    child.stop()
    assert "no room" in said[0]
    assert "ended at its start" in said[1]
