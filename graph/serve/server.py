"""The server: it starts the writer, the fork server of query workers, and the workers.

Each is a process that the others survive; `supervisor` restarts what ends
(docs/decisions/0008-server.md, docs/decisions/0013-processes.md).
"""

import shutil
import signal
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from itertools import chain, repeat
from pathlib import Path

from ..errors import DiskFull, NotOffered, StoreDamaged
from ..ingest import Options, ingest_file, list_sources
from ..iris import Iris
from ..link.identity import Register, import_tsv
from ..register import Rules, base_of, ensure_vocabulary, resume_erasures, rules_of
from ..resources import data_dir
from ..settings import Settings
from ..store import EmbeddedStore, Store, ask, ask_writer, fork_server_main, writer_main
from .supervisor import Child, Main, keep_running
from .workers import listen, run_workers

__all__ = ["load_register", "prepare", "run"]

REGISTER = "department-relations.txt"
SOURCE = "department-relations"
#: What a writer does when it has opened the store, before it writes.
Ready = Callable[[EmbeddedStore], None]
STOPS = (signal.SIGINT, signal.SIGTERM)


def prepare(
    store: EmbeddedStore, settings: Settings, with_register: bool, say: Callable[[str], None]
) -> None:
    """Bring vocabulary and register up to date, before the first request."""
    damage = store.find_damage()
    if damage:
        detail, remedy = "; ".join(damage), "Restore the store from a backup."
        raise StoreDamaged(detail, where=settings.store, remedy=remedy)
    for line in resume_erasures(store):
        say(line)
    iris = base_of(store, settings.base_iri, say)
    ensure_vocabulary(store, iris)
    if with_register:
        load_register(store, iris, say)
    shutil.rmtree(Path(settings.store) / "generations", ignore_errors=True)


def writer_mains(
    settings: Settings, with_register: bool, say: Callable[[str], None]
) -> Iterator[Main]:
    """Yield the mains of the process that owns the store; the first one prepares it."""
    folder = Path(settings.store)
    first: Ready = partial(prepare, settings=settings, with_register=with_register, say=say)
    others: Iterator[Ready] = repeat(leave_as_it_is)
    for ready in chain([first], others):
        yield partial(writer_main, folder, settings.base_iri, settings.public_url, ready)


def leave_as_it_is(_store: EmbeddedStore) -> None:
    """Prepare nothing: what the first start has done holds."""


def fork_server_mains(settings: Settings) -> Iterator[Main]:
    """Return the mains of the fork server of query workers, each from a checkpoint of its own.

    Asking for one raises `StoreUnreachable` while there is no writer.
    """
    rules = rules_of(settings, Iris(settings.base_iri))
    return map(partial(begin_fork_server, rules=rules), repeat(settings))


def begin_fork_server(settings: Settings, rules: Rules) -> Main:
    """Return the main of a fork server that begins with a new checkpoint."""
    folder = Path(settings.store)
    return partial(
        fork_server_main, folder / "fork-server.socket", Path(ask_writer(folder, None)),
        folder / "ledger.sqlite", f"{settings.public_url or settings.base_iri}sparql",
        settings.query_memory_mb, rules,
    )  # fmt: skip


@contextmanager
def run_helpers(
    settings: Settings, with_register: bool, say: Callable[[str], None]
) -> Iterator[None]:
    """Run the writer and the fork server, restarted when they end, until the block ends."""
    found = [Child(writer_mains(settings, with_register, say)), Child(fork_server_mains(settings))]
    try:
        for helper in found:
            helper.begin()
            helper.wait_until_ready()
        with keep_running(found, say):
            yield
    finally:
        for helper in reversed(found):
            helper.stop()


def load_register(store: Store, iris: Iris, say: Callable[[str], None]) -> None:
    """Take in the register that ships with the project, if the store has no source yet.

    The decisions on its partners follow, also where a kill came between the two.
    """
    slugs = {row["slug"] for row in list_sources(store, iris)}
    if not slugs:
        say("Loading the register ...")
        report = ingest_file(store, iris, data_dir() / REGISTER, Options(source=SOURCE))
        say(next(iter(report.lines())))
    is_decided = ask(store, f"ASK {{ GRAPH {iris.graph('identity')} {{ ?s ?p ?o }} }}")
    if is_decided or (slugs and SOURCE not in slugs):
        return
    identities = Register(store, iris)
    table = data_dir() / "decisions" / f"{SOURCE}.tsv"
    count = import_tsv(identities, table.read_text(encoding="utf-8"), where=table.name)
    identities.save(f"decisions of {table.name}")
    say(f"{count} lines on its partners' identities")


def choose_temporary_folder() -> None:
    """Choose where long bodies and answers are kept, for every process that begins from here.

    The folder is that of TMPDIR. Raises `DiskFull` where none can be written to.
    """
    try:
        tempfile.gettempdir()
    except FileNotFoundError as error:
        remedy = "Make room there, or set TMPDIR to a folder that can be written to."
        raise DiskFull("temporary files cannot be written", remedy=remedy) from error


def run(settings: Settings, with_register: bool, say: Callable[[str], None]) -> None:
    """Serve until SIGINT or SIGTERM. Raises `HamkorError` where that cannot begin."""
    if settings.store.startswith(("http://", "https://", "memory:")):
        detail = "a server needs a store of its own in a folder"
        raise NotOffered(detail, where=settings.store, remedy="Use --store FOLDER.")
    choose_temporary_folder()
    listener = listen(settings.host, settings.port)
    host, port = listener.getsockname()[:2]
    url = settings.public_url or f"http://{f'[{host}]' if ':' in host else host}:{port}/"
    settings = replace(settings, host=host, port=port, public_url=url)
    Path(settings.store).mkdir(parents=True, exist_ok=True)
    with (
        stop_at_signals(), listener,
        run_helpers(settings, with_register, say), run_workers(listener, settings, say),
    ):  # fmt: skip
        say(f"Hamkor answers on {url} (SPARQL at {url}sparql). Ctrl-C stops it.")
        wait_for_signal()


def wait_for_signal() -> None:
    """Sleep until a signal comes; its handler raises `Stop` here.

    `signal.pause` would miss one that comes just before it: the byte in the pipe stays.
    """
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.setblocking(False)
        before = signal.set_wakeup_fd(theirs.fileno())
        try:
            while ours.recv(1):
                pass
        finally:
            signal.set_wakeup_fd(before)


@contextmanager
def stop_at_signals() -> Iterator[None]:
    """Leave the block, in order and without an error, at SIGINT or SIGTERM."""
    before = {number: signal.signal(number, stop) for number in STOPS}
    try:
        with suppress(Stop):
            yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class Stop(BaseException):
    """A signal asks the server to stop."""


def stop(*_signal: object) -> None:
    """Begin to stop."""
    for number in STOPS:
        signal.signal(number, do_nothing)
    raise Stop


def do_nothing(*_signal: object) -> None:
    """Let a second signal change nothing.

    With SIG_IGN, Python would print an error for one that came at the same time as the first.
    """
