"""The nursery: a process that holds a replica in memory and forks one evaluator a connection.

A fork shares the data and takes milliseconds; the evaluator may be stopped at any moment, may
change its copy, may run out of memory, and nothing else notices (docs/decisions/0013-processes.md).
"""

import ctypes
import gc
import os
import resource
import select
import signal
import socket
import tempfile
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.reduction import send_handle
from pathlib import Path
from typing import Any, BinaryIO

import pyoxigraph as ox

from .. import media
from ..errors import HamkorError, MemoryExceeded, QueryFailed, TooLarge
from .change import ChangeSet
from .engine import evaluate
from .ledger import Ledger
from .protocol import Dataset, Limits, Task
from .replica import Replica

__all__ = ["Check", "Proposal", "Question", "Worked", "nurse"]

PDEATHSIG = 1
FILES_WHILE_WORKING = 0
#: Bytes of the stack on which queries are parsed: twice what the guard was measured with.
STACK = 16 * 1024 * 1024
MB = 1024 * 1024

#: Says what does not hold after a change: (store, change) -> one line a violation.
Check = Callable[[ox.Store, ChangeSet], Sequence[str]]


@dataclass(frozen=True)
class Question:
    """A query to be evaluated."""

    text: str
    dataset: Dataset
    result: media.Format
    limits: Limits


@dataclass(frozen=True)
class Proposal:
    """A write to be worked out, of at most so many quads."""

    task: Task
    most: int


@dataclass(frozen=True)
class Worked:
    """What came of a task: the bytes of an answer, None where they are in the file; or a change."""

    content: bytes | None = None
    is_cut: bool = False
    change: ChangeSet = field(default_factory=ChangeSet)
    existed: bool = True
    report: Sequence[str] = ()


@dataclass
class Nursery:
    """The replica, the door, and the children that are out."""

    replica: Replica
    door: socket.socket
    base_iri: str
    memory_mb: int
    check: Check
    poller: Any = field(default_factory=select.poll)
    children: dict[int, tuple[Connection, int]] = field(default_factory=dict)


def nurse(
    door: Path, checkpoint: Path, ledger: Path, base_iri: str, memory_mb: int, check: Check,
    ready: Connection,
) -> None:  # fmt: skip
    """Load the replica and fork evaluators until the owner, the other end of `ready`, is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    replica = Replica(checkpoint, Ledger(ledger))
    check(ox.Store(), ChangeSet())
    listener = socket.socket(socket.AF_UNIX)
    door.unlink(missing_ok=True)
    listener.bind(str(door))
    listener.listen(128)
    nursery = Nursery(replica, listener, base_iri, memory_mb, check)
    gc.collect()
    gc.freeze()
    nursery.poller.register(listener, select.POLLIN)
    nursery.poller.register(ready.fileno(), select.POLLIN)
    ready.send("ready")
    while True:
        for found, _ in nursery.poller.poll():
            if found == ready.fileno():
                return
            if found == listener.fileno():
                welcome(nursery)
            else:
                end(nursery, found)


def welcome(nursery: Nursery) -> None:
    """Fork an evaluator of the newest version for the worker that knocks."""
    connection, _ = nursery.door.accept()
    nursery.replica.follow()
    pipe = Connection(connection.detach())
    pid = os.fork()
    if pid == 0:
        live(nursery, pipe)
    watch = os.pidfd_open(pid)
    for descriptor, events in ((watch, select.POLLIN), (pipe.fileno(), 0)):
        nursery.poller.register(descriptor, events)
    nursery.children[watch] = pipe, pid
    nursery.children[pipe.fileno()] = pipe, watch


def end(nursery: Nursery, found: int) -> None:
    """End a child that has died, or whose worker has gone away."""
    if found not in nursery.children:
        return
    pipe, other = nursery.children[found]
    watch = found if found != pipe.fileno() else other
    pid = nursery.children[watch][1]
    for descriptor in (watch, pipe.fileno()):
        nursery.poller.unregister(descriptor)
        del nursery.children[descriptor]
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    os.close(watch)
    pipe.close()


def live(nursery: Nursery, pipe: Connection) -> None:
    """Be an evaluator: answer tasks until the worker goes away; never return."""
    try:
        ctypes.CDLL(None).prctl(PDEATHSIG, signal.SIGKILL)
        nursery.door.close()
        for other, _ in {id(c[0]): c for c in nursery.children.values()}.values():
            other.close()
        spool = tempfile.TemporaryFile()  # noqa: SIM115
        pipe.send((os.getpid(), nursery.replica.version))
        send_handle(pipe, spool.fileno(), None)
        threading.stack_size(STACK)
        worker = threading.Thread(target=work, args=(nursery, pipe, spool))
        worker.start()
        worker.join()
    finally:
        os._exit(0)


def work(nursery: Nursery, pipe: Connection, spool: BinaryIO) -> None:
    """Answer tasks, in a thread that was not there before the fork.

    The engine draws blank nodes and UUIDs from a generator of each thread. Forked with the nursery,
    all evaluators would draw the same ones; that of a new thread gets its seed from the system.
    """
    try:
        confine(nursery.memory_mb)
        while True:
            pipe.send(worked(nursery, pipe.recv(), spool))
    except (EOFError, OSError):
        return


def confine(memory_mb: int) -> None:
    """Bound memory, and let no file or socket be opened from now on."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    most = pages * resource.getpagesize() + memory_mb * MB
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (FILES_WHILE_WORKING, FILES_WHILE_WORKING))


def worked(nursery: Nursery, task: Question | Proposal, spool: BinaryIO) -> Worked | HamkorError:
    """Do a task; a refusal is an answer too."""
    try:
        if isinstance(task, Question):
            return answered(nursery, task, spool)
        store = nursery.replica.store
        change, existed = task.task.change(store, nursery.base_iri, lambda private: private)
        if len(change) > task.most:
            raise too_large(len(change), task.most)
        return Worked(None, False, change, existed, nursery.check(store, change))
    except HamkorError as error:
        return error
    except MemoryError:
        detail = f"the query needs more than {nursery.memory_mb} MB of memory"
        return MemoryExceeded(detail, limit=nursery.memory_mb)
    except Exception as error:
        return QueryFailed(f"{type(error).__name__}: {error}")


def too_large(quads: int, most: int) -> TooLarge:
    """Return the refusal of a change beyond the limit."""
    detail = f"the request changes {quads:,} quads; one may change {most:,}"
    remedy = "Stop the server and use `hamkor load`, or send it in parts."
    return TooLarge(detail, remedy=remedy, limit=most)


def answered(nursery: Nursery, asked: Question, spool: BinaryIO) -> Worked:
    """Evaluate a query."""
    content, is_cut = evaluate(
        nursery.replica.store, asked.text, asked.dataset, asked.result, nursery.base_iri,
        asked.limits, spool,
    )  # fmt: skip
    return Worked(content if isinstance(content, bytes) else None, is_cut)
