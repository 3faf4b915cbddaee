"""The seam between the service and an engine: what SPARQL 1.1 can promise on every one of them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Protocol, Self

import pyoxigraph as ox
from pyoxigraph import NamedNode, Triple

from .. import media
from .change import ChangeSet
from .ledger import Ledger

__all__ = [
    "CONTRACT",
    "UNASKED",
    "Answer",
    "Capabilities",
    "Dataset",
    "Limits",
    "Store",
    "Task",
    "WriteResult",
]


@dataclass(frozen=True)
class Dataset:
    """The RDF dataset of a query (SPARQL 1.1 Protocol, section 2.1.4); None is the store's own.

    Where only one of the two is given, the other is empty.
    """

    default: tuple[str, ...] | None = None
    named: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Limits:
    """What one answer may take: seconds, rows or triples, bytes; 0 is any number.

    `rest` is where the rest of a cut answer is, to be written into it.
    """

    deadline_s: float = 30.0
    rows: int = 0
    size: int = 0
    rest: str = ""


@dataclass(frozen=True)
class Answer:
    """A complete answer in a media type, of one version; `is_cut` where a cap shortened it.

    A long one is an open file, at its beginning.
    """

    content: bytes | BinaryIO
    media_type: str
    version: str
    is_cut: bool = False

    @property
    def body(self) -> bytes:
        """All bytes, once."""
        if isinstance(self.content, bytes):
            return self.content
        with self.content as file:
            return file.read()


#: How the lines of a report begin that are about a saved query, not about a shape.
CONTRACT = "contract "
#: How such a line ends where the check had no time: that holds no change back.
UNASKED = "was not asked in time"


class Task(Protocol):
    """A write that still has to be reduced to what it adds and removes."""

    def change(
        self, store: ox.Store, base_iri: str, private: Callable[[ox.Store], ox.Store]
    ) -> tuple[ChangeSet, bool]:
        """Return the change, and whether the graph was there; `private` copies what is changed."""


@dataclass(frozen=True)
class WriteResult:
    """What a write did, or would do: the new version, the change, rules that do not hold now."""

    version: str
    change: ChangeSet
    existed: bool = True
    report: Sequence[str] = ()


@dataclass(frozen=True)
class Capabilities:
    """What an engine promises beyond answering: writing, all-or-nothing updates, own ledger."""

    writes: bool
    atomic_updates: bool
    durable: bool


class Store(Protocol):
    """A dataset that answers queries. Every method raises `HamkorError` and nothing else."""

    ledger: Ledger

    def query(
        self,
        text: str,
        *,
        dataset: Dataset = ...,
        result: media.Format = ...,
        limits: Limits | None = None,
    ) -> Answer:
        """Answer a guarded query wholly, or cut and marked, or not at all."""

    def write(
        self, task: Task, *, who: str = ..., why: str = ..., is_trial: bool = ...,
        before: Callable[[], None] | None = None,
    ) -> WriteResult:  # fmt: skip
        """Do a task whole, on disk when this returns; a trial changes nothing.

        `before` is called under the write lock, and may refuse.
        """

    def update(self, change: str | ChangeSet) -> str:
        """Apply a change, all or nothing where the engine can; return the new version."""

    def replace_graph(self, graph: NamedNode, triples: Sequence[Triple]) -> str:
        """Put `triples` in the place of a named graph; readers see the old or the new one."""

    def load(self, source: bytes | Path, form: media.Format, graph: NamedNode | None = None) -> int:
        """Add a document of RDF to a graph, all or nothing; return how many quads came."""

    def export(self, form: media.Format, graph: NamedNode | None = None) -> Iterator[bytes]:
        """Yield the dataset, or one graph, in a format."""

    def version(self) -> str:
        """Return the token of the present state; it changes with every write."""

    def capabilities(self) -> Capabilities:
        """Say what this engine promises."""

    def close(self) -> None:
        """Let go of the store."""

    def __enter__(self) -> Self:
        """Use as a context manager."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        """Close."""
