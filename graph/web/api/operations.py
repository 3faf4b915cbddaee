"""What a description of operations is made of (OpenAPI 3.1): schemas, parameters, answers."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, TypeAlias

from ... import media
from ...errors import HamkorError, TooMany
from ..http import PROBLEM, REFUSALS, the_site

__all__ = [
    "IRI",
    "IRIS",
    "SAME",
    "TAG",
    "TEXT",
    "Json",
    "Refusals",
    "Tag",
    "answer",
    "body_schema",
    "components",
    "document",
    "operation",
    "parameter",
]  # fmt: skip

Json: TypeAlias = dict[str, Any]
Refusals: TypeAlias = tuple[type[HamkorError], ...]


class Tag(StrEnum):
    """The parts of the service, by which clients group their operations."""

    sparql = "SPARQL"
    graphs = "Graphs"
    queries = "Saved queries"
    service = "Service"


TEXT: Json = {"type": "string"}
IRI: Json = {"type": "string", "format": "iri"}
IRIS: Json = {"type": "array", "items": IRI}
ANY: Json = {"description": "Any JSON"}
TEXTS: Json = {"type": "array", "items": TEXT}


def object_schema(needed: Json, **others: Json) -> Json:
    """Return the schema of an object with members that it must and that it may have."""
    return {"type": "object", "required": list(needed), "properties": {**needed, **others}}


SCHEMAS: Mapping[str, Json] = {
    "Problem": object_schema(
        {"type": TEXT, "title": TEXT, "status": {"type": "integer"}, "detail": TEXT},
        limit={"type": "number", "description": "The limit that was met"},
    ),
    "Results": object_schema(
        {"head": {"type": "object"}},
        boolean={"type": "boolean"},
        results=object_schema({"bindings": {"type": "array", "items": {"type": "object"}}}),
    ),
    "Status": object_schema({"status": TEXT, "version": TEXT, "hamkor": TEXT}),
    "Trial": object_schema({"added": TEXT, "removed": TEXT, "report": TEXTS, "version": TEXT}),
    "Description": {"type": "object"},
}
HEADERS: Mapping[str, str] = {
    "ETag": "The tag of what is answered",
    "Hamkor-Cut": "after=N: there is more than these N rows or triples",
    "Link": 'rel="next": where the rest is of an answer that was cut',
    "Location": "The address, which is also the IRI, of the graph that was made",
    "Preference-Applied": "tx=rollback: nothing was changed",
}


def ref(kind: str, name: str) -> Json:
    """Return a reference to a component."""
    return {"$ref": f"#/components/{kind}/{name}"}


def parameter(
    name: str, tells: str, schema: Json = TEXT, place: str = "query", **more: object
) -> Json:
    """Return a parameter; one of a path is always needed."""
    needed = {"required": True} if place == "path" else {}
    return {
        "name": name, "in": place, "description": tells, "schema": schema, **needed, **more,
    }  # fmt: skip


#: A conditional GET, and its answer.
TAG = parameter("If-None-Match", "The ETag of an answer that the client has", place="header")
SAME: Json = {"304": {"description": "The client has the answer"}}


def answer(tells: str, *offers: media.Format, headers: Sequence[str] = ()) -> Json:
    """Return an answer in any of some formats."""
    known = {media.JSON: "Results", PROBLEM: "Problem"}
    kinds = {
        offer.media_type: {
            "schema": ref("schemas", known[offer])
            if offer in known
            else body_schema(offer.media_type)
        }
        for offer in sorted(offers, key=lambda one: one not in known)  # Generators take the first.
    }
    return {
        "description": tells,
        **({"content": kinds} if kinds else {}),
        **answer_headers(headers),
    }


def body_schema(media_type: str) -> Json:
    """Return the schema of a body that has none of its own."""
    return ANY if media_type.endswith("json") else TEXT


def document(tells: str, schema: str, headers: Sequence[str] = ()) -> Json:
    """Return an answer in JSON of one schema."""
    content = {"application/json": {"schema": ref("schemas", schema)}}
    return {"description": tells, "content": content, **answer_headers(headers)}


def answer_headers(headers: Sequence[str]) -> Json:
    """Return the headers of an answer, with what they say."""
    found = {name: {"description": HEADERS[name], "schema": TEXT} for name in headers}
    return {"headers": found} if found else {}


def operation(
    name: str, tag: Tag, tells: str, gives: Json, refuses: Refusals = (), **more: Any
) -> Json:
    """Return an operation: its name, what it does, status -> answer, and what it may refuse."""
    limits = (TooMany,) if the_site().settings.rate else ()
    statuses = sorted({*REFUSALS, *(error.status for error in (*refuses, *limits))})
    refused = {str(status): ref("responses", str(status)) for status in statuses}
    about = {"operationId": name, "tags": [tag], "summary": tells}
    return {**about, **more, "responses": {**gives, **refused}}


def components(refusals: Refusals) -> Json:
    """Return what operations refer to: schemas, refusals by status, the token."""
    titles = {status: {title: None} for status, title in REFUSALS.items()}
    for error in refusals:
        titles.setdefault(error.status, {})[error.title] = None
    return {
        "schemas": SCHEMAS,
        "responses": {
            str(status): answer("; ".join(found), PROBLEM, media.HTML)
            for status, found in sorted(titles.items())
        },
        "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
    }
