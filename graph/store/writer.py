"""The writer: the one process that has the store open, and writes one change after another."""

import signal
import socket
from collections.abc import Callable
from multiprocessing.connection import Connection, wait
from pathlib import Path

from ..errors import Busy, HamkorError, QueryFailed, StoreUnreachable
from .change import ChangeSet
from .embedded import EmbeddedStore

__all__ = ["DOOR", "ask_writer", "keep"]

DOOR = "writer.socket"
PATIENCE_S = 120.0


def keep(
    folder: Path, base_iri: str, url: str, prepare: Callable[[EmbeddedStore], None],
    owner: Connection,
) -> None:  # fmt: skip
    """Own the store until the owner, the other end of `owner`, is gone.

    Tells the owner "ready", or the `HamkorError` that stands in the way.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with EmbeddedStore.open(str(folder), base_iri) as store:
            store.announce(url)
            prepare(store)
            with socket.socket(socket.AF_UNIX) as door:
                (folder / DOOR).unlink(missing_ok=True)
                door.bind(str(folder / DOOR))
                door.listen(128)
                owner.send("ready")
                serve(store, folder, door, owner)
    except HamkorError as error:
        owner.send(error)


def serve(store: EmbeddedStore, folder: Path, door: socket.socket, owner: Connection) -> None:
    """Take one connection after another, each with one wish."""
    while owner not in wait([door, owner]):
        client, _ = door.accept()
        with Connection(client.detach()) as pipe:
            try:
                wish = pipe.recv()
                pipe.send(granted(store, folder, wish))
            except (EOFError, OSError):
                continue


def granted(
    store: EmbeddedStore, folder: Path, wish: tuple[ChangeSet, str] | None
) -> str | HamkorError:
    """Apply a change made for a version, and return the new one; without a wish, a checkpoint."""
    try:
        if wish is None:
            return str(store.checkpoint(folder / "generations"))
        change, version = wish
        if version != store.version():
            return Busy("the store has changed meanwhile", remedy="Try again.")
        return store.update(change)
    except HamkorError as error:
        return error
    except (OSError, RuntimeError, ValueError, SyntaxError) as error:
        return QueryFailed(f"the change was not written ({error})")


def ask_writer(folder: Path, wish: tuple[ChangeSet, str] | None) -> str:
    """Have a change written, or a checkpoint made. Raises what the writer refuses."""
    try:
        client = socket.socket(socket.AF_UNIX)
        client.settimeout(PATIENCE_S)
        client.connect(str(folder / DOOR))
        client.settimeout(None)
    except OSError as error:
        remedy = "Nothing was written. Try again in a moment."
        raise StoreUnreachable("no process writes now", remedy=remedy) from error
    with Connection(client.detach()) as pipe:
        try:
            pipe.send(wish)
            answer: str | HamkorError = pipe.recv()
        except (EOFError, OSError) as error:
            remedy = "Look whether it is there before you try again."
            detail = "it is not known whether the change was written"
            raise StoreUnreachable(detail, remedy=remedy) from error
    if isinstance(answer, HamkorError):
        raise answer
    return answer
