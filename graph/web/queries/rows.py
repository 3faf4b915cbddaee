"""Rows of a saved query as plain JSON, in shapes as Datasette has them (`_shape`), page by page."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from flask import Response, jsonify, request

from ... import media
from ...errors import UsageError
from ...saved import SavedQuery
from ...vocab import XSD
from ..http import address, conditional, number_of

__all__ = ["linked_json", "plain_json"]

SHAPES = ("objects", "array", "arrays")
#: Rows of one page at most; a number of the address at most.
MOST, LARGEST = 10_000, 9_999_999
#: Type of a column -> what reads its values.
READERS: Mapping[str, Callable[[str], Any]] = {
    "integer": int, "decimal": float, "boolean": lambda text: text == "true",
}  # fmt: skip
#: Type of a column -> how JSON-LD says it; numbers, true and false are JSON's own.
TYPES = {
    "iri": {"@type": "@id"},
    **{name: {"@type": XSD[name].value} for name in ("date", "dateTime", "decimal")},
}


def plain_json(
    query: SavedQuery, rows: Sequence[Sequence[str]], values: Mapping[str, str]
) -> Response:
    """Return rows as JSON: objects with what they are, a bare array of them, or arrays.

    ``_size`` rows at most from ``_offset`` on; the rest is behind the Link header's ``next``.
    """
    shape = request.args.get("_shape", SHAPES[0])
    if shape not in SHAPES:
        remedy = f"It is {', '.join(SHAPES)}."
        raise UsageError(f'"{shape}" is no shape', where="_shape", remedy=remedy)
    head, *all_rows = rows or [[]]
    size = max(1, min(number_of("_size", MOST, most=LARGEST), MOST))
    offset = number_of("_offset", 0, most=LARGEST)
    kinds = {column.name: column.type for column in query.columns}
    shown = [
        {name: typed_value(text, kinds.get(name, "")) for name, text in zip(head, row, strict=True)}
        for row in all_rows[offset : offset + size]
    ]
    following = offset + size if offset + size < len(all_rows) else None
    found: Any = {
        "objects": {"query": query.name, "version": query.version, "columns": head, "rows": shown,
                    "total": len(all_rows), "next": following},
        "array": shown,
        "arrays": [[*row.values()] for row in shown],
    }[shape]  # fmt: skip
    response = jsonify(found)
    if following is not None:
        kept = {**values, "_shape": shape, "_size": size, "_offset": following}
        url = address(f"/queries/{query.name}.json?{urlencode(kept)}")
        response.headers["Link"] = f'<{url}>; rel="next"'
    return response


def linked_json(
    query: SavedQuery, rows: Sequence[Sequence[str]], values: Mapping[str, str]
) -> Response:
    """Return rows as JSON-LD 1.1: each is a node, each column a property of the query's own."""
    head, *body = rows or [[]]
    kinds = {column.name: column.type for column in query.columns}
    space = address(f"/queries/{query.name}#")
    terms = {name: {"@id": space + name, **TYPES.get(kinds.get(name, ""), {})} for name in head}
    nodes = [
        {n: typed_value(text, kinds.get(n, "")) for n, text in zip(head, row, strict=True) if text}
        for row in body
    ]
    found = {"@context": {"@version": 1.1, **terms}, "@graph": nodes}
    text = json.dumps(found, ensure_ascii=False)
    return conditional(Response(text, content_type=media.JSONLD.media_type), "jsonld")


def typed_value(text: str, kind: str) -> Any:
    """Return a value of the type of its column; null where there is none."""
    return READERS.get(kind, str)(text) if text else None
