"""Serving: one process owns the store, workers answer from a snapshot of it.

The owner holds the lock, so that nobody writes behind the workers' backs, and starts granian,
which respawns workers that die. Workers end with their owner, however it ends: an orphan would
keep the port and, forked from its owner, the lock. Settings: docs/decisions/0008-server.md.
"""

import importlib
import multiprocessing
import os
import shutil
import socket
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from .changes import base_of, ensure_vocabulary
from .errors import NotOffered, UsageError
from .ingest import Options, ingest_file, list_sources
from .iris import Iris
from .resources import data_dir
from .settings import Settings
from .store import EmbeddedStore, Store, generations

__all__ = ["free_address", "load_register", "prepare", "run"]

REGISTER = "department-relations.txt"
SOURCE = "department-relations"
TARGET = "server:create_app"


def prepare(
    store: EmbeddedStore, settings: Settings, with_register: bool, say: Callable[[str], None]
) -> None:
    """Bring vocabulary, register and snapshot up to date, so that workers can start."""
    iris = base_of(store, settings.base_iri, say)
    ensure_vocabulary(store, iris)
    if with_register:
        load_register(store, iris, say)
    folder = generations(Path(settings.store))
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    store.snapshot(folder / store.version())


def load_register(store: Store, iris: Iris, say: Callable[[str], None]) -> None:
    """Take in the register that ships with the project, if the store has no source yet."""
    if list_sources(store, iris):
        return
    say("Loading the register ...")
    report = ingest_file(store, iris, data_dir() / REGISTER, Options(source=SOURCE))
    say(next(iter(report.lines())))


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
    with EmbeddedStore.open(settings.store, settings.base_iri) as store:
        store.announce(url)
        prepare(store, settings, with_register, say)
        os.environ.update(replace(settings, host=host, port=port, public_url=url).environ())
        say(f"Hamkor answers on {url} (SPARQL at {url}sparql). Ctrl-C stops it.")
        granian(host, port, settings.workers).serve(target_loader=application)


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


def granian(host: str, port: int, workers: int) -> Any:
    """Return the WSGI server: two workers or more, respawned; no request waits for headers."""
    return Granian(
        TARGET,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        factory=True,
        workers=max(2, workers),
        blocking_threads=8,
        backlog=256,
        backpressure=16,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=5000, max_buffer_size=65536),
        websockets=False,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=30,
        log_level=LogLevels.error,
        working_dir=None,
    )
