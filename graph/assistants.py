"""Assistants: the saved queries, SPARQL and search as tools over the Model Context Protocol.

The server on stdio asks a running `hamkor serve` over HTTP, so that the guard and the limits of
HTTP hold for assistants too, and reads only. Its tools are made of `/openapi.json`: a saved query
that is added there is a tool at the next list.
"""

import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from typing import Any, NamedTuple

from mcp import types
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server

from . import __version__
from .errors import HamkorError, NotFound, QueryRefused, StoreUnreachable

__all__ = ["Service", "serve", "tools"]

TIMEOUT_S = 60
JSON, TURTLE = "application/json", "text/turtle"
Json = dict[str, Any]
TEXT: Json = {"type": "string"}
#: Name -> what it does, and its arguments (all needed). Saved queries come beside these.
FIXED: Mapping[str, tuple[str, Json]] = {
    "sparql": ("Ask a SPARQL 1.1 query (SELECT or ASK) of the register.", {"query": TEXT}),
    "search": ("Find things of the register by a beginning of their names.", {"text": TEXT}),
    "describe": ("Describe a thing in Turtle, by its IRI or kind/slug.", {"thing": TEXT}),
}
#: What may be read whole: path -> its title, its media type.
RESOURCES = {
    "/ontology.ttl": ("The ontology: classes and properties with their words", TURTLE),
    "/openapi.json": ("The service and its saved queries", JSON),
    "/.well-known/void": ("How much of what there is (VoID)", TURTLE),
}


class Service(NamedTuple):
    """A running service, by its address."""

    url: str

    def get(self, path: str, accept: str = JSON, **values: str) -> str:
        """Return the text of an answer. Raises `QueryRefused` with the reason that it gives."""
        address = f"{self.url.rstrip('/')}{path}"
        query = f"?{urllib.parse.urlencode(values)}" if values else ""
        request = urllib.request.Request(address + query, headers={"Accept": accept})  # noqa: S310
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
        return body.decode("utf-8", "replace")[:500]


def tools(service: Service) -> list[types.Tool]:
    """Return the tools: ours, and one for each saved query."""
    fixed = [
        types.Tool(name=name, description=tells, input_schema=schema(needed, [*needed]))
        for name, (tells, needed) in FIXED.items()
    ]
    paths = json.loads(service.get("/openapi.json"))["paths"]
    saved = (item["get"] for path, item in paths.items() if path.startswith("/queries/"))
    return [*fixed, *map(tool_of, saved)]


def tool_of(operation: Json) -> types.Tool:
    """Return the tool of a saved query."""
    asked = [one for one in operation["parameters"] if one["in"] == "query"]
    properties = {
        one["name"]: {**one["schema"], "description": one["description"]} for one in asked
    }
    needed = [one["name"] for one in asked if one.get("required")]
    return types.Tool(
        name=operation["operationId"].replace("-", "_"), title=operation["summary"],
        description=operation["description"], input_schema=schema(properties, needed),
    )  # fmt: skip


def schema(properties: Json, needed: list[str]) -> Json:
    """Return the schema of arguments."""
    return {
        "type": "object", "properties": properties, "required": needed,
        "additionalProperties": False,
    }  # fmt: skip


def called(service: Service, name: str, given: Mapping[str, Any]) -> str:
    """Return what a tool answers, as text. Raises `HamkorError`."""
    values = {key: str(value) for key, value in given.items()}
    if name == "sparql":
        accept = "application/sparql-results+json"
        return service.get("/sparql", accept, query=values.get("query", ""))
    if name == "search":
        path = "/reconcile/register/suggest/entity"
        return service.get(path, prefix=values.get("text", ""))
    if name == "describe":
        return service.get(f"/{path_of(service, values.get('thing', ''))}.ttl", TURTLE)
    saved = urllib.parse.quote(name.replace("_", "-"), safe="")
    return service.get(f"/queries/{saved}.json", _shape="objects", **values)


def path_of(service: Service, thing: str) -> str:
    """Return `kind/slug` of a thing."""
    end = thing.rpartition("/id/")[2].strip("/")
    return urllib.parse.quote("/".join(end.split("/")[-2:]))


class Handlers:
    """What the protocol asks, answered by a service."""

    def __init__(self, service: Service) -> None:
        """Answer from a service."""
        self._service, self._root = service, service.url.rstrip("/")

    async def list_tools(self, _: Any, __: Any) -> types.ListToolsResult:
        """List the tools, as the service has them now."""
        return types.ListToolsResult(tools=tools(self._service))

    async def call_tool(self, _: Any, asked: types.CallToolRequestParams) -> types.CallToolResult:
        """Call a tool; what is refused is told to the assistant."""
        try:
            text, failed = called(self._service, asked.name, asked.arguments or {}), False
        except HamkorError as error:
            text, failed = str(error), True
        content = types.TextContent(type="text", text=text)
        return types.CallToolResult(content=[content], is_error=failed)

    async def list_resources(self, _: Any, __: Any) -> types.ListResourcesResult:
        """List what may be read whole."""
        found = [
            types.Resource(name=path, title=title, uri=self._root + path, mime_type=kind)
            for path, (title, kind) in RESOURCES.items()
        ]
        return types.ListResourcesResult(resources=found)

    async def read_resource(
        self, _: Any, asked: types.ReadResourceRequestParams
    ) -> types.ReadResourceResult:
        """Read one of them. Raises `NotFound` for another address."""
        path = str(asked.uri).removeprefix(self._root)
        if path not in RESOURCES:
            raise NotFound("there is no such resource", where=str(asked.uri))
        kind = RESOURCES[path][1]
        content = types.TextResourceContents(
            uri=asked.uri, mime_type=kind, text=self._service.get(path, kind)
        )
        return types.ReadResourceResult(contents=[content])


def serve_over(service: Service) -> Server[Any]:
    """Return the MCP server over a service."""
    found = Handlers(service)
    return Server(
        "hamkor", version=__version__, on_list_tools=found.list_tools, on_call_tool=found.call_tool,
        on_list_resources=found.list_resources, on_read_resource=found.read_resource,
    )  # fmt: skip


async def serve(service: Service) -> None:
    """Serve on stdin and stdout until the client goes."""
    server = serve_over(service)
    async with stdio_server() as (read, write):
        await server.run(read, write, server.create_initialization_options())
