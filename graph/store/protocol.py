"""The seam between the service and an engine: what SPARQL 1.1 can promise on every one of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from pyoxigraph import NamedNode, Quad, Triple

from .. import media
from .ledger import Ledger

__all__ = ["Answer", "Capabilities", "ChangeSet", "Dataset", "Store"]


@dataclass(frozen=True)
class Dataset:
    """The RDF dataset of a query (SPARQL 1.1 Protocol, section 2.1.4); None is the store's own.

    Where only one of the two is given, the other is empty.
    """

    default: tuple[str, ...] | None = None
    named: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Answer:
    """A complete answer: bytes in a media type, of one version of the store."""

    body: bytes
    media_type: str
    version: str


@dataclass(frozen=True)
class ChangeSet:
    """Quads that come and quads that go, together or not at all; who did it, and why."""

    added: Sequence[Quad] = ()
    removed: Sequence[Quad] = ()
    who: str = ""
    why: str = ""


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
        deadline_s: float | None = None,
    ) -> Answer:
        """Answer a guarded query wholly or not at all."""

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
