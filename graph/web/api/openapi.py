"""`/openapi.json`: the service described for programs, from the tables that it runs on."""

from collections.abc import Callable, Mapping, Sequence
from itertools import chain

from flask import Blueprint, Response, jsonify

from ... import __version__, errors, media
from ...iris import SLUG
from ...saved import Parameter, SavedQuery
from ..http import Site, conditional, current_language, the_site
from ..queries import offers_of
from ..sparql import DATASET, FORM, OFFERS, READ, USING
from .operations import (
    IRI,
    IRIS,
    SAME,
    TAG,
    TEXT,
    Json,
    Refusals,
    Tag,
    answer,
    body_schema,
    components,
    document,
    operation,
    parameter,
)

__all__ = ["EXAMPLES", "TYPES", "blueprint"]

blueprint = Blueprint("openapi", __name__)

ABOUT = (
    "A register of partners, and a SPARQL 1.1 endpoint over it. Reading needs nothing, writing a "
    "token. A client that prefers HTML is given pages."
)
#: Patterns, not `anyOf`, of which openapi-generator makes types that nothing is assigned to.
DAY = (
    r"[12]\d{3}-(((0[13578]|1[02])-(0[1-9]|[12]\d|3[01]))|((0[469]|11)-(0[1-9]|[12]\d|30))"
    r"|(02-(0[1-9]|1\d|2[0-8])))|[12]\d(0[48]|[2468][048]|[13579][26])-02-29"
)
NAMED_OR_IRI = rf"{SLUG}|https?://[A-Za-z0-9._~-]+(/[A-Za-z0-9._~-]*)*(#[A-Za-z0-9._~-]*)?"
#: Type of a saved query's parameter -> schema of its values.
TYPES: Mapping[str, Json] = {
    "iri": IRI, "string": TEXT, "language": TEXT, "enum": TEXT, "integer": {"type": "integer"},
    "kind": {**TEXT, "pattern": f"^({NAMED_OR_IRI})$"},
    "date": {**TEXT, "pattern": f"^(today|{DAY})$"},
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
#: What names a graph to read, replace or delete; what may name one to add to.
NAMED = parameter("graph", "The IRI of the graph; ?default stands for it and names the default one",
                  IRI, required=True)  # fmt: skip
GIVEN = parameter(
    "graph", "The IRI of the graph, or ?default; a new graph where none is named", IRI
)
#: A form with files, each with the media type of its own.
FILES: Json = {"type": "object", "additionalProperties": {**TEXT, "format": "binary"}}
#: What the parts of the service are for.
TAGS: Mapping[Tag, str] = {
    Tag.sparql: "Queries and updates in SPARQL 1.1",
    Tag.graphs: "Whole graphs (SPARQL 1.1 Graph Store HTTP Protocol)",
    Tag.queries: "Queries of this register, kept stable, with parameters",
    Tag.service: "The service and its data described",
}
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
    return conditional(jsonify(build_description(the_site(), current_language())), media.JSON.name)


def build_description(site: Site, language: str) -> Json:
    """Return the description; the saved queries have their titles in one language."""
    saved = [query for query in site.queries.values() if isinstance(query, SavedQuery)]
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Hamkor", "version": __version__, "description": ABOUT,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "tags": [{"name": tag, "description": tells} for tag, tells in TAGS.items()],
        "servers": [{"url": site.settings.public_url or "/"}],
        "paths": {
            "/sparql": query_operations(),
            **{f"/queries/{query.name}": {"get": saved_query(query, language)} for query in saved},
            **description_operations(),
            "/update": update_operation(),
            "/store": graph_operations("", NAMED, GIVEN),
            "/store/{name}": graph_operations("AtItsAddress", NAME, NAME),
        },
        "components": components(ALL),
    }  # fmt: skip


def query_operations() -> Json:
    """Return the operations of `/sparql`."""
    offers = dict.fromkeys(chain.from_iterable(OFFERS.values()))
    gives = answer("Rows, yes or no, triples", *offers, media.HTML, headers=[*CUT, "Link"])
    names = {"enum": [offer.name for offer in offers]}
    options = (
        parameter("format", "The format; it wins over Accept", names),
        parameter("timeout", "Seconds after which to stop", {"type": "number"}), WAIT,
    )  # fmt: skip
    query = parameter("query", "SPARQL 1.1; where there is none, the service is described",
                      example=EXAMPLES["query"])  # fmt: skip
    fields = {"format": TEXT}  # A second enum of this name breaks typescript-fetch.
    return {
        "get": operation("query", Tag.sparql, "Answer a query", {"200": gives, **SAME}, ASKS,
                         parameters=[query, *graphs(DATASET), *options, TAG]),
        "post": operation("queryByPost", Tag.sparql, "Answer a query that may be long",
                          {"200": gives}, (*ASKS, errors.UnsupportedType),
                          parameters=[*graphs(DATASET), *options],
                          requestBody=body("query", DATASET, fields)),
    }  # fmt: skip


