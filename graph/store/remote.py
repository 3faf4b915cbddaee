"""A SPARQL 1.1 service as the store: ours, `oxigraph serve`, or another, through SPARQLWrapper.

A start-up probe finds where the service answers; the rest of the code never asks which it is.
"""

import urllib.error
from collections.abc import Callable, Iterator, Sequence
from http.client import HTTPException
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from pyoxigraph import NamedNode, Triple
from SPARQLWrapper import BASIC, POST, POSTDIRECTLY, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import EndPointNotFound, QueryBadFormed, SPARQLWrapperException

from .. import media
from ..errors import HamkorError, NotOffered, QueryFailed, QuerySyntax, StoreUnreachable
from ..sparql import check_query, check_update, query_form
from .change import ChangeSet, update_text
from .change_size import check_change
from .engine import in_graph
from .ledger import BASE, Ledger
from .protocol import Answer, Capabilities, Dataset, Limits, Task, WriteResult

__all__ = ["RemoteStore"]

QUERY_PATHS = ("/sparql", "/query", "")


class RemoteStore:
    """A store behind HTTP. Its version counts the writes that went through this object."""

    def __init__(self, base: str, query_path: str, timeout_s: float) -> None:
        """Talk to the service at `base`; `RemoteStore.connect` finds `query_path`."""
        self._base, self._query_path, self._timeout_s = base, query_path, timeout_s
        self.ledger = Ledger()

    @classmethod
    def connect(cls, base: str, timeout_s: float) -> Self:
        """Find the service's query path by asking it. Raises `StoreUnreachable`."""
        problem: HamkorError | None = None
        for path in QUERY_PATHS:
            store = cls(base.rstrip("/"), path, timeout_s)
            try:
                store.query("ASK {}")
            except StoreUnreachable:
                raise
            except HamkorError as error:
                problem = error
            else:
                return store
        detail = f"no SPARQL service answers there ({problem})"
        raise StoreUnreachable(detail, where=base)

    def query(
        self,
        text: str,
        *,
        dataset: Dataset | None = None,
        result: media.Format = media.JSON,
        limits: Limits | None = None,
    ) -> Answer:
        """Answer a query by the service, as the bytes that it sends."""
        check_query(text)
        wanted = dataset or Dataset()
        client = self._client(self._query_path, limits.deadline_s if limits else None)
        client.setQuery(text)
        client.queryType = str(query_form(text))
        client.setOnlyConneg(True)
        client.addCustomHttpHeader("Accept", result.media_type)
        for name, graphs in (("default", wanted.default), ("named", wanted.named)):
            for iri in graphs or ():
                client.addParameter(f"{name}-graph-uri", iri)
        return Answer(self._send(client), result.media_type, self.version())

    def update(self, change: str | ChangeSet) -> str:
        """Send one update request; whether it is all or nothing, the service decides."""
        if isinstance(change, ChangeSet):
            check_change(change, self.ledger.setting(BASE))
        text = change if isinstance(change, str) else update_text(change)
        check_update(text)
        if text:
            client = self._client("/update", None)
            client.setRequestMethod(POSTDIRECTLY)
            client.setQuery(text)
            client.queryType = "INSERT"
            self._send(client)
        if isinstance(change, str):
            return self.ledger.record("", "update", 0, 0)
        counts = len(change.added), len(change.removed)
        version = self.ledger.record(change.who, change.why, *counts)
        self.ledger.mark_done(version, change)
        return version

    def write(
        self, task: Task, *, who: str = "", why: str = "", is_trial: bool = False,
        before: Callable[[], None] | None = None,
    ) -> WriteResult:  # fmt: skip
        """Refuse: what a task changes is worked out where the data are."""
        raise NotOffered("writing by tasks over HTTP is not offered", where=self._base)

    def replace_graph(self, graph: NamedNode, triples: Sequence[Triple]) -> str:
        """Replace a named graph by one request of two operations."""
        quads = update_text(ChangeSet(in_graph(triples, graph)))
        return self.update(f"DROP SILENT GRAPH {graph} ;\n{quads}")

    def load(self, source: bytes | Path, form: media.Format, graph: NamedNode | None = None) -> int:
        """Refuse: bulk loading is done where the store is."""
        raise NotOffered("bulk loading over HTTP is not offered", where=self._base)

    def export(self, form: media.Format, graph: NamedNode | None = None) -> Iterator[bytes]:
        """Yield a graph, or the default graph, in a format of triples."""
        if form not in media.GRAPH_FORMATS:
            raise NotOffered(f"{form.media_type} over HTTP is not offered", where=self._base)
        where = f"GRAPH {graph} {{ ?s ?p ?o }}" if graph else "?s ?p ?o"
        yield self.query(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {where} }}", result=form).body

    def version(self) -> str:
        """Return the number of writes through this object."""
        return self.ledger.version()

    def capabilities(self) -> Capabilities:
        """Say that writing is tried, and that nothing more is promised."""
        return Capabilities(writes=True, atomic_updates=False, durable=False)

    def close(self) -> None:
        """Close the ledger; no connection is kept."""
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

    def _client(self, path: str, deadline_s: float | None) -> Any:
        client = SPARQLWrapper(self._base + path)
        client.setMethod(POST)
        client.setTimeout(max(1, round(deadline_s or self._timeout_s)))
        client.setHTTPAuth(BASIC)
        return client

    def _send(self, client: Any) -> bytes:
        try:
            body = client.query().response.read()
        except QueryBadFormed as error:
            raise QuerySyntax(summarize_error(error), where=self._base) from error
        except EndPointNotFound as error:
            remedy = "Use the command line where the store is."
            detail = "the service does not offer this"
            raise NotOffered(detail, where=client.endpoint, remedy=remedy) from error
        except (SPARQLWrapperException, urllib.error.HTTPError) as error:
            raise QueryFailed(summarize_error(error), where=self._base) from error
        except (OSError, HTTPException) as error:
            raise StoreUnreachable(f"no answer ({error})", where=self._base) from error
        return bytes(body)


def summarize_error(error: Exception) -> str:
    """Return what a service said, short and on one line."""
    return " ".join(str(error).split())[:300]
