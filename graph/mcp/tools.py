"""Tools of assistants: SPARQL, search, a description, and every saved query of a running service.

They are made of `/openapi.json`: a saved query that is added there is a tool at the next list. An
answer has `LONGEST` characters at most, and says how to get the rest.
"""

import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any, NamedTuple

from jsonschema import Draft202012Validator, FormatChecker
from mcp import types

from ..errors import NotFound, QueryRefused, StoreUnreachable, TooLarge, UsageError
from ..text import shorten
from .pieces import piece_of_rows, piece_of_text

__all__ = ["JSON", "LONGEST", "ROOM", "TURTLE", "Json", "Service", "call", "tools"]

TIMEOUT_S = 60
#: Characters of an answer at most, of which `ROOM` are for its words about itself.
LONGEST, ROOM = 20_000, 500
#: Rows that may be asked for at once; an offset at most.
ROWS, FARTHEST = 1_000, 2**31
JSON, TURTLE = "application/json", "text/turtle"
Json = dict[str, Any]
TEXT: Json = {"type": "string", "minLength": 1}
OFFSET: Json = {
    "type": "integer", "minimum": 0, "maximum": FARTHEST, "default": 0,
    "description": "Where to begin: `next` of the answer before",
}  # fmt: skip
PAGING: Json = {
    "offset": OFFSET,
    "limit": {"type": "integer", "minimum": 1, "maximum": ROWS, "default": ROWS,
              "description": "Rows at most; fewer come where they are long"},
}  # fmt: skip
#: Every tool reads, and asks nothing but the register.
READS = types.ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)


class Tool(NamedTuple):
    """A tool of ours: title, what it does, its arguments beside paging, where its rows are."""

    title: str
    tells: str
    needed: Json
    rows: Sequence[str] = ()


#: Name -> what it is. Saved queries come beside these.
FIXED: Mapping[str, Tool] = {
    "sparql": Tool("Ask in SPARQL", "Ask a SPARQL 1.1 query (SELECT or ASK) of the register.",
                   {"query": TEXT}, ("results", "bindings")),
    "search": Tool("Search by name", "Find things of the register by a beginning of their names.",
                   {"text": TEXT}, ("result",)),
    "describe": Tool("Describe a thing", "Describe a thing in Turtle, by its IRI or kind/slug.",
                     {"thing": TEXT}),
}  # fmt: skip
#: Where the rows of a saved query are.
SAVED = ("rows",)


class Service(NamedTuple):
    """A running service, by its address."""

    url: str

    def get(self, path: str, accept: str = JSON, **values: str) -> str:
        """Return the text of an answer. Raises `QueryRefused` with the reason that it gives."""
        query = f"?{urllib.parse.urlencode(values)}" if values else ""
        return self.send(path + query, accept)

    def post(self, path: str, accept: str = JSON, **values: str) -> str:
        """Return the text of an answer to a form, which may be longer than an address."""
        return self.send(path, accept, urllib.parse.urlencode(values).encode())

    def send(self, path: str, accept: str, form: bytes | None = None) -> str:
        """Return the text of an answer. Raises `QueryRefused`, and `StoreUnreachable`."""
        address = f"{self.url.rstrip('/')}{path}"
        request = urllib.request.Request(address, form, {"Accept": accept})  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:  # noqa: S310
                return str(answer.read().decode("utf-8"))
        except urllib.error.HTTPError as error:
            with error:
                raise QueryRefused(reason(error.read())) from error
        except OSError as error:
            remedy = "Start it with `hamkor serve`, or say --url."
            raise StoreUnreachable(str(error), where=self.url, remedy=remedy) from error


def reason(body: bytes) -> str:
    """Return what a problem says (RFC 9457)."""
    try:
        return str(json.loads(body)["detail"])
    except (ValueError, KeyError, TypeError):
        return body.decode("utf-8", "replace")


def tools(service: Service) -> list[types.Tool]:
    """Return the tools: ours, and one for each saved query."""
    paths = json.loads(service.get("/openapi.json"))["paths"]
    saved = (item["get"] for path, item in paths.items() if path.startswith("/queries/"))
    return [*(fixed_tool(name, one) for name, one in FIXED.items()), *map(tool_of, saved)]


def fixed_tool(name: str, one: Tool) -> types.Tool:
    """Return one of our own tools; a description in Turtle is no structure."""
    paging = PAGING if one.rows else {"offset": OFFSET}
    return types.Tool(
        name=name, title=one.title, description=one.tells, annotations=READS,
        input_schema=schema({**one.needed, **paging}, [*one.needed]),
        output_schema=rows_schema(one.rows[:-1] or one.rows, needed=[]) if one.rows else None,
    )  # fmt: skip


def tool_of(operation: Json) -> types.Tool:
    """Return the tool of a saved query."""
    asked = [one for one in operation["parameters"] if one["in"] == "query"]
    properties = {
        one["name"]: {**one["schema"], "description": one["description"]} for one in asked
    }
    needed = [one["name"] for one in asked if one.get("required")]
    return types.Tool(
        name=operation["operationId"].replace("-", "_"), title=operation["summary"],
        description=operation["description"], annotations=READS,
        input_schema=schema({**PAGING, **properties}, needed),
        output_schema=rows_schema(SAVED, SAVED),
    )  # fmt: skip


