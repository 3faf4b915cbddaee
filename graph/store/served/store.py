"""The store as a worker of the server has it: query workers answer, the writer writes."""

import fcntl
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

import pyoxigraph as ox

from ... import media
from ...errors import Busy, NotOffered, ShapeViolation, StoreUnreachable
from ...settings import Settings
from ...sparql import check_query
from ..change import ChangeSet
from ..engine import in_graph
from ..ledger import Ledger
from ..protocol import CONTRACT, UNASKED, Answer, Capabilities, Dataset, Limits, Task, WriteResult
from ..rows import construct
from ..tasks import Update
from .fork_server import QueryTask, WriteTask
from .query_pool import QueryWorkers
from .writer import ask_writer

__all__ = ["ServedStore"]


class ServedStore:
    """A store whose processes `hamkor serve` has started. Safe to use from threads."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        """Answer from the fork server and write through the writer of a store's folder."""
        if not (folder / "ledger.sqlite").exists():
            remedy = "Start it with `hamkor serve`."
            raise StoreUnreachable("no server serves this", where=str(folder), remedy=remedy)
        self._folder, self._settings = folder, settings
        self.ledger = Ledger(folder / "ledger.sqlite")
        self._workers = QueryWorkers(
            folder, settings.concurrency, settings.queue, settings.query_memory_mb
        )

    def query(
        self,
        text: str,
        *,
        dataset: Dataset | None = None,
        result: media.Format = media.JSON,
        limits: Limits | None = None,
    ) -> Answer:
        """Answer a query, in a process that is stopped when its time has passed."""
        check_query(text)
        limits = limits or Limits(self._settings.deadline_s)
        query = QueryTask(text, dataset or Dataset(), result, limits)
        found, version, file = self._workers.work(query, self.version(), limits.deadline_s)
        return Answer(file or found.content or b"", result.media_type, version, found.is_cut)

    def write(
        self, task: Task, *, who: str = "", why: str = "", is_trial: bool = False,
        before: Callable[[], None] | None = None,
    ) -> WriteResult:  # fmt: skip
        """Work a task out on a private copy, check what comes of it, and have it written."""
        deadline_s = self._settings.deadline_s
        with self._alone(deadline_s):
            if before is not None:
                before()
            update = WriteTask(task, self._settings.max_change)
            found, version, _ = self._workers.work(update, self.version(), deadline_s)
            change = replace(found.change, who=who, why=why)
            if not is_trial:
                self._allow(found.report)
                version = ask_writer(self._folder, (change, version))
        return WriteResult(version, change, found.existed, found.report)

    def update(self, change: str | ChangeSet) -> str:
        """Apply a change or an update request; return the new version."""
        if isinstance(change, str):
            return self.write(Update(change), why="update").version
        with self._alone(self._settings.deadline_s):
            return ask_writer(self._folder, (change, self.version()))

    def replace_graph(self, graph: ox.NamedNode, triples: Sequence[ox.Triple]) -> str:
        """Put `triples` in the place of a named graph."""
        text = f"CONSTRUCT {{ ?s ?p ?o }} {{ GRAPH {graph} {{ ?s ?p ?o }} }}"
        old, new = set(in_graph(construct(self, text), graph)), set(in_graph(triples, graph))
        return self.update(ChangeSet([*(new - old)], [*(old - new)], why=f"replace {graph.value}"))

    def load(
        self, source: bytes | Path, form: media.Format, graph: ox.NamedNode | None = None
    ) -> int:
        """Refuse: bulk loading has the store to itself."""
        raise NotOffered("a server does not bulk load", remedy="Stop it and use `hamkor load`.")

    def export(self, form: media.Format, graph: ox.NamedNode | None = None) -> Iterator[bytes]:
        """Yield one graph, or the default graph, in a format of triples."""
        where = f"GRAPH {graph} {{ ?s ?p ?o }}" if graph else "?s ?p ?o"
        yield self.query(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {where} }}", result=form).body

    def version(self) -> str:
        """Return the number of the last change."""
        return self.ledger.version()

    def capabilities(self) -> Capabilities:
        """Say that updates are whole and durable."""
        return Capabilities(writes=True, atomic_updates=True, durable=True)

    def close(self) -> None:
        """End the idle query workers."""
        self._workers.close()
        self.ledger.close()

    def __enter__(self) -> Self:
        """Use as a context manager."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        """Close."""
        self.close()

    def _allow(self, report: Sequence[str]) -> None:
        ways = {True: self._settings.contracts, False: self._settings.shapes}
        known = [line for line in report if not line.endswith(UNASKED)]
        held = [line for line in known if ways[line.startswith(CONTRACT)] == "refuse"]
        if held:
            raise ShapeViolation(f"{len(held)} rules would not hold: {'; '.join(held[:20])}")

    @contextmanager
    def _alone(self, patience_s: float) -> Iterator[None]:
        """Keep every other writer out, of this process and of the others."""
        end = time.monotonic() + patience_s
        with (self._folder / "write.lock").open("a") as file:
            while True:
                try:
                    fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except OSError as error:
                    if time.monotonic() > end:
                        raise Busy("others write", remedy="Try again in a moment.") from error
                    time.sleep(0.002)
            yield
