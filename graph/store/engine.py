"""One query on a pyoxigraph store: bytes out, its errors in our words."""

from collections.abc import Mapping, Sequence

import pyoxigraph as ox

from .. import media
from ..errors import NotAcceptable, QueryFailed, QueryRefused, QuerySyntax
from .protocol import Dataset

__all__ = ["RDF_FORMATS", "evaluate", "in_graph"]

RESULT_FORMATS: Mapping[str, ox.QueryResultsFormat] = {
    media.JSON.name: ox.QueryResultsFormat.JSON,
    media.XML.name: ox.QueryResultsFormat.XML,
    media.CSV.name: ox.QueryResultsFormat.CSV,
    media.TSV.name: ox.QueryResultsFormat.TSV,
}
RDF_FORMATS: Mapping[str, ox.RdfFormat] = {
    media.TURTLE.name: ox.RdfFormat.TURTLE,
    media.NT.name: ox.RdfFormat.N_TRIPLES,
    media.RDFXML.name: ox.RdfFormat.RDF_XML,
    media.JSONLD.name: ox.RdfFormat.JSON_LD,
    media.N_QUADS.name: ox.RdfFormat.N_QUADS,
    media.TRIG.name: ox.RdfFormat.TRIG,
}


def evaluate(
    store: ox.Store, text: str, dataset: Dataset, result: media.Format, base_iri: str
) -> bytes:
    """Evaluate a query wholly and return its answer in a format.

    The default graph is the store's own, never the union (SPARQL 1.1 Query, section 13). Raises
    `QuerySyntax`, `NotAcceptable` for a format that the form of query does not have,
    `QueryRefused` for a function that the engine does not know, and `QueryFailed` for what it
    cannot finish.
    """
    try:
        default, named = graphs(dataset)
        found = store.query(text, base_iri=base_iri, default_graph=default, named_graphs=named)
        return written(found, result)
    except SyntaxError as error:
        raise QuerySyntax(str(error)) from error
    except (ValueError, RuntimeError, OSError) as error:
        if "not supported" in str(error):
            raise QueryRefused(str(error)) from error
        raise QueryFailed(str(error)) from error


Graphs = list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph]
Named = list[ox.NamedNode | ox.BlankNode]


def graphs(dataset: Dataset) -> tuple[Graphs | None, Named | None]:
    """Return pyoxigraph's default and named graphs: of a dataset, what is not named is empty."""
    if dataset.default is None and dataset.named is None:
        return None, None
    default: Graphs = [ox.NamedNode(iri) for iri in dataset.default or ()]
    named: Named = [ox.NamedNode(iri) for iri in dataset.named or ()]
    return default, named


Result = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples


def written(found: Result, result: media.Format) -> bytes:
    """Serialise results; bytes at once, since rows one by one do not scale with threads."""
    if isinstance(found, ox.QueryTriples):
        if result.name not in RDF_FORMATS:
            raise no_format(result, media.GRAPH_FORMATS)
        return prefixed(found, RDF_FORMATS[result.name])
    if result.name not in RESULT_FORMATS:
        raise no_format(result, media.RESULT_FORMATS)
    if isinstance(found, ox.QueryBoolean) and result in (media.CSV, media.TSV):
        raise no_format(result, (media.JSON, media.XML))
    return found.serialize(format=RESULT_FORMATS[result.name]) or b""


def prefixed(found: ox.QueryTriples, form: ox.RdfFormat) -> bytes:
    """Serialise triples, each once."""
    return ox.serialize(dict.fromkeys(found), format=form) or b""


def no_format(result: media.Format, offers: Sequence[media.Format]) -> NotAcceptable:
    """Return the refusal of a format that this kind of result does not have."""
    names = ", ".join(offer.media_type for offer in offers)
    return NotAcceptable(f"this result has no {result.media_type}", remedy=f"Offered: {names}.")


def in_graph(triples: Sequence[ox.Triple], graph: ox.NamedNode) -> list[ox.Quad]:
    """Put triples into a graph."""
    return [ox.Quad(t.subject, t.predicate, t.object, graph) for t in triples]
