"""A worker's side of the nursery: who may ask how much at once, and stopping what runs too long.

A query that has not answered after `PATIENCE_S` is heavy: it leaves the place to short ones, runs
niced, and only as many heavy ones run at once on the machine as it has cores less one.
"""

import fcntl
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.reduction import recv_handle
from pathlib import Path
from typing import BinaryIO

from ..errors import Busy, DeadlineExceeded, HamkorError, MemoryExceeded, StoreUnreachable
from .nursery import Proposal, Question, Worked

__all__ = ["Evaluators"]

PATIENCE_S = 0.05
NICE = 15
CONNECT_S = 5.0
POLL_S = 0.02


class Evaluator:
    """A process that evaluates, and our hold on it."""

    def __init__(self, door: Path) -> None:
        """Have one forked. Raises `OSError` while there is no nursery."""
        client = socket.socket(socket.AF_UNIX)
        client.settimeout(CONNECT_S)
        client.connect(str(door))
        client.settimeout(None)
        self.pipe = Connection(client.detach())
        try:
            self.pid, self.version = self.pipe.recv()
            self.file: BinaryIO = os.fdopen(recv_handle(self.pipe), "rb")
            self.hold = os.pidfd_open(self.pid)
        except EOFError as error:
            self.pipe.close()
            raise ConnectionError("the nursery has ended") from error

    def has_answered(self, seconds: float) -> bool:
        """Wait for an answer, or for its end."""
        return bool(wait([self.pipe, self.hold], max(seconds, 0)))

    def send(self, what: signal.Signals) -> None:
        """Send a signal, to this very process or to none."""
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.hold, what)

    def close(self, *, with_file: bool = True) -> None:
        """Let go of it, which ends it; its file may live on."""
        self.send(signal.SIGKILL)
        os.close(self.hold)
        self.pipe.close()
        if with_file:
            self.file.close()


