"""Answering from a pyoxigraph store that this process has opened."""

from collections.abc import Iterator
from types import TracebackType
from typing import Self

import pyoxigraph as ox

from ... import media
from ...errors import NotAcceptable
from ...sparql import check_query
from ..engine import evaluate
from ..ledger import Ledger
from ..protocol import Answer, Dataset, Limits
from ..serial import RDF_FORMATS, rdf_bytes

__all__ = ["OxigraphStore"]

SINGLE_GRAPH = (media.TURTLE, media.NT, media.RDFXML)


class OxigraphStore:
    """Queries on a pyoxigraph store that this process has opened."""

    def __init__(self, oxigraph: ox.Store, ledger: Ledger, base_iri: str) -> None:
        """Answer from `oxigraph`; relative IRIs of queries are resolved against `base_iri`."""
        self._oxigraph, self.ledger, self._base_iri = oxigraph, ledger, base_iri

    def query(
        self,
        text: str,
        *,
        dataset: Dataset | None = None,
        result: media.Format = media.JSON,
        limits: Limits | None = None,
    ) -> Answer:
        """Answer a guarded query; see `Store.query`.

        The deadline is kept by `ServedStore`, which can stop a query: this store answers in the
        process that owns it.
        """
        check_query(text)
        version = self.version()
        content, is_cut = evaluate(
            self._oxigraph, text, dataset or Dataset(), result, self._base_iri, limits
        )
        return Answer(content, result.media_type, version, is_cut)

    def export(self, form: media.Format, graph: ox.NamedNode | None = None) -> Iterator[bytes]:
        """Yield all quads, or one graph; a format of triples needs a graph to write."""
        if form.name not in RDF_FORMATS:
            raise NotAcceptable(f"{form.media_type} holds no RDF")
        place = ox.DefaultGraph() if graph is None and form in SINGLE_GRAPH else graph
        if form == media.RDFXML:
            quads = self._oxigraph.quads_for_pattern(None, None, None, place)
            yield rdf_bytes((quad.triple for quad in quads), form)
            return
        try:
            yield self._oxigraph.dump(format=RDF_FORMATS[form.name], from_graph=place) or b""
        except (OSError, ValueError) as error:
            raise NotAcceptable(str(error), remedy="Ask for another format of RDF.") from error

    def version(self) -> str:
        """Return the number of the last change."""
        return self.ledger.version()

    def close(self) -> None:
        """Close the ledger; pyoxigraph closes with its last reference."""
        self.ledger.close()
        del self._oxigraph

    def __enter__(self) -> Self:
        """Use as a context manager."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        """Close."""
        self.close()
