"""One query on a pyoxigraph store: bytes out, its errors in our words."""

import json
from collections.abc import Mapping, Sequence
from html import escape
from itertools import islice
from typing import IO, BinaryIO, NamedTuple, TypeAlias, cast

import pyoxigraph as ox

from .. import media
from ..errors import MemoryExceeded, NotAcceptable, NotOffered, QueryFailed, QueryRefused
from ..sparql import (
    QueryForm,
    check_query,
    columns_in_order,
    dataset_clause,
    limit_rows,
    name_columns,
    query_form,
    rewrite_query,
    syntax_error,
)
from .protocol import Dataset, Limits
from .serial import RDF_FORMATS, XML_FORMATS, XmlSink, write_rdf
from .spool import Spool

__all__ = ["evaluate", "in_graph"]

RESULT_FORMATS: Mapping[str, ox.QueryResultsFormat] = {
    media.JSON.name: ox.QueryResultsFormat.JSON,
    media.XML.name: ox.QueryResultsFormat.XML,
    media.CSV.name: ox.QueryResultsFormat.CSV,
    media.TSV.name: ox.QueryResultsFormat.TSV,
}
#: What each row has at least one of: an upper bound of rows that costs nothing.
ROW_MARKS = {"json": b"{", "xml": b"<", "csv": b"\n", "tsv": b"\n"}
COMMENTS = {"ttl": "# {}\n", "nt": "# {}\n", "rdf": "<!-- {} -->\n"}


def evaluate(
    store: ox.Store, text: str, dataset: Dataset, result: media.Format, base_iri: str,
    limits: Limits | None = None, file: BinaryIO | None = None,
) -> tuple[bytes | BinaryIO, bool]:  # fmt: skip
    """Evaluate a query and return its answer in a format, and whether its rows were cut.

    The default graph is the store's own, never the union (SPARQL 1.1 Query, section 13). Long
    answers grow in `file`. Raises `QuerySyntax`, `NotAcceptable` for a format that the form of
    query does not have, `TooLarge` for an answer beyond its bytes, `NotOffered` for a function
    that the engine does not know, and `QueryFailed` for what it cannot finish.
    """
    limits = limits or Limits()
    spool = Spool(limits.size, file, ROW_MARKS.get(result.name, b""))
    try:
        chosen = merge_graphs(store, choose_dataset(text, dataset, base_iri))
        is_cut = write_answer(Plan(*chosen, base_iri, result, limits), text, spool)
    except SyntaxError as error:
        raise syntax_error(text, str(error)) from error
    except MemoryError as error:
        raise MemoryExceeded("the query needs more memory than it may have") from error
    except (ValueError, RuntimeError, OSError) as error:
        if "not supported" in str(error):
            raise NotOffered(str(error)) from error
        raise QueryFailed(str(error)) from error
    return spool.content(), is_cut


class Plan(NamedTuple):
    """All but the text of a query."""

    store: ox.Store
    dataset: Dataset
    base_iri: str
    result: media.Format
    limits: Limits

    def query(self, text: str) -> "Result":
        """Return the results of a text."""
        cured = rewrite_query(text, lambda: named_graphs(self.store, self.dataset))
        if cured != text:
            try:
                check_query(cured)
                return self.query_in_order(cured, text)
            except (SyntaxError, QueryRefused):
                pass  # The text itself is guarded, and its errors have its writer's places.
        return self.query_in_order(text, text)

    def query_in_order(self, text: str, written: str) -> "Result":
        """Return the results of a text; all columns stand in the order of what was written."""
        found = self.query_engine(text)
        if not isinstance(found, ox.QuerySolutions):
            return found
        names = [variable.value for variable in found.variables]
        wanted = columns_in_order(written, names)
        return (
            self.query_engine(name_columns(text, wanted)) if wanted and wanted != names else found
        )

    def query_engine(self, text: str) -> "Result":
        """Return the results of a text as it is; a dataset stands over its FROM clauses."""
        default, named = engine_graphs(self.dataset)
        return self.store.query(
            text, base_iri=self.base_iri, default_graph=default, named_graphs=named
        )

    def rows(self, text: str) -> int:
        """Return how many rows a SELECT gives."""
        found = self.query(text)
        return sum(1 for _ in found) if isinstance(found, ox.QuerySolutions) else 0


def write_answer(plan: Plan, text: str, spool: Spool) -> bool:
    """Write an answer; say whether there were more rows than the limit."""
    cap = plan.limits.rows
    if not cap or query_form(text) is not QueryForm.SELECT:
        return write(plan.query(text), plan.result, spool, plan.limits)
    try:
        found = plan.query(limit_rows(text, cap + 1))
    except SyntaxError:
        return write(plan.query(text), plan.result, spool, plan.limits)
    write(found, plan.result, spool, plan.limits)
    if spool.marks <= cap or plan.rows(limit_rows(text, cap + 1)) <= cap:
        return False
    spool.clear()
    mark_head(spool, plan.result, plan.limits.rest)
    write(plan.query(limit_rows(text, cap)), plan.result, spool, plan.limits)
    return True