class Evaluators:
    """The evaluators that one worker uses. Safe to use from threads."""

    def __init__(self, folder: Path, concurrency: int, queue: int, memory_mb: int) -> None:
        """Use the nursery of a store's folder."""
        self._door, self._memory_mb = folder / "nursery.socket", memory_mb
        self._idle: list[Evaluator] = []
        self._lock = threading.Lock()
        self._short = Places(concurrency, queue)
        self._long = Places(max(1, 3 * concurrency // 4), queue)
        self._slots = [folder / f"slot-{n}" for n in range(max(1, (os.cpu_count() or 1) - 1))]

    def work(
        self, task: Question | Proposal, version: str, deadline_s: float
    ) -> tuple[Worked, str, BinaryIO | None]:
        """Return what came of a task, of which version, and the file of a long answer.

        Raises what the evaluator refuses, `DeadlineExceeded`, `MemoryExceeded` and `Busy`.
        """
        end = time.monotonic() + deadline_s
        with self._short.taken(end, deadline_s) as place:
            evaluator = self._take(version, end)
            try:
                evaluator.pipe.send(task)
                is_heavy = not evaluator.has_answered(min(PATIENCE_S, end - time.monotonic()))
                if is_heavy:
                    place.leave()
                    self._wait(evaluator, end, deadline_s)
                found = self._received(evaluator)
            except BaseException:
                evaluator.close()
                raise
        return self._settled(evaluator, task, found, is_heavy)

    def close(self) -> None:
        """End the idle ones; busy ones end with their query."""
        with self._lock:
            while self._idle:
                self._idle.pop().close()

    def _settled(
        self, evaluator: Evaluator, task: Question | Proposal, found: Worked | HamkorError,
        is_heavy: bool,
    ) -> tuple[Worked, str, BinaryIO | None]:  # fmt: skip
        version = evaluator.version
        has_file = isinstance(found, Worked) and isinstance(task, Question) and not found.content
        has_file = has_file and os.fstat(evaluator.file.fileno()).st_size > 0
        if has_file or is_heavy or isinstance(task, Proposal):
            evaluator.close(with_file=not has_file)
        else:
            with self._lock:
                self._idle.append(evaluator)
        if isinstance(found, HamkorError):
            raise found
        return found, version, evaluator.file if has_file else None

    def _take(self, version: str, end: float) -> Evaluator:
        with self._lock:
            while self._idle:
                evaluator = self._idle.pop()
                if evaluator.version == version and not evaluator.has_answered(0):
                    return evaluator
                evaluator.close()
        while True:
            try:
                return Evaluator(self._door)
            except OSError as error:
                if time.monotonic() > end:
                    remedy = "Try again in a moment."
                    detail = "no process evaluates queries now"
                    raise StoreUnreachable(detail, remedy=remedy) from error
                time.sleep(POLL_S)

    def _wait(self, evaluator: Evaluator, end: float, deadline_s: float) -> None:
        with self._long.taken(time.monotonic(), deadline_s), self._slot(evaluator, end) as is_free:
            if is_free:
                with suppress(OSError):
                    os.setpriority(os.PRIO_PROCESS, evaluator.pid, NICE)
                evaluator.send(signal.SIGCONT)
            if not is_free or not evaluator.has_answered(end - time.monotonic()):
                remedy = "Ask for less: add LIMIT, or begin from something fixed."
                detail = f"the query ran longer than {deadline_s:g} s"
                raise DeadlineExceeded(detail, remedy=remedy, limit=deadline_s)

    @contextmanager
    def _slot(self, evaluator: Evaluator, end: float) -> Iterator[bool]:
        """Hold one of the machine's slots for heavy queries; False where none comes in time."""
        files = [path.open("a") for path in self._slots]
        try:
            is_free = any(locked(file.fileno()) for file in files)
            if not is_free:
                evaluator.send(signal.SIGSTOP)
            while not is_free and time.monotonic() < end:
                time.sleep(POLL_S)
                is_free = any(locked(file.fileno()) for file in files)
            yield is_free
        finally:
            for file in files:
                file.close()

    def _received(self, evaluator: Evaluator) -> Worked | HamkorError:
        try:
            found: Worked | HamkorError = evaluator.pipe.recv()
        except (EOFError, OSError) as error:
            detail = f"the query needed more than {self._memory_mb} MB, or broke the engine"
            remedy = "Ask for less at once, e.g. without ORDER BY over everything."
            raise MemoryExceeded(detail, remedy=remedy, limit=self._memory_mb) from error
        return found


def locked(descriptor: int) -> bool:
    """Try to take a lock; say whether that worked."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


class Place:
    """One place, which may be given back early."""

    def __init__(self, room: threading.Semaphore) -> None:
        """Have a place of `room`."""
        self._room: threading.Semaphore | None = room

    def leave(self) -> None:
        """Give it back, once."""
        room, self._room = self._room, None
        if room is not None:
            room.release()


class Places:
    """A number of places and a number of those who may wait for one."""

    def __init__(self, places: int, queue: int) -> None:
        """Make room."""
        self._room, self._limit = threading.Semaphore(places), places + queue
        self._places = places
        self._inside = 0
        self._lock = threading.Lock()

    @contextmanager
    def taken(self, until: float, deadline_s: float) -> Iterator[Place]:
        """Hold a place. Raises `Busy` where too many wait, or none came free in time."""
        with self._lock:
            if self._inside >= self._limit:
                raise busy(self._places)
            self._inside += 1
        try:
            if not self._room.acquire(timeout=max(until - time.monotonic(), 0)):
                raise busy(self._places)
            place = Place(self._room)
            try:
                yield place
            finally:
                place.leave()
        finally:
            with self._lock:
                self._inside -= 1


def busy(places: int) -> HamkorError:
    """Return the refusal while every place is taken."""
    return Busy(f"all {places} places for queries are taken", remedy="Try again.", limit=places)
