"""The writer: the one process that has the store open, and writes one change after another."""

import os
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from pathlib import Path

from ...errors import Busy, HamkorError, QueryFailed, StoreUnreachable
from ..change import ChangeSet
from ..embedded import CHECKPOINTS, EmbeddedStore
from ..faults import FAULTS, describe_fault, refusing_faults

__all__ = ["SOCKET", "ask_writer", "main"]

SOCKET = "writer.socket"
#: Seconds that a writer may take to be there again, and between two looks.
PATIENCE_S, POLL_S = 5.0, 0.01


def main(
    folder: Path, base_iri: str, url: str, prepare: Callable[[EmbeddedStore], None],
    owner: Connection,
) -> None:  # fmt: skip
    """Own the store until the owner, the other end of `owner`, is gone.

    Sends the owner None when it is ready, or the `HamkorError` that keeps it from starting.
    Ends after a fault that leaves open what is on disk: the next writer opens the store anew and
    redoes the log.
    """
    os.umask(0o077)
    try:
        with refusing_faults(folder), EmbeddedStore.open(str(folder), base_iri) as store:
            store.announce(url)
            prepare(store)
            with socket.socket(socket.AF_UNIX) as listener:
                (folder / SOCKET).unlink(missing_ok=True)
                listener.bind(str(folder / SOCKET))
                listener.listen(128)
                owner.send(None)
                serve(store, folder, listener, owner)
    except HamkorError as error:
        with suppress(OSError):
            owner.send(error)


def serve(store: EmbeddedStore, folder: Path, listener: socket.socket, owner: Connection) -> None:
    """Take one connection after another, each with one request."""
    while not store.is_broken and owner not in wait([listener, owner]):
        client, _ = listener.accept()
        with Connection(client.detach()) as pipe:
            try:
                request = pipe.recv()
                pipe.send(handle_request(store, folder, request))
            except (EOFError, OSError):
                continue


def handle_request(
    store: EmbeddedStore, folder: Path, request: tuple[ChangeSet, str] | None
) -> str | HamkorError:
    """Apply a change made for a version, return the new one; None asks for a checkpoint."""
    try:
        if request is None:
            return str(store.checkpoint(folder / CHECKPOINTS))
        change, version = request
        if version != store.version():
            return Busy("the store has changed meanwhile", remedy="Try again.")
        return store.update(change)
    except HamkorError as error:
        return error
    except (ValueError, SyntaxError) as error:
        return QueryFailed(f"the change was not written ({error})")
    except FAULTS as error:
        return describe_fault(error, folder)


def ask_writer(folder: Path, request: tuple[ChangeSet, str] | None) -> str:
    """Have a change written, or a checkpoint made. Raises what the writer refuses."""
    with Connection(connect(folder).detach()) as pipe:
        try:
            pipe.send(request)
            answer: str | HamkorError = pipe.recv()
        except (EOFError, OSError) as error:
            if request is None:
                raise StoreUnreachable("no checkpoint was made") from error
            remedy = "Look whether it is there before you try again."
            detail = "it is not known whether the change was written"
            raise StoreUnreachable(detail, remedy=remedy) from error
    if isinstance(answer, HamkorError):
        raise answer
    return answer


def connect(folder: Path) -> socket.socket:
    """Return a connection to the writer, which may be starting anew. Raises `StoreUnreachable`."""
    end = time.monotonic() + PATIENCE_S
    while True:
        client = socket.socket(socket.AF_UNIX)
        try:
            client.connect(str(folder / SOCKET))
            return client
        except OSError as error:
            client.close()
            if time.monotonic() > end:
                remedy = "Nothing was written. Try again in a moment."
                raise StoreUnreachable("no process writes now", remedy=remedy) from error
            time.sleep(POLL_S)
