"""`hamkor mcp` as an assistant has it: a client of the protocol, our process on stdio, a real server."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
from mcp import ClientSession, StdioServerParameters, stdio_client
from serving import ROOT, Server

from graph.mcp.tools import LONGEST

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("mcp"), query_rows=5_000)
    yield running
    assert running.stop() == 0


def talk(server: Server, say: Callable[[ClientSession], Awaitable[Any]]) -> Any:
    async def session() -> Any:
        command = StdioServerParameters(
            command=sys.executable, args=["-m", "graph.cli", "mcp", "--url", server.url],
            env={**server.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        async with stdio_client(command) as (read, write), ClientSession(read, write) as client:
            await client.initialize()
            return await say(client)

    return asyncio.run(session())


def test_an_assistant_lists_and_calls_the_tools(server: Server) -> None:
    async def say(client: ClientSession) -> Any:
        listed = await client.list_tools()
        rows = await client.call_tool("partners_by_country", {})
        wrong = await client.call_tool("agreements_in_force", {"day": "soon"})
        refused = await client.call_tool(
            "sparql", {"query": "SELECT * { SERVICE <http://x/> { } }"}
        )
        resources = await client.list_resources()
        read = await client.read_resource(resources.resources[0].uri)
        return listed, rows, wrong, refused, read

    listed, rows, wrong, refused, read = talk(server, say)
    named = {tool.name: tool for tool in listed.tools}
    assert {"sparql", "search", "describe", "partners_by_country"} <= named.keys()
    asked = named["agreements_ending"].input_schema["properties"].keys()
    assert asked == {"today", "until", "offset", "limit"}
    assert json.loads(rows.content[0].text)["rows"]
    assert rows.structured_content == json.loads(rows.content[0].text)
    for tool in listed.tools:
        hints = tool.annotations
        assert tool.title
        assert (hints.read_only_hint, hints.destructive_hint) == (True, False)
        assert (hints.idempotent_hint, hints.open_world_hint) == (True, False)
    assert wrong.is_error and "soon" in wrong.content[0].text
    assert refused.is_error and "SERVICE" in refused.content[0].text
    assert "owl:Class" in read.contents[0].text


def test_what_is_read_is_cut_and_the_rest_can_be_read(server: Server) -> None:
    async def say(client: ClientSession) -> Any:
        texts: dict[str, str] = {}
        for resource in (await client.list_resources()).resources:
            uri, whole = str(resource.uri), ""
            while uri:
                part, *more = (await client.read_resource(uri)).contents
                assert len(part.text) <= LONGEST
                whole += part.text
                uri = str(more[0].uri) if more else ""
                assert not more or uri in more[0].text
            texts[str(resource.uri)] = whole
        return texts

    for uri, whole in talk(server, say).items():
        if uri.endswith(".ttl"):
            assert whole.encode() == server.get("ontology.ttl")
        assert len(whole) > 1_000


def test_arguments_that_no_schema_has_are_refused_over_the_protocol(server: Server) -> None:
    async def say(client: ClientSession) -> Any:
        wrong = [
            ("search", {"text": "ox", "deep": True}),
            ("nothing", {}),
            ("sparql", {"query": 5}),
        ]
        return [await client.call_tool(name, given) for name, given in wrong]

    for answer, words in zip(
        talk(server, say), ("deep", "no such tool", "not of type"), strict=True
    ):
        assert answer.is_error
        assert words in answer.content[0].text
