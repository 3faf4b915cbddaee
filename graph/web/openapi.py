"""`/openapi.json`: the service described for programs, from the tables that it runs on."""

from collections.abc import Callable, Mapping, Sequence
from itertools import chain

from flask import Blueprint, Response, jsonify

from .. import __version__, errors, media
from ..iris import SLUG
from ..saved_queries import Parameter, SavedQuery
from . import graph_store, protocol, queries, sparql
from .answers import conditional
from .i18n import language
from .operations import (
    IRI,
    IRIS,
    SAME,
    TAG,
    TEXT,
    Json,
    Refusals,
    answer,
    components,
    document,
    operation,
    parameter,
)
from .site import Site, the_site

__all__ = ["EXAMPLES", "TYPES", "blueprint"]

blueprint = Blueprint("openapi", __name__)

ABOUT = (
    "A register of partners, and a SPARQL 1.1 endpoint over it. Reading needs nothing, writing a "
    "token. A client that prefers HTML is given pages."
)
#: Type of a saved query's parameter -> schema of its values.
TYPES: Mapping[str, Json] = {
    "iri": IRI, "string": TEXT, "language": TEXT, "enum": TEXT, "integer": {"type": "integer"},
    "kind": {**TEXT, "anyOf": [{"pattern": f"^{SLUG}$"}, {"format": "iri"}]},
    "date": {**TEXT, "anyOf": [{"format": "date"}, {"const": "today"}]},
}  # fmt: skip

STOPS: Refusals = (errors.Busy, errors.DeadlineExceeded, errors.MemoryExceeded)
READS: Refusals = (errors.UsageError, errors.NotAcceptable, errors.TooLarge, *STOPS)
ASKS: Refusals = (*READS, errors.QueryRefused, errors.QuerySyntax, errors.NotOffered)
WRITES: Refusals = (
    errors.UsageError, errors.Unauthorized, errors.Forbidden, errors.TooLarge,
    errors.ShapeViolation, errors.StoreUnreachable, *STOPS,
)  # fmt: skip
UPDATES: Refusals = (
    *WRITES, errors.QueryRefused, errors.QuerySyntax, errors.UnsupportedType,
)  # fmt: skip
DROPS: Refusals = (*WRITES, errors.NotFound, errors.PreconditionFailed)
LOADS: Refusals = (
    *WRITES, errors.DocumentRefused, errors.UnsupportedType, errors.PreconditionFailed,
)  # fmt: skip
ALL: Refusals = (*ASKS, *UPDATES, *DROPS, *LOADS, errors.TooMany)

WAIT = parameter("Prefer", "wait=5: seconds after which to stop", place="header")
TRIAL = parameter("Prefer", "tx=rollback: change nothing, say what would change", place="header")
WHY = parameter("Hamkor-Why", "The reason, for the log", place="header")
STATES = (
    parameter("If-Match", "The ETag that the graph must have", place="header"),
    parameter("If-None-Match", "* where the graph must not be there", place="header"),
)
NAME = parameter("name", "The end of the graph's address", place="path")
GRAPH = (
    parameter("graph", "The IRI of the graph", IRI),
    parameter("default", "The default graph", allowEmptyValue=True),
)
TOKEN: Sequence[Json] = ({"token": []},)
EXAMPLES = {
    "query": "SELECT ?s ?p ?o WHERE { ?s ?p ?o } LIMIT 10",
    "update": "INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:b> 1 } }",
}
CUT = ("ETag", "Hamkor-Cut")
DONE: Json = {
    "200": document("What would change, as N-Quads", "Trial", ["Preference-Applied"]),
    "204": answer("It is done"),
}
MADE: Json = {"201": answer("The graph is made", headers=["Location"]), **DONE}


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """Describe the service and its saved queries for programs (OpenAPI 3.1)."""
    return conditional(jsonify(description(the_site(), language())), media.JSON.name)


def description(site: Site, tongue: str) -> Json:
    """Return the description; the saved queries have their titles in one language."""
    saved = [query for query in site.queries.values() if isinstance(query, SavedQuery)]
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Hamkor", "version": __version__, "description": ABOUT,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": site.settings.public_url or "/"}],
        "paths": {
            "/sparql": asking(),
            **{f"/queries/{query.name}": {"get": saved_query(query, tongue)} for query in saved},
            **describing(),
            "/update": updating(), "/store": storing(*GRAPH), "/store/{name}": storing(NAME),
        },
        "components": components(ALL),
    }  # fmt: skip


