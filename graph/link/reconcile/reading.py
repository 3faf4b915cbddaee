"""Reading JSON of untrusted clients: each error names its place."""

import json
from typing import Any

from ...errors import TooLarge, UsageError
from .entities import BATCH, DEFAULT_LIMIT, MOST

__all__ = [
    "LONGEST",
    "each",
    "limit_of",
    "list_of",
    "object_of",
    "parse_json",
    "require_text",
    "values_of",
]

#: Characters of a name; a longer text names nothing.
LONGEST = 2000


def parse_json(text: str, where: str) -> Any:
    """Return the value of a JSON text. Raises `UsageError`."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"not JSON: {error}", where=where) from error


def object_of(value: object, where: str) -> dict[str, Any]:
    """Return a value that must be an object."""
    if not isinstance(value, dict):
        raise UsageError("an object was expected", where=where)
    return value


def list_of(value: object, where: str) -> list[Any]:
    """Return a value that must be a list, of no more than a batch."""
    if not isinstance(value, list):
        raise UsageError("a list was expected", where=where)
    if len(value) > BATCH:
        raise TooLarge(f"a request may have {BATCH} of these", where=where, limit=BATCH)
    return value


def require_text(value: object, where: str) -> str:
    """Return a value that must be a text."""
    if not isinstance(value, str):
        raise UsageError("a text was expected", where=where)
    if len(value) > LONGEST:
        raise UsageError(f"a text may have {LONGEST} characters", where=where)
    return value.replace("\x00", " ")


def limit_of(value: object, where: str) -> int:
    """Return how many candidates are asked for, at most `MOST`."""
    if value is None:
        return DEFAULT_LIMIT
    if isinstance(value, bool) or not isinstance(value, int | float) or not value >= 1:
        raise UsageError("a number from 1 was expected", where=where)
    return int(min(value, MOST))


def each(value: object, where: str) -> list[Any]:
    """Return a value, or the values of a list, as a list."""
    return list_of(value, where) if isinstance(value, list) else [value]


def values_of(value: object, where: str) -> tuple[str, ...]:
    """Return the texts of property values: of an entity its id, of others how they are written."""
    return tuple(one_value(one, where) for one in each(value, where))


def one_value(value: object, where: str) -> str:
    """Return the text of one property value."""
    if isinstance(value, dict):
        return require_text(value.get("id"), f"{where}.id")
    if isinstance(value, bool | int | float):
        return str(value).lower() if isinstance(value, bool) else f"{value:g}"
    return require_text(value, where)
