"""The draft of version 1.0 (reconciliation-api.github.io/specs/draft): JSON bodies, fixed paths."""

from collections.abc import Sequence
from typing import Any

from ...errors import UsageError
from . import published
from .entities import BATCH, Candidate, Query, Service
from .reading import limit_of, list_of, object_of, require_text, values_of

__all__ = ["manifest", "queries", "results", "rows"]

KINDS = ("name", "id", "property")


def manifest(service: Service, lang: str) -> dict[str, Any]:
    """Return the description of a service; its paths are those of the specification."""
    return {
        "versions": ["1.0-draft"], "name": service.title, "lang": lang,
        "identifierSpace": service.identifier_space, "schemaSpace": service.schema_space,
        "view": {"url": service.view}, "batchSize": BATCH,
        "defaultTypes": [{"id": id_, "name": name} for id_, name in service.types.items()],
        "suggest": {"entity": True, "property": True, "type": True},
        "preview": {"width": published.WIDTH, "height": published.HEIGHT},
        "extend": {"proposeProperties": True, "propertySettings": []},
        "standardizedScore": True,
    }  # fmt: skip


def queries(value: object) -> list[Query]:
    """Return the queries of a batch, in order. Raises `UsageError`."""
    asked = list_of(object_of(value, "body").get("queries"), "queries")
    return [query_of(one, f"queries[{number}]") for number, one in enumerate(asked)]


def query_of(value: object, where: str) -> Query:
    """Return one query: its conditions on name, id and properties."""
    one = object_of(value, where)
    found: dict[str, list[Any]] = {kind: [] for kind in KINDS}
    place = f"{where}.conditions"
    for each in list_of(one.get("conditions"), place):
        condition = object_of(each, place)
        kind = condition.get("matchType")
        if kind not in KINDS:
            raise UsageError(f"matchType is one of {', '.join(KINDS)}", where=place)
        values = values_of(condition.get("propertyValue"), f"{place}.propertyValue")
        if kind == "property":
            id_ = require_text(condition.get("propertyId"), f"{place}.propertyId")
            found[kind].append((id_, values))
        else:
            found[kind] += [value for value in values if value.strip()]
    types = [require_text(one["type"], f"{where}.type")] if one.get("type") else []
    limit = limit_of(one.get("limit"), f"{where}.limit")
    return Query(
        tuple(found["name"]), tuple(found["id"]), tuple(types), limit, tuple(found["property"])
    )


def results(service: Service, found: Sequence[Sequence[Candidate]]) -> dict[str, Any]:
    """Return the answer of a batch."""
    return {
        "results": [
            {"candidates": [candidate_of(service, one) for one in candidates]}
            for candidates in found
        ]
    }


def candidate_of(service: Service, one: Candidate) -> dict[str, Any]:
    """Return one candidate; a feature has a name here."""
    features = [
        {"id": id_, "name": id_.replace("_", " "), "value": value}
        for id_, value in one.features.items()
    ]
    return {**published.candidate_of(service, one), "features": features}


def rows(service: Service, ids: Sequence[str], wanted: Sequence[str]) -> dict[str, Any]:
    """Return the values of properties of entities, as lists."""
    found = published.rows(service, ids, wanted)
    return {
        "meta": found["meta"],
        "rows": [
            {"id": id_, "properties": [
                {"id": one, "values": values} for one, values in properties.items()
            ]}
            for id_, properties in found["rows"].items()
        ],
    }  # fmt: skip
