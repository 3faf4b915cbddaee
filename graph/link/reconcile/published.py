"""Version 0.2 of the API, which OpenRefine speaks (reconciliation-api.github.io/specs/0.2)."""

from collections.abc import Mapping, Sequence
from typing import Any

from ...errors import TooLarge
from .entities import BATCH, Candidate, Entity, Property, Query, Service, Value
from .reading import each, limit_of, list_of, object_of, require_text, values_of

__all__ = [
    "HEIGHT", "WIDTH", "manifest", "proposal", "queries", "read_extend", "results", "rows",
    "suggestion",
]  # fmt: skip

#: Width and height of a preview, in pixels.
WIDTH, HEIGHT = 430, 160


def manifest(service: Service, url: str) -> dict[str, Any]:
    """Return the description of a service that answers at `url` (section 3.1)."""
    suggest = {
        name: {
            "service_url": url, "service_path": f"/suggest/{name}",
            "flyout_service_url": url, "flyout_service_path": f"/flyout/{name}?id=${{id}}",
        }
        for name in ("entity", "property", "type")
    }  # fmt: skip
    return {
        "versions": ["0.2"], "name": service.title,
        "identifierSpace": service.identifier_space, "schemaSpace": service.schema_space,
        "view": {"url": service.view.replace("{id}", "{{id}}")},
        "defaultTypes": [{"id": id_, "name": name} for id_, name in service.types.items()],
        "suggest": suggest, "batchSize": BATCH,
        "preview": {"url": f"{url}/preview?id={{{{id}}}}", "width": WIDTH, "height": HEIGHT},
        "extend": {"propose_properties": {"service_url": url, "service_path": "/properties"},
                   "property_settings": []},
    }  # fmt: skip


def queries(value: object) -> dict[str, Query]:
    """Return the queries of a batch by their keys (section 4.2). Raises `UsageError`."""
    found = object_of(value, "queries")
    if len(found) > BATCH:
        raise TooLarge(f"a batch may have {BATCH} queries", where="queries", limit=BATCH)
    return {key: query_of(one, f"queries.{key}") for key, one in found.items()}


def query_of(value: object, where: str) -> Query:
    """Return one query."""
    one = object_of(value, where)
    text = require_text(one.get("query", ""), f"{where}.query")
    types = each(one.get("type") or [], f"{where}.type")
    given = list_of(one.get("properties") or [], f"{where}.properties")
    return Query(
        names=(text,) if text.strip() else (),
        types=tuple(require_text(type_, f"{where}.type") for type_ in types),
        limit=limit_of(one.get("limit"), f"{where}.limit"),
        properties=tuple(property_of(each_, f"{where}.properties") for each_ in given),
    )


def property_of(value: object, where: str) -> tuple[str, tuple[str, ...]]:
    """Return a property with the values that are given for it."""
    one = object_of(value, where)
    return require_text(one.get("pid"), f"{where}.pid"), values_of(one.get("v"), f"{where}.v")


def results(service: Service, found: Mapping[str, Sequence[Candidate]]) -> dict[str, Any]:
    """Return the answer of a batch (section 4.3)."""
    return {
        key: {"result": [candidate_of(service, one) for one in candidates]}
        for key, candidates in found.items()
    }


def candidate_of(service: Service, one: Candidate) -> dict[str, Any]:
    """Return one candidate."""
    features = [{"id": id_, "value": value} for id_, value in one.features.items()]
    return {
        **entity_of(one.entity), "type": types_of(service, one.entity), "score": one.score,
        "match": one.match, "features": features,
    }  # fmt: skip


def entity_of(one: Entity) -> dict[str, Any]:
    """Return id, name and, where there is one, the description."""
    found = {"id": one.id, "name": one.name}
    return {**found, "description": one.description} if one.description else found


def types_of(service: Service, one: Entity) -> list[dict[str, str]]:
    """Return the types of an entity."""
    return [{"id": type_, "name": service.types.get(type_, type_)} for type_ in one.types]


def suggestion(service: Service, found: Sequence[Entity]) -> dict[str, Any]:
    """Return suggested entities, types or properties (section 6)."""
    return {
        "result": [
            {**entity_of(one), **({"notable": types_of(service, one)} if one.types else {})}
            for one in found
        ]
    }


def proposal(type_: str, found: Sequence[Property]) -> dict[str, Any]:
    """Return the properties that one may ask of a type (section 7.1)."""
    properties = [{"id": one.id, "name": one.name} for one in found]
    return {"type": type_, "properties": properties}


def read_extend(value: object) -> tuple[list[str], list[str]]:
    """Return the ids and the properties that are asked for (section 7.2)."""
    asked = object_of(value, "extend")
    ids = [require_text(one, "extend.ids") for one in list_of(asked.get("ids"), "extend.ids")]
    where = "extend.properties"
    wanted = (object_of(one, where) for one in list_of(asked.get("properties"), where))
    return ids, [require_text(one.get("id"), f"{where}.id") for one in wanted]


def rows(service: Service, ids: Sequence[str], wanted: Sequence[str]) -> dict[str, Any]:
    """Return the values of properties of entities (section 7.3): a list for every pair."""
    return {
        "meta": meta(service, wanted),
        "rows": {
            id_: {one: [write_cell(value) for value in service.values(id_, one)] for one in wanted}
            for id_ in ids
        },
    }


def meta(service: Service, wanted: Sequence[str]) -> list[dict[str, str]]:
    """Return ids and names of properties, in the order of the request."""
    names = {one.id: one.name for one in service.properties()}
    return [{"id": one, "name": names.get(one, one)} for one in wanted]


def write_cell(value: Value) -> dict[str, Any]:
    """Return one value."""
    if isinstance(value, Entity):
        return {"id": value.id, "name": value.name}
    kind = {int: "int", float: "float"}.get(type(value), "str")
    return {kind: value}
