"""The fork server: it holds a replica in memory and forks one query worker a connection.

A fork shares the data and takes milliseconds; the query worker may be stopped at any moment, may
change its copy, may run out of memory, and nothing else notices (docs/decisions/0013-processes.md).
"""

import ctypes
import gc
import os
import resource
import select
import shutil
import signal
import socket
import tempfile
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.reduction import send_handle
from pathlib import Path
from typing import Any, BinaryIO

import pyoxigraph as ox

from ... import media
from ...errors import HamkorError, MemoryExceeded, QueryFailed, TooLarge
from ..change import ChangeSet
from ..change_size import check_change
from ..engine import evaluate
from ..faults import refusing_faults
from ..ledger import Ledger
from ..protocol import Dataset, Limits, Task
from ..replica import Replica

__all__ = ["Check", "Outcome", "QueryTask", "WriteTask", "main"]

PDEATHSIG = 1
FILES_WHILE_WORKING = 0
#: Bytes of the stack on which queries are parsed: twice what the guard was measured with.
STACK = 16 * 1024 * 1024
MB = 1024 * 1024

#: Says what does not hold after a change: (store, change) -> one line a violation.
Check = Callable[[ox.Store, ChangeSet], Sequence[str]]


@dataclass(frozen=True)
class QueryTask:
    """A query to be evaluated."""

    text: str
    dataset: Dataset
    result: media.Format
    limits: Limits


@dataclass(frozen=True)
class WriteTask:
    """A write to be worked out, of at most so many quads."""

    task: Task
    most: int


@dataclass(frozen=True)
class Outcome:
    """What came of a task: the bytes of an answer, None where they are in the file; or a change."""

    content: bytes | None = None
    is_cut: bool = False
    change: ChangeSet = field(default_factory=ChangeSet)
    existed: bool = True
    report: Sequence[str] = ()


@dataclass
class ForkServer:
    """The replica, the listening socket, and the query workers that run."""

    replica: Replica
    listener: socket.socket
    base_iri: str
    memory_mb: int
    check: Check
    poller: Any = field(default_factory=select.poll)
    children: dict[int, tuple[Connection, int]] = field(default_factory=dict)


def main(
    address: Path, checkpoint: Path, ledger: Path, base_iri: str, memory_mb: int, check: Check,
    ready: Connection,
) -> None:  # fmt: skip
    """Load the replica and fork query workers until the owner, the other end of `ready`, is gone.

    The checkpoint is removed when it is loaded. Sends the owner None when it is ready, or the
    `HamkorError` that keeps it from starting.
    """
    os.umask(0o077)
    try:
        with refusing_faults(address.parent):
            replica = Replica(checkpoint, Ledger(ledger))
            shutil.rmtree(checkpoint, ignore_errors=True)
            check(ox.Store(), ChangeSet())
            listener = socket.socket(socket.AF_UNIX)
            address.unlink(missing_ok=True)
            listener.bind(str(address))
            listener.listen(128)
    except HamkorError as error:
        with suppress(OSError):
            ready.send(error)
        return
    server = ForkServer(replica, listener, base_iri, memory_mb, check)
    gc.collect()
    gc.freeze()
    server.poller.register(listener, select.POLLIN)
    server.poller.register(ready.fileno(), select.POLLIN)
    ready.send(None)
    fork_on_demand(server, ready)


def fork_on_demand(server: ForkServer, ready: Connection) -> None:
    """Fork a query worker for each connection, and end those that are not needed any more."""
    listener = server.listener
    while True:
        for found, _ in server.poller.poll():
            if found == ready.fileno():
                return
            if found == listener.fileno():
                fork_worker(server)
            else:
                end_worker(server, found)


def fork_worker(server: ForkServer) -> None:
    """Fork a query worker of the newest version for a connection."""
    connection, _ = server.listener.accept()
    server.replica.follow()
    pipe = Connection(connection.detach())
    pid = os.fork()
    if pid == 0:
        query_worker_main(server, pipe)
    watch = os.pidfd_open(pid)
    for descriptor, events in ((watch, select.POLLIN), (pipe.fileno(), 0)):
        server.poller.register(descriptor, events)
    server.children[watch] = pipe, pid
    server.children[pipe.fileno()] = pipe, watch


def end_worker(server: ForkServer, found: int) -> None:
    """End a child that has died, or whose connection has closed."""
    if found not in server.children:
        return
    pipe, other = server.children[found]
    watch = found if found != pipe.fileno() else other
    pid = server.children[watch][1]
    for descriptor in (watch, pipe.fileno()):
        server.poller.unregister(descriptor)
        del server.children[descriptor]
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    os.close(watch)
    pipe.close()


def query_worker_main(server: ForkServer, pipe: Connection) -> None:
    """Run a query worker: do tasks until the connection closes; never return."""
    try:
        ctypes.CDLL(None).prctl(PDEATHSIG, signal.SIGKILL)
        server.listener.close()
        for other, _ in {id(c[0]): c for c in server.children.values()}.values():
            other.close()
        spool = tempfile.TemporaryFile()  # noqa: SIM115
        pipe.send((os.getpid(), server.replica.version))
        send_handle(pipe, spool.fileno(), None)
        threading.stack_size(STACK)
        worker = threading.Thread(target=serve_tasks, args=(server, pipe, spool))
        worker.start()
        worker.join()
    finally:
        os._exit(0)


def serve_tasks(server: ForkServer, pipe: Connection, spool: BinaryIO) -> None:
    """Answer tasks, in a thread that was not there before the fork.

    The engine draws blank nodes and UUIDs from a generator of each thread. Forked from one process,
    all query workers would draw the same ones; that of a new thread gets its seed from the system.
    """
    try:
        confine(server.memory_mb)
        while True:
            pipe.send(do_task(server, pipe.recv(), spool))
    except (EOFError, OSError):
        return


def confine(memory_mb: int) -> None:
    """Bound memory, and let no file or socket be opened from now on."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = pages * resource.getpagesize() + memory_mb * MB
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (FILES_WHILE_WORKING, FILES_WHILE_WORKING))


def do_task(
    server: ForkServer, task: QueryTask | WriteTask, spool: BinaryIO
) -> Outcome | HamkorError:
    """Do a task; a refusal is an answer too."""
    try:
        if isinstance(task, QueryTask):
            return answer_query(server, task, spool)
        store = server.replica.store
        change, existed = task.task.change(store, server.base_iri, lambda private: private)
        if len(change) > task.most:
            raise refuse_size(len(change), task.most)
        check_change(change, server.replica.base())
        return Outcome(None, False, change, existed, server.check(store, change))
    except HamkorError as error:
        return error
    except MemoryError:
        detail = f"the query needs more than {server.memory_mb} MB of memory"
        return MemoryExceeded(detail, limit=server.memory_mb)
    except Exception as error:
        return QueryFailed(f"{type(error).__name__}: {error}")


def refuse_size(quads: int, most: int) -> TooLarge:
    """Return the refusal of a change beyond the limit."""
    detail = f"the request changes {quads:,} quads; one may change {most:,}"
    remedy = "Stop the server and use `hamkor load`, or send it in parts."
    return TooLarge(detail, remedy=remedy, limit=most)


def answer_query(server: ForkServer, asked: QueryTask, spool: BinaryIO) -> Outcome:
    """Evaluate a query."""
    content, is_cut = evaluate(
        server.replica.store, asked.text, asked.dataset, asked.result, server.base_iri,
        asked.limits, spool,
    )  # fmt: skip
    return Outcome(content if isinstance(content, bytes) else None, is_cut)