def schema(properties: Json, needed: list[str]) -> Json:
    """Return the schema of arguments."""
    return {
        "type": "object", "properties": properties, "required": needed,
        "additionalProperties": False,
    }  # fmt: skip


def rows_schema(names: Sequence[str], needed: Sequence[str]) -> Json:
    """Return the schema of a structured answer: rows, how many there are, how to go on."""
    parts = {name: {"type": ["array", "object"]} for name in names}
    return {
        "type": "object", "required": [*needed],
        "properties": {**parts, "total": {"type": "integer"}, "next": {"type": ["integer", "null"]},
                       "note": {"type": "string"}},
    }  # fmt: skip


def call(service: Service, name: str, given: Mapping[str, Any]) -> tuple[str, Json | None]:
    """Return what a tool answers: its text, and its structure where it has rows.

    Raises `NotFound` for another tool, `UsageError` for arguments that its schema does not have,
    and what the service refuses.
    """
    known = {tool.name: tool for tool in tools(service)}
    if name not in known:
        near = get_close_matches(name, known, 3) or [*FIXED]
        raise NotFound("there is no such tool", where=shorten(name, 80),
                       remedy=f"Perhaps: {', '.join(near)}.")  # fmt: skip
    check_arguments(known[name].input_schema, given)
    values = {key: str(value) for key, value in given.items() if key not in PAGING}
    offset, limit = int(given.get("offset", 0)), int(given.get("limit", ROWS))
    if name == "describe":
        text = service.get(f"/{path_of(values['thing'])}.ttl", TURTLE)
        return text_piece(text, offset, "# {} Call again with offset={}."), None
    rows = FIXED[name].rows if name in FIXED else SAVED
    # The service itself pages through a saved query.
    begins = 0 if name in FIXED else offset
    paging = {} if name in FIXED else {"_offset": str(offset), "_size": str(limit)}
    answer = json.loads(fetch_rows(service, name, {**values, **paging}))
    found = page_of(answer, rows, begins, offset, limit)
    text = json.dumps(found, ensure_ascii=False)
    if len(text) > LONGEST:
        raise TooLarge("a row of the answer is too wide", remedy="Ask for fewer columns.",
                       limit=LONGEST)  # fmt: skip
    return text, found


def check_arguments(wanted: Json, given: Mapping[str, Any]) -> None:
    """Raise `UsageError` for arguments that break a schema, with what it takes."""
    checker = Draft202012Validator(wanted, format_checker=FormatChecker())
    wrong = next(iter(checker.iter_errors(dict(given))), None)
    if wrong is not None:
        takes = ", ".join(wanted["properties"]) or "no arguments"
        where = str(wrong.path[0]) if wrong.path else ""
        raise UsageError(shorten(wrong.message, 200), where=where, remedy=f"It takes: {takes}.")


def fetch_rows(service: Service, name: str, values: Mapping[str, str]) -> str:
    """Return the JSON that the service answers to a tool with rows."""
    if name == "sparql":
        return service.post("/sparql", "application/sparql-results+json", **values)
    if name == "search":
        return service.get("/reconcile/register/suggest/entity", prefix=values["text"])
    saved = urllib.parse.quote(name.replace("_", "-"), safe="")
    return service.get(f"/queries/{saved}.json", **{"_shape": "objects", **values})


def page_of(found: Json, rows: Sequence[str], begins: int, offset: int, limit: int) -> Json:
    """Return an answer with so many of its rows, `total`, `next` and a note how to go on.

    `begins` is the number of its first row. An answer without rows (ASK) is returned as it is.
    """
    *way, last = rows
    holder = found
    for step in way:
        holder = holder.get(step, {})
    if last not in holder:
        return found
    whole, holder[last] = holder[last], []
    total = int(found.get("total", len(whole)))
    room = LONGEST - ROOM - len(json.dumps(found, ensure_ascii=False))
    piece = piece_of_rows(whole, offset - begins, limit, max(room, 0))
    holder[last] = piece.content
    end = offset + len(piece.content)
    following = end if offset < end < total else None
    notes = ["A row was too long: its values end with \u2026."] if piece.is_shortened else []
    if following is not None:
        notes.append(
            f"These are rows {offset + 1} to {end} of {total}; "
            f"call again with offset={end} for the rest."
        )
    note = {"note": " ".join(notes)} if notes else {}
    return {**found, "total": total, "next": following, **note}


def text_piece(text: str, offset: int, note: str) -> str:
    """Return a part of a text; `note` says that it was cut and takes the next offset."""
    piece = piece_of_text(text, offset, LONGEST - ROOM)
    if piece.following is None:
        return str(piece.content)
    cut = f"Cut at character {piece.following} of {len(text)}."
    return f"{piece.content}\n{note.format(cut, piece.following)}"


def path_of(thing: str) -> str:
    """Return `kind/slug` of a thing."""
    end = thing.rpartition("/id/")[2].strip("/")
    return urllib.parse.quote("/".join(end.split("/")[-2:]))
