"""Assistants: the register over the Model Context Protocol, on stdin and stdout.

The server asks a running `hamkor serve` over HTTP, so that the guard and the limits of HTTP hold
for assistants too, and reads only.
"""

from typing import Any

from mcp import types
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server

from .. import __version__
from ..errors import HamkorError, NotFound
from ..text import shorten
from .pieces import piece_of_text
from .tools import JSON, LONGEST, ROOM, TURTLE, Json, Service, call, tools

__all__ = ["serve"]

#: Characters of a refusal at most.
REASON = 1_000
#: What may be read whole: path -> its title, its media type.
RESOURCES = {
    "/ontology.ttl": ("The ontology: classes and properties with their words", TURTLE),
    "/openapi.json": ("The service and its saved queries", JSON),
    "/.well-known/void": ("How much of what there is (VoID)", TURTLE),
}


class Handlers:
    """What the protocol asks, answered by a service."""

    def __init__(self, service: Service) -> None:
        """Answer from a service."""
        self._service, self._root = service, service.url.rstrip("/")

    async def list_tools(self, _: Any, __: Any) -> types.ListToolsResult:
        """List the tools, as the service has them now."""
        return types.ListToolsResult(tools=tools(self._service))

    async def call_tool(self, _: Any, asked: types.CallToolRequestParams) -> types.CallToolResult:
        """Call a tool; a refusal is an answer with isError."""
        found: Json | None = None
        try:
            (text, found), failed = call(self._service, asked.name, asked.arguments or {}), False
        except HamkorError as error:
            text, failed = shorten(str(error), REASON), True
        content = types.TextContent(type="text", text=text)
        return types.CallToolResult(content=[content], structured_content=found, is_error=failed)

    async def list_resources(self, _: Any, __: Any) -> types.ListResourcesResult:
        """List what may be read."""
        found = [
            types.Resource(name=path, title=title, uri=self._root + path, mime_type=kind)
            for path, (title, kind) in RESOURCES.items()
        ]
        return types.ListResourcesResult(resources=found)

    async def read_resource(
        self, _: Any, asked: types.ReadResourceRequestParams
    ) -> types.ReadResourceResult:
        """Read one of them, from ``?offset=`` on. Raises `NotFound` for another address."""
        path, _mark, query = str(asked.uri).removeprefix(self._root).partition("?")
        offset = query.removeprefix("offset=")
        if path not in RESOURCES or (query and not (offset.isascii() and offset.isdecimal())):
            raise NotFound("there is no such resource", where=shorten(str(asked.uri), 200))
        kind = RESOURCES[path][1]
        text = self._service.get(path, kind)
        piece = piece_of_text(text, int(offset[:12] or 0), LONGEST - ROOM)
        parts = [(str(asked.uri), kind, str(piece.content))]
        if piece.following is not None:
            after = f"{self._root}{path}?offset={piece.following}"
            cut = f"Cut at character {piece.following} of {len(text)}. Read {after} for the rest."
            parts.append((after, "text/plain", cut))
        return types.ReadResourceResult(
            contents=[
                types.TextResourceContents(uri=uri, mime_type=form, text=words)
                for uri, form, words in parts
            ]
        )


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
