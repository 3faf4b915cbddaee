"""Queries in processes that can be stopped: pyoxigraph has no way to cancel one.

Each process opens the snapshot, takes a query from a pipe and sends the whole answer back. At the
deadline the process is killed and another takes its place; a process that dies on its own (a
query that exhausts the parser's stack) costs its caller an error and nobody else anything.
"""

import multiprocessing
import queue
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path

import pyoxigraph as ox

from .. import media
from ..errors import DeadlineExceeded, HamkorError, QueryFailed
from .engine import evaluate
from .protocol import Dataset

__all__ = ["QueryProcesses"]

SPAWN = multiprocessing.get_context("spawn")


@dataclass
class Evaluator:
    """A process and our end of its pipe."""

    process: SpawnProcess
    pipe: Connection


class QueryProcesses:
    """A fixed number of evaluating processes over one snapshot. Safe to use from threads."""

    def __init__(self, folder: Path, base_iri: str, count: int) -> None:
        """Make room for `count` processes; each is started when it is first needed."""
        self._folder, self._base_iri = folder, base_iri
        self._idle: queue.LifoQueue[Evaluator | None] = queue.LifoQueue()
        for _ in range(count):
            self._idle.put(None)

    def query(self, text: str, dataset: Dataset, result: media.Format, deadline_s: float) -> bytes:
        """Answer within `deadline_s` seconds.

        Raises what `evaluate` raises, `DeadlineExceeded`, also where all
        processes are busy for that long.
        """
        try:
            evaluator = self._idle.get(timeout=deadline_s)
        except queue.Empty:
            raise busy(deadline_s) from None
        try:
            evaluator = evaluator or self._start()
            answer = exchange(evaluator, (text, dataset, result), deadline_s)
        except BaseException:
            stop(evaluator)
            self._idle.put(None)
            raise
        self._idle.put(evaluator)
        if isinstance(answer, HamkorError):
            raise answer
        return answer

    def close(self) -> None:
        """End the idle processes; busy ones end with their query."""
        while not self._idle.empty():
            stop(self._idle.get())

    def _start(self) -> Evaluator:
        ours, theirs = SPAWN.Pipe()
        process = SPAWN.Process(
            target=serve, args=(theirs, str(self._folder), self._base_iri), daemon=True
        )
        process.start()
        theirs.close()
        return Evaluator(process, ours)


def exchange(
    evaluator: Evaluator, task: tuple[str, Dataset, media.Format], deadline_s: float
) -> bytes | HamkorError:
    """Send a task and wait for its answer."""
    try:
        evaluator.pipe.send(task)
        if not evaluator.pipe.poll(deadline_s):
            remedy = "Ask for less: add LIMIT, or begin from something fixed."
            raise DeadlineExceeded(f"the query ran longer than {deadline_s:g} s", remedy=remedy)
        answer: bytes | HamkorError = evaluator.pipe.recv()
    except (EOFError, OSError) as error:
        raise QueryFailed("the query ended its process") from error
    return answer


def stop(evaluator: Evaluator | None) -> None:
    """Kill a process, if there is one, and wait until it is gone."""
    if evaluator is not None:
        evaluator.process.kill()
        evaluator.process.join()
        evaluator.pipe.close()


def serve(pipe: Connection, folder: str, base_iri: str) -> None:
    """Answer tasks until the pipe closes; runs in the evaluating process."""
    store = ox.Store.read_only(folder)
    while True:
        try:
            text, dataset, result = pipe.recv()
        except EOFError:
            return
        try:
            pipe.send(evaluate(store, text, dataset, result, base_iri))
        except HamkorError as error:
            pipe.send(error)


def busy(deadline_s: float) -> HamkorError:
    """Return the refusal while every process is busy."""
    return DeadlineExceeded(f"all query processes were busy for {deadline_s:g} s")