def mark_head(spool: Spool, result: media.Format, rest: str) -> None:
    """Have an answer say in its head where the rest is, in the formats that can."""
    link = rest or "about:blank"
    if result == media.JSON:
        spool.edit(b'{"head":{', b'{"head":{"link":[' + json.dumps(link).encode() + b"],")
    elif result == media.XML:
        spool.edit(b"</head>", f'<link href="{escape(link, quote=True)}"/></head>'.encode())


def choose_dataset(text: str, dataset: Dataset, base_iri: str) -> Dataset:
    """Return the dataset of the request, or else the one that the query names (section 2.1.4)."""
    if dataset != Dataset():
        return dataset
    return Dataset(*(dataset_clause(text, base_iri) or ()))


def named_graphs(store: ox.Store, dataset: Dataset) -> list[str]:
    """Return the IRIs of the named graphs of a dataset."""
    if dataset.default is None and dataset.named is None:
        return [graph.value for graph in store.named_graphs() if isinstance(graph, ox.NamedNode)]
    return list(dataset.named or ())


def merge_graphs(store: ox.Store, dataset: Dataset) -> tuple[ox.Store, Dataset]:
    """Return store and dataset so that a default graph of several graphs is a set.

    An RDF merge has each triple once (SPARQL 1.1 Query, section 13.2); the engine reads the
    graphs one after the other and would give a shared triple as often as it stands.
    """
    default = dict.fromkeys(dataset.default or ())
    if len(default) < 2:
        return store, Dataset(dataset.default and tuple(default), dataset.named)
    scratch = ox.Store()
    for iri in default:
        quads = store.quads_for_pattern(None, None, None, ox.NamedNode(iri))
        scratch.extend(ox.Quad(q.subject, q.predicate, q.object, MERGE) for q in quads)
    for iri in dataset.named or ():
        scratch.extend(store.quads_for_pattern(None, None, None, ox.NamedNode(iri)))
    return scratch, Dataset((MERGE.value,), dataset.named)


MERGE = ox.NamedNode("urn:x-hamkor:merge")
Graphs = list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph]
Named = list[ox.NamedNode | ox.BlankNode]


def engine_graphs(dataset: Dataset) -> tuple[Graphs | None, Named | None]:
    """Return pyoxigraph's default and named graphs: of a dataset, what is not named is empty."""
    if dataset.default is None and dataset.named is None:
        return None, None
    default: Graphs = [ox.NamedNode(iri) for iri in dataset.default or ()]
    named: Named = [ox.NamedNode(iri) for iri in dataset.named or ()]
    return default, named


Result: TypeAlias = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples


def write(found: Result, result: media.Format, spool: Spool, limits: Limits) -> bool:
    """Serialise results; say whether triples were cut."""
    if isinstance(found, ox.QueryTriples):
        if result.name not in RDF_FORMATS:
            raise refuse_format(result, media.GRAPH_FORMATS)
        return write_triples(found, result, spool, limits)
    if result.name not in RESULT_FORMATS:
        raise refuse_format(result, media.RESULT_FORMATS)
    if isinstance(found, ox.QueryBoolean) and result in (media.CSV, media.TSV):
        raise refuse_format(result, (media.JSON, media.XML))
    sink = XmlSink(spool, result) if result in XML_FORMATS else spool
    found.serialize(cast("IO[bytes]", sink), RESULT_FORMATS[result.name])
    return False


def write_triples(
    found: ox.QueryTriples, result: media.Format, spool: Spool, limits: Limits
) -> bool:
    """Serialise triples, each once; say whether there were more than the limit."""
    triples = dict[ox.Triple, None]()
    for triple in found:
        triples[triple] = None
        if limits.rows and len(triples) > limits.rows:
            break
    is_cut = bool(limits.rows) and len(triples) > limits.rows
    write_rdf(islice(triples, limits.rows) if is_cut else triples, result, spool)
    if is_cut and result.name in COMMENTS:
        words = f"cut after {limits.rows} triples; there are more"
        spool.write(COMMENTS[result.name].format(words).encode())
    return is_cut


def refuse_format(result: media.Format, offers: Sequence[media.Format]) -> NotAcceptable:
    """Return the refusal of a format that this kind of result does not have."""
    names = ", ".join(offer.media_type for offer in offers)
    return NotAcceptable(f"this result has no {result.media_type}", remedy=f"Offered: {names}.")


def in_graph(triples: Sequence[ox.Triple], graph: ox.NamedNode) -> list[ox.Quad]:
    """Put triples into a graph."""
    return [ox.Quad(t.subject, t.predicate, t.object, graph) for t in triples]
