"""The processes that answer requests: they share one listening socket and hold no data.

Each is started anew when it ends, always; connections that are not accepted yet wait for the
next one. They end with their owner, however that ends (docs/decisions/0008-server.md).
"""

import importlib
import multiprocessing
import os
import resource
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import repeat
from multiprocessing.connection import Connection as Pipe
from typing import Any

import uvicorn

from ..errors import HamkorError, UsageError
from ..settings import Settings
from .connection import Connection, Connections, Times
from .gateway import Gateway
from .supervisor import Child, keep_running

__all__ = ["listen", "run_workers"]

#: Connections that the system holds until a worker takes them, and that one takes at a time.
BACKLOG, ACCEPTED_AT_ONCE = 1024, 4
#: Descriptors of a connection (socket, body, answer), and those of all else.
FILES_EACH, FILES_ELSE = 3, 200


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket; port 0 becomes a free one.

    Raises `UsageError` where the address is taken, not ours or not an address.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    if not 0 <= port <= 65535:
        raise UsageError("cannot listen there (ports end at 65535)", where=f"{host}:{port}")
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        detail = f"cannot listen there ({error.strerror or error})"
        remedy = "Stop what uses the port, or choose another with --port."
        raise UsageError(detail, where=f"{host}:{port}", remedy=remedy) from error
    return listener


class Server(uvicorn.Server):
    """uvicorn's server: says when it is ready, stops on SIGTERM; SIGINT is its owner's."""

    def __init__(self, config: uvicorn.Config, ready: Pipe) -> None:
        """Say on `ready` that requests are answered from now on."""
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to accept connections.

        asyncio has one number for what it accepts at a time and for the system's queue: few, so
        that a burst is shared by the workers, and then the queue as long as before.
        """
        await super().startup(sockets)
        for listener in sockets or ():
            listener.listen(BACKLOG)
        self._ready.send(None)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Finish what is being answered on SIGTERM."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, self.handle_exit)
        yield


def main(listener: socket.socket, settings: Settings, ready: Pipe) -> None:
    """Answer requests until SIGTERM, or until the owner is gone. The main of a worker."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.umask(0o077)
    owner = multiprocessing.parent_process()
    if owner is not None:
        threading.Thread(target=exit_with, args=(owner,), daemon=True).start()
    try:
        # The composition root: no module imports it, so that it can be replaced.
        app = importlib.import_module("server").create_app(settings)
    except HamkorError as error:
        ready.send(error)
        return
    room = Connections(min(settings.connections, (raise_file_limit() - FILES_ELSE) // FILES_EACH))
    times = Times(answer_s=settings.answer_s)
    config = uvicorn.Config(
        Gateway(app, settings), http=partial(Connection, room=room, times=times), loop="asyncio",  # type: ignore[arg-type]
        ws="none", lifespan="off", interface="asgi3", proxy_headers=False, server_header=False,
        access_log=False, log_level="error", backlog=ACCEPTED_AT_ONCE,
        timeout_graceful_shutdown=max(5, round(settings.deadline_s)),
    )  # fmt: skip
    Server(config, ready).run(sockets=[listener])


def raise_file_limit() -> int:
    """Allow as many open files as the system lets us; return how many."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return max(soft, hard)


def exit_with(owner: Any) -> None:
    """Wait until the process that started this one is gone, then end this one."""
    owner.join()
    os._exit(1)


@contextmanager
def run_workers(
    listener: socket.socket, settings: Settings, say: Callable[[str], None]
) -> Iterator[None]:
    """Have workers until the block ends; they finish what they are answering then."""
    begin, files = partial(main, listener, settings), [listener.fileno()]
    found = [Child(repeat(begin), files) for _ in range(max(2, settings.workers))]
    try:
        for worker in found:
            worker.begin()
        for worker in found:
            worker.wait_until_ready()
        with keep_running(found, say):
            yield
    finally:
        end = time.monotonic() + max(5, round(settings.deadline_s)) + 1
        for worker in found:
            worker.terminate()
        for worker in found:
            worker.stop(max(end - time.monotonic(), 0))