def asking() -> Json:
    """Return the operations of `/sparql`."""
    offers = dict.fromkeys(chain.from_iterable(protocol.OFFERS.values()))
    gives = answer("Rows, yes or no, triples", *offers, media.HTML, headers=[*CUT, "Link"])
    names = {"enum": [offer.name for offer in offers]}
    options = (
        parameter("format", "The format; it wins over Accept", names),
        parameter("timeout", "Seconds after which to stop", {"type": "number"}), WAIT,
    )  # fmt: skip
    query = parameter("query", "SPARQL 1.1; where there is none, the service is described",
                      example=EXAMPLES["query"])  # fmt: skip
    fields = {"format": names}
    return {
        "get": operation("Answer a query", {"200": gives, **SAME}, ASKS,
                         parameters=[query, *graphs(protocol.DATASET), *options, TAG]),
        "post": operation("Answer a query", {"200": gives}, (*ASKS, errors.UnsupportedType),
                          parameters=[*graphs(protocol.DATASET), *options],
                          requestBody=body("query", protocol.DATASET, fields)),
    }  # fmt: skip


def updating() -> Json:
    """Return the operation of `/update`."""
    parameters = [*graphs(sparql.USING), TRIAL, WHY]
    change = operation(
        "Apply an update request, all of it or nothing", DONE, UPDATES, security=TOKEN,
        parameters=parameters, requestBody=body("update", sparql.USING, {}),
    )  # fmt: skip
    return {"post": change}


def graphs(names: Sequence[str]) -> list[Json]:
    """Return the parameters that name a dataset."""
    return [parameter(name, "Graphs of the dataset", IRIS) for name in names]


def body(name: str, dataset: Sequence[str], fields: Json) -> Json:
    """Return the bodies that a text comes in: as it is, or in a form."""
    known = {name: {**TEXT, "examples": [EXAMPLES[name]]}, **dict.fromkeys(dataset, IRIS), **fields}
    form = {"schema": {"type": "object", "required": [name], "properties": known}}
    text = {"example": EXAMPLES[name]}
    return {"content": {f"application/sparql-{name}": text, protocol.FORM: form}}


def storing(*where: Json) -> Json:
    """Return the operations of a graph, which parameters name."""
    gives: Json = {"200": answer("The graph", *media.GRAPH_FORMATS, headers=CUT), **SAME}
    reads: Json = {
        "gives": gives,
        "refuses": (*READS, errors.NotFound),
        "parameters": [*where, TAG],
    }
    changes: Json = {"parameters": [*where, *STATES, TRIAL, WHY], "security": TOKEN}
    kinds: Json = {kind: {} for kind in graph_store.READ}
    documents = {"content": {**kinds, "multipart/form-data": {"schema": {"type": "object"}}}}
    loads: Json = {"gives": MADE, "refuses": LOADS, "requestBody": documents, **changes}
    return {
        "get": operation("Give a graph", **reads),
        "head": operation("Say of which state a graph is", **reads),
        "put": operation("Replace a graph", **loads),
        "post": operation("Add to a graph; to a new one where none is named", **loads),
        "delete": operation("Delete a graph", DONE, DROPS, **changes),
    }


def describing() -> Json:
    """Return the operations that say what the service and its data are."""
    void = answer("VoID", *media.GRAPH_FORMATS, headers=CUT[:1])
    status = {"200": document("Queries are answered", "Status")}
    itself = {"200": document("OpenAPI 3.1", "Description", CUT[:1]), **SAME}
    return {
        "/.well-known/void": {
            "get": operation("Describe the data", {"200": void, **SAME},
                             (errors.NotAcceptable, *STOPS), parameters=[TAG]),
        },
        "/healthz": {"get": operation("Say whether queries are answered", status, STOPS)},
        "/openapi.json": {
            "get": operation("Describe the service", itself, parameters=[TAG])
        },
    }  # fmt: skip


def saved_query(query: SavedQuery, tongue: str) -> Json:
    """Return the operation of a saved query."""
    columns = "; ".join(f"{column.name}: {column.label}" for column in query.columns)
    gives = {"200": answer(columns, *queries.offers_of(query), headers=CUT), **SAME}
    return operation(
        query.titled(tongue), gives, READS, operationId=query.name,
        description=query.description,
        **{"x-stability": query.stability, "x-version": query.version},
        parameters=[*map(typed, query.parameters), WAIT, TAG],
    )  # fmt: skip


def typed(asked: Parameter) -> Json:
    """Return a parameter of a saved query."""
    read: Callable[[str], object] = int if asked.type == "integer" else str
    schema = TYPES[asked.type] | ({"enum": list(asked.of)} if asked.type == "enum" else {})
    more: Json = {"required": True}
    if asked.default:
        schema, more = {**schema, "default": read(asked.default)}, {"allowEmptyValue": True}
    return parameter(asked.name, asked.label, schema, example=read(asked.example), **more)