def update_operation() -> Json:
    """Return the operation of `/update`."""
    parameters = [*graphs(USING), TRIAL, WHY]
    change = operation(
        "update", Tag.sparql, "Apply an update request, all of it or nothing", DONE, UPDATES,
        security=TOKEN, parameters=parameters, requestBody=body("update", USING, {}),
    )  # fmt: skip
    return {"post": change}


def graphs(names: Sequence[str]) -> list[Json]:
    """Return the parameters that name a dataset."""
    return [parameter(name, "Graphs of the dataset", IRIS) for name in names]


def body(name: str, dataset: Sequence[str], fields: Json) -> Json:
    """Return the bodies that a text comes in: as it is, or in a form."""
    words = {**TEXT, "examples": [EXAMPLES[name]]}
    known = {name: words, **dict.fromkeys(dataset, IRIS), **fields}
    form = {"type": "object", "required": [name], "properties": known}
    kinds = {FORM: form, f"application/sparql-{name}": words}
    return {"required": True, "content": {kind: {"schema": of} for kind, of in kinds.items()}}


def graph_operations(suffix: str, named: Json, given: Json) -> Json:
    """Return the operations of a graph, whose names end with `suffix`.

    `named` is the parameter that names the graph, `given` the same where it is added to.
    """
    gives: Json = {"200": answer("The graph", *media.GRAPH_FORMATS, headers=CUT), **SAME}
    reads: Json = {
        "gives": gives,
        "refuses": (*READS, errors.NotFound),
        "parameters": [named, TAG],
    }
    changes: Json = {"parameters": [named, *STATES, TRIAL, WHY], "security": TOKEN}
    kinds: Json = {kind: {"schema": body_schema(kind)} for kind in READ}
    documents = {"required": True, "content": {**kinds, "multipart/form-data": {"schema": FILES}}}
    loads: Json = {"gives": MADE, "refuses": LOADS, "requestBody": documents, **changes}
    drops: Json = {"gives": DONE, "refuses": DROPS, **changes}
    adds: Json = {**loads, "parameters": [given, *STATES, TRIAL, WHY]}
    return {
        method: operation(f"{verb}{suffix}", Tag.graphs, tells, **more)
        for method, verb, tells, more in (
            ("get", "readGraph", "Give a graph", reads),
            ("head", "checkGraph", "Say of which state a graph is", reads),
            ("put", "replaceGraph", "Replace a graph", loads),
            ("post", "addToGraph", "Add to a graph; to a new one where none is named", adds),
            ("delete", "deleteGraph", "Delete a graph", drops),
        )
    }


def description_operations() -> Json:
    """Return the operations that say what the service and its data are."""
    void = answer("VoID", *media.GRAPH_FORMATS, headers=CUT[:1])
    status = {"200": document("Queries are answered", "Status")}
    itself = {"200": document("OpenAPI 3.1", "Description", CUT[:1]), **SAME}
    return {
        "/.well-known/void": {
            "get": operation("describeData", Tag.service, "Describe the data",
                             {"200": void, "303": answer("The page of the data, for people"),
                              **SAME}, (errors.NotAcceptable, *STOPS),
                             parameters=[TAG]),
        },
        "/healthz": {
            "get": operation("checkHealth", Tag.service, "Say whether queries are answered", status,
                             STOPS),
        },
        "/openapi.json": {
            "get": operation("describeService", Tag.service, "Describe the service", itself,
                             parameters=[TAG]),
        },
    }  # fmt: skip


def saved_query(query: SavedQuery, language: str) -> Json:
    """Return the operation of a saved query."""
    columns = "; ".join(f"{column.name}: {column.label}" for column in query.columns)
    gives = {"200": answer(columns, *offers_of(query), headers=CUT), **SAME}
    return operation(
        query.name, Tag.queries, query.title_in(language), gives, READS,
        description=query.description,
        **{"x-stability": query.stability, "x-version": query.version},
        parameters=[*map(query_parameter, query.parameters), WAIT, TAG],
    )  # fmt: skip


def query_parameter(asked: Parameter) -> Json:
    """Return a parameter of a saved query."""
    read: Callable[[str], object] = int if asked.type == "integer" else str
    schema = TYPES[asked.type] | ({"enum": list(asked.of)} if asked.type == "enum" else {})
    more: Json = {"required": True}
    if asked.default:
        schema, more = {**schema, "default": read(asked.default)}, {"allowEmptyValue": True}
    return parameter(asked.name, asked.label, schema, example=read(asked.example), **more)
