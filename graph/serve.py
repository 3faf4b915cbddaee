"""Serving: a writer owns the store, a nursery forks evaluators, granian's workers hold no data.

Each is a process that the others survive; this one starts them anew. Workers end with their
owner, however it ends: an orphan would keep the port. docs/decisions/0008-server.md has the
settings, docs/decisions/0013-processes.md the processes.
"""

import importlib
import multiprocessing
import os
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from .changes import base_of, ensure_vocabulary, rules_of
from .errors import HamkorError, NotOffered, StoreUnreachable, UsageError
from .identity import Register, import_tsv
from .ingest import Options, ingest_file, list_sources
from .iris import Iris
from .resources import data_dir
from .settings import Settings
from .store import EmbeddedStore, Store, ask_writer, keep, nurse

__all__ = ["free_address", "load_register", "prepare", "run"]

REGISTER = "department-relations.txt"
SOURCE = "department-relations"
TARGET = "server:create_app"


SPAWN = multiprocessing.get_context("spawn")


def prepare(
    store: EmbeddedStore, settings: Settings, with_register: bool, say: Callable[[str], None]
) -> None:
    """Bring vocabulary and register up to date, before anybody asks."""
    iris = base_of(store, settings.base_iri, say)
    ensure_vocabulary(store, iris)
    if with_register:
        load_register(store, iris, say)
    shutil.rmtree(Path(settings.store) / "generations", ignore_errors=True)


@dataclass
class Helper:
    """A process of ours that is started anew when it ends: how, and our end of its pipe."""

    start: Callable[[Connection], Any]
    process: Any = None
    pipe: Connection | None = None

    def begin(self) -> None:
        """Start it and wait until it is ready. Raises the `HamkorError` that it tells."""
        self.end()
        self.pipe, theirs = SPAWN.Pipe()
        self.process = self.start(theirs)
        theirs.close()
        try:
            told = self.pipe.recv()
        except (EOFError, OSError) as error:
            raise StoreUnreachable("a process of the server ended at its start") from error
        if isinstance(told, HamkorError):
            raise told

    def end(self) -> None:
        """End it: it ends by itself when our end of the pipe closes."""
        if self.pipe is not None:
            self.pipe.close()
            self.process.join(10)
            self.process.kill()
            self.process.join()
            self.pipe = None


def writer(settings: Settings, url: str, with_register: bool, say: Any, pipe: Connection) -> Any:
    """Start the process that owns the store."""
    ready = partial(prepare, settings=settings, with_register=with_register, say=say)
    args = Path(settings.store), settings.base_iri, url, ready, pipe
    process = SPAWN.Process(target=keep, args=args)
    process.start()
    return process


def nursery(settings: Settings, pipe: Connection) -> Any:
    """Start the process that forks evaluators, from a checkpoint of its own."""
    folder = Path(settings.store)
    checkpoint = Path(ask_writer(folder, None))
    base = f"{settings.public_url or settings.base_iri}sparql"
    args = (
        folder / "nursery.socket", checkpoint, folder / "ledger.sqlite", base,
        settings.query_memory_mb, rules_of(settings, Iris(settings.base_iri)), pipe,
    )  # fmt: skip
    process = SPAWN.Process(target=nurse, args=args)
    process.start()
    return process


@contextmanager
def helpers(settings: Settings, with_register: bool, say: Callable[[str], None]) -> Iterator[None]:
    """Have a writer and a nursery, started anew when they end, until the block ends."""
    found = [
        Helper(partial(writer, settings, settings.public_url, with_register, say)),
        Helper(partial(nursery, settings)),
    ]
    stop, stopping = SPAWN.Pipe()
    watcher = threading.Thread(target=watch, args=(found, stopping, say), daemon=True)
    try:
        for helper in found:
            helper.begin()
        watcher.start()
        yield
    finally:
        stop.close()
        if watcher.is_alive():
            watcher.join(5)
        for helper in reversed(found):
            helper.end()


def watch(found: list[Helper], stopping: Connection, say: Callable[[str], None]) -> None:
    """Start helpers anew when they end, until `stopping` closes."""
    while True:
        ended = wait([stopping, *(helper.process.sentinel for helper in found)])
        if stopping in ended:
            return
        for helper in found:
            if helper.process.sentinel in ended:
                try:
                    helper.begin()
                except HamkorError as error:
                    say(f"hamkor: {error}")
                    if stopping.poll(1):
                        return


def load_register(store: Store, iris: Iris, say: Callable[[str], None]) -> None:
    """Take in the register that ships with the project, if the store has no source yet."""
    if list_sources(store, iris):
        return
    say("Loading the register ...")
    report = ingest_file(store, iris, data_dir() / REGISTER, Options(source=SOURCE))
    say(next(iter(report.lines())))
    identities = Register(store, iris)
    table = data_dir() / "decisions" / f"{SOURCE}.tsv"
    count = import_tsv(identities, table.read_text(encoding="utf-8"), where=table.name)
    identities.save(f"decisions of {table.name}")
    say(f"{count} lines on its partners' identities")


def free_address(host: str, port: int) -> tuple[str, int]:
    """Return host and port to listen on; port 0 becomes a free one.

    Raises `UsageError` where the address is taken, not ours or not an address.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    if not 0 <= port <= 65535:
        raise UsageError("cannot listen there (ports end at 65535)", where=f"{host}:{port}")
    try:
        with socket.create_server((host, port), family=family, reuse_port=False) as probe:
            return host, int(probe.getsockname()[1])
    except OSError as error:
        detail = f"cannot listen there ({error.strerror or error})"
        remedy = "Stop what uses the port, or choose another with --port."
        raise UsageError(detail, where=f"{host}:{port}", remedy=remedy) from error


def run(settings: Settings, with_register: bool, say: Callable[[str], None]) -> None:
    """Serve until SIGINT or SIGTERM. Raises `HamkorError` where that cannot begin."""
    if settings.store.startswith(("http://", "https://", "memory:")):
        detail = "a server needs a store of its own in a folder"
        raise NotOffered(detail, where=settings.store, remedy="Use --store FOLDER.")
    host, port = free_address(settings.host, settings.port)
    url = settings.public_url or f"http://{f'[{host}]' if ':' in host else host}:{port}/"
    settings = replace(settings, host=host, port=port, public_url=url)
    Path(settings.store).mkdir(parents=True, exist_ok=True)
    os.environ.update(settings.environ())
    with helpers(settings, with_register, say):
        say(f"Hamkor answers on {url} (SPARQL at {url}sparql). Ctrl-C stops it.")
        granian(settings).serve(target_loader=application)


def application(target: str) -> Any:
    """Return the WSGI application of a worker, which from now on ends with its owner."""
    threading.Thread(target=end_with_owner, daemon=True).start()
    module, _, factory = target.partition(":")
    return getattr(importlib.import_module(module), factory)()


def end_with_owner() -> None:
    """Wait until the process that started this one is gone, then end this one."""
    owner = multiprocessing.parent_process()
    if owner is not None:
        owner.join()
        os._exit(1)


def granian(settings: Settings) -> Any:
    """Return the WSGI server: two workers or more, respawned; no request waits for headers."""
    threads = 2 * settings.concurrency + settings.queue
    return Granian(
        TARGET,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        factory=True,
        workers=max(2, settings.workers),
        blocking_threads=threads,
        backlog=256,
        backpressure=threads + 8,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=5000, max_buffer_size=65536),
        websockets=False,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=max(5, round(settings.deadline_s)),
        log_level=LogLevels.error,
        working_dir=None,
    )
