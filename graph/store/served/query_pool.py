"""The query workers of one worker: how many at once, and how long each may run.

A query that has not answered after `PATIENCE_S` is heavy: it leaves the place to short ones, runs
niced, and only as many heavy ones run at once on the machine as it has cores less one.
"""

import fcntl
import os
import signal
import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.reduction import recv_handle
from pathlib import Path
from typing import BinaryIO

from ...errors import (
    Busy,
    DeadlineExceeded,
    DiskFull,
    HamkorError,
    MemoryExceeded,
    StoreUnreachable,
)
from .fork_server import Outcome, QueryTask, WriteTask

__all__ = ["QueryWorkers"]

PATIENCE_S = 0.05
NICE = 15
CONNECT_S = 5.0
POLL_S = 0.02
#: Process, user and group of the other end of a socket (unix(7), SO_PEERCRED).
CREDENTIALS = struct.Struct("3i")


class WorkerLost(Exception):
    """A query worker ended with its fork server: its task changed nothing and is repeated."""


class QueryWorker:
    """A process that evaluates queries, its connection and its pidfd."""

    def __init__(self, address: Path) -> None:
        """Connect to the fork server, which forks one. Raises `OSError` while there is none."""
        client = socket.socket(socket.AF_UNIX)
        client.settimeout(CONNECT_S)
        client.connect(str(address))
        client.settimeout(None)
        peer = client.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, CREDENTIALS.size)
        self._server_pid = CREDENTIALS.unpack(peer)[0]
        self.pipe = Connection(client.detach())
        try:
            self.pid, self.version = self.pipe.recv()
            self.file: BinaryIO = os.fdopen(recv_handle(self.pipe), "rb")
            self.hold = os.pidfd_open(self.pid)
        except (EOFError, OSError, RuntimeError) as error:
            self.pipe.close()
            raise ConnectionError("the fork server has ended") from error

    def was_orphaned(self) -> bool:
        """Say whether its fork server has ended, which ends its query workers."""
        try:
            server = os.pidfd_open(self._server_pid)
        except ProcessLookupError:
            return True
        try:
            return bool(wait([server], PATIENCE_S))
        finally:
            os.close(server)

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


