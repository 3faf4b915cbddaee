"""The service and its data described: SPARQL 1.1 Service Description, and VoID with counts."""

from collections.abc import Iterator
from typing import TypeAlias

from flask import Blueprint, Response, request
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from ... import media
from ...store import Row, rdf_bytes
from ...vocab import DCTERMS, FOAF, PREFIXES, RDF, SD, SH, VOID, XSD
from ..http import Site, conditional, content_type, prefers_page, redirect_to, the_site
from .graph_store import public

__all__ = ["blueprint", "service_description"]

blueprint = Blueprint("description", __name__)

Node: TypeAlias = NamedNode | BlankNode
FORMATS = "http://www.w3.org/ns/formats/"
RESULTS = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV")
GRAPHS = ("Turtle", "N-Triples", "RDF_XML", "JSON-LD")


def service_description() -> Response:
    """Describe the endpoint, as a request without parameters asks (section 3)."""
    return as_rdf(list(service(the_site(), public("/sparql"))))


@blueprint.get("/.well-known/void")
def dataset() -> Response:
    """Describe the data: how much, of what, under which names (VoID, section 7.2).

    People are shown the page of the data.
    """
    if prefers_page():
        return redirect_to("/dataset")
    return as_rdf(list(statistics(the_site(), public("/sparql"))))


def as_rdf(triples: list[Triple]) -> Response:
    """Answer with triples in the format that the client prefers."""
    form = media.negotiate(request.headers.get("Accept"), media.GRAPH_FORMATS)
    body = rdf_bytes(triples, form, PREFIXES)
    return conditional(Response(body, content_type=content_type(form)), form.name)


def service(site: Site, endpoint: str) -> Iterator[Triple]:
    """Yield the service description."""
    me, data, default = BlankNode("service"), BlankNode("dataset"), BlankNode("default")
    yield Triple(me, RDF.type, SD.Service)
    yield Triple(me, SD.endpoint, NamedNode(endpoint))
    for language in (SD.SPARQL11Query, SD.SPARQL11Update):
        yield Triple(me, SD.supportedLanguage, language)
    for name in (*RESULTS, *GRAPHS):
        yield Triple(me, SD.resultFormat, NamedNode(FORMATS + name))
    for name in GRAPHS:
        yield Triple(me, SD.inputFormat, NamedNode(FORMATS + name))
    yield Triple(me, SD.defaultDataset, data)
    yield Triple(data, RDF.type, SD.Dataset)
    yield Triple(data, SD.defaultGraph, default)
    yield Triple(default, RDF.type, SD.Graph)
    for index, row in enumerate(known_rows(site, "graphs")):
        graph = BlankNode(f"g{index}")
        yield Triple(data, SD.namedGraph, graph)
        yield Triple(graph, RDF.type, SD.NamedGraph)
        yield Triple(graph, SD.name, row_iri(row, "graph"))


def statistics(site: Site, endpoint: str) -> Iterator[Triple]:
    """Yield the VoID description of the default graph."""
    me = NamedNode(public("/.well-known/void#dataset"))
    yield Triple(me, RDF.type, VOID.Dataset)
    yield Triple(me, VOID.sparqlEndpoint, NamedNode(endpoint))
    yield Triple(me, VOID.uriSpace, Literal(site.iris.base))
    yield Triple(me, DCTERMS.conformsTo, NamedNode(public("/public-shapes")))
    yield Triple(me, FOAF.homepage, NamedNode(public("/")))
    for name in ("dump.ttl", "dump.ttl.gz"):
        yield Triple(me, VOID.dataDump, NamedNode(public(f"/{name}")))
    for row in known_rows(site, "void-counts"):
        for name in ("triples", "distinctSubjects", "distinctObjects"):
            yield Triple(me, VOID[name], count(row, name))
    yield from partitions(me, known_rows(site, "void-classes"), "class")
    yield from partitions(me, known_rows(site, "void-properties"), "property")
    for prefix, base in PREFIXES.items():
        declared = BlankNode(f"p-{prefix}")
        yield Triple(me, SH.declare, declared)
        yield Triple(declared, SH.prefix, Literal(prefix))
        yield Triple(declared, SH.namespace, Literal(base, datatype=XSD.anyURI))


def known_rows(site: Site, page: str) -> list[Row]:
    """Return the rows of a query, kept for a version; the host of the request is not in them."""
    rows: list[Row] = site.make_once(f"rows of {page}", lambda: site.rows(page))
    return rows


def partitions(me: Node, rows: list[Row], kind: str) -> Iterator[Triple]:
    """Yield one partition a class (its entities) or a property (its triples)."""
    counted = {"class": VOID.entities, "property": VOID.triples}[kind]
    for index, row in enumerate(rows):
        part = BlankNode(f"{kind}{index}")
        yield Triple(me, VOID[f"{kind}Partition"], part)
        yield Triple(part, VOID[kind], row_iri(row, "term"))
        yield Triple(part, counted, count(row, "n"))


def row_iri(row: Row, name: str) -> NamedNode:
    """Return the IRI of a row."""
    return NamedNode(row[name].value)


def count(row: Row, name: str) -> Literal:
    """Return the number of a row."""
    return Literal(row[name].value, datatype=XSD.integer)