class QueryWorkers:
    """The query workers that one worker uses. Safe to use from threads."""

    def __init__(self, folder: Path, concurrency: int, queue: int, memory_mb: int) -> None:
        """Use the fork server of a store's folder."""
        self._address, self._memory_mb = folder / "fork-server.socket", memory_mb
        self._idle: list[QueryWorker] = []
        self._lock = threading.Lock()
        self._short = Places(concurrency, queue)
        self._long = Places(max(1, 3 * concurrency // 4), queue)
        self._slots = [folder / f"slot-{n}" for n in range(max(1, (os.cpu_count() or 1) - 1))]

    def work(
        self, task: QueryTask | WriteTask, version: str, deadline_s: float
    ) -> tuple[Outcome, str, BinaryIO | None]:
        """Return what came of a task, of which version, and the file of a long answer.

        Raises what the query worker refuses, `DeadlineExceeded`, `MemoryExceeded` and `Busy`.
        """
        end = time.monotonic() + deadline_s
        with self._short.take(end, deadline_s) as place:
            while True:
                worker = self._start(task, version, end)
                try:
                    is_heavy = not worker.has_answered(min(PATIENCE_S, end - time.monotonic()))
                    if is_heavy:
                        place.leave()
                        self._wait(worker, end, deadline_s)
                    found = self._receive(worker)
                    break
                except WorkerLost:
                    worker.close()
                except BaseException:
                    worker.close()
                    raise
        return self._finish(worker, task, found, is_heavy)

    def close(self) -> None:
        """End the idle ones; busy ones end with their query."""
        with self._lock:
            while self._idle:
                self._idle.pop().close()

    def _finish(
        self, worker: QueryWorker, task: QueryTask | WriteTask, found: Outcome | HamkorError,
        is_heavy: bool,
    ) -> tuple[Outcome, str, BinaryIO | None]:  # fmt: skip
        version = worker.version
        has_file = isinstance(found, Outcome) and isinstance(task, QueryTask) and not found.content
        has_file = has_file and os.fstat(worker.file.fileno()).st_size > 0
        is_full = isinstance(found, DiskFull)  # Its file keeps what it could not write.
        if has_file or is_heavy or is_full or isinstance(task, WriteTask):
            worker.close(with_file=not has_file)
        else:
            with self._lock:
                self._idle.append(worker)
        if isinstance(found, HamkorError):
            raise found
        return found, version, worker.file if has_file else None

    def _take(self, version: str, end: float) -> QueryWorker:
        with self._lock:
            while self._idle:
                worker = self._idle.pop()
                if worker.version == version and not worker.has_answered(0):
                    return worker
                worker.close()
        while True:
            try:
                return QueryWorker(self._address)
            except OSError as error:
                if time.monotonic() > end:
                    remedy = "Try again in a moment."
                    detail = "no process evaluates queries now"
                    raise StoreUnreachable(detail, remedy=remedy) from error
                time.sleep(POLL_S)

    def _start(self, task: QueryTask | WriteTask, version: str, end: float) -> QueryWorker:
        """Return a query worker that has the task; one that ended before it had it is replaced."""
        while True:
            worker = self._take(version, end)
            try:
                worker.pipe.send(task)
                return worker
            except OSError:
                worker.close()

    def _wait(self, worker: QueryWorker, end: float, deadline_s: float) -> None:
        with self._long.take(time.monotonic(), deadline_s), self._slot(worker, end) as is_free:
            if is_free:
                with suppress(OSError):
                    os.setpriority(os.PRIO_PROCESS, worker.pid, NICE)
                worker.send(signal.SIGCONT)
            if not is_free or not worker.has_answered(end - time.monotonic()):
                remedy = "Ask for less: add LIMIT, or begin from something fixed."
                detail = f"the query ran longer than {deadline_s:g} s"
                raise DeadlineExceeded(detail, remedy=remedy, limit=deadline_s)

    @contextmanager
    def _slot(self, worker: QueryWorker, end: float) -> Iterator[bool]:
        """Hold one of the machine's slots for heavy queries; False where none comes in time."""
        files = [path.open("a") for path in self._slots]
        try:
            is_free = any(try_lock(file.fileno()) for file in files)
            if not is_free:
                worker.send(signal.SIGSTOP)
            while not is_free and time.monotonic() < end:
                time.sleep(POLL_S)
                is_free = any(try_lock(file.fileno()) for file in files)
            yield is_free
        finally:
            for file in files:
                file.close()

    def _receive(self, worker: QueryWorker) -> Outcome | HamkorError:
        try:
            found: Outcome | HamkorError = worker.pipe.recv()
        except (EOFError, OSError) as error:
            if worker.was_orphaned():
                raise WorkerLost from error
            detail = f"the query needed more than {self._memory_mb} MB, or broke the engine"
            remedy = "Ask for less at once, e.g. without ORDER BY over everything."
            raise MemoryExceeded(detail, remedy=remedy, limit=self._memory_mb) from error
        return found


def try_lock(descriptor: int) -> bool:
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
    def take(self, until: float, deadline_s: float) -> Iterator[Place]:
        """Hold a place. Raises `Busy` where too many wait, or none came free in time."""
        with self._lock:
            if self._inside >= self._limit:
                raise refuse_busy(self._places)
            self._inside += 1
        try:
            if not self._room.acquire(timeout=max(until - time.monotonic(), 0)):
                raise refuse_busy(self._places)
            place = Place(self._room)
            try:
                yield place
            finally:
                place.leave()
        finally:
            with self._lock:
                self._inside -= 1


def refuse_busy(places: int) -> HamkorError:
    """Return the refusal while every place is taken."""
    return Busy(f"all {places} places for queries are taken", remedy="Try again.", limit=places)
