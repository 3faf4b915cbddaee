"""`hamkor mcp` as an assistant has it: a client of the protocol, our process on stdio, a real server."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
from mcp import ClientSession, StdioServerParameters, stdio_client
from serving import ROOT, Server

from graph.assistants import Service, called, tools
from graph.errors import QueryRefused, StoreUnreachable


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("mcp"), query_rows=5)
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
    assert named["agreements_ending"].input_schema["properties"].keys() == {"today", "until"}
    assert json.loads(rows.content[0].text)["rows"]
    assert wrong.is_error and "soon" in wrong.content[0].text
    assert refused.is_error and "SERVICE" in refused.content[0].text
    assert "owl:Class" in read.contents[0].text


def test_every_tool_answers_within_the_limits_of_http(server: Server) -> None:
    service = Service(server.url)
    found = json.loads(called(service, "sparql", {"query": "SELECT * { ?s ?p ?o }"}))
    assert len(found["results"]["bindings"]) == 5
    hits = json.loads(called(service, "search", {"text": "oxf"}))["result"]
    assert "organization/oxford-university" in {hit["id"] for hit in hits}
    for thing in ("organization/oxford-university", "http://x/id/organization/oxford-university"):
        assert "Oxford University" in called(service, "describe", {"thing": thing})
    for tool in tools(service):
        if not tool.input_schema["required"]:
            assert json.loads(called(service, tool.name, {}))["query"]
    with pytest.raises(QueryRefused):
        called(service, "sparql", {"query": "INSERT DATA { <urn:a> <urn:b> 1 }"})


def test_a_service_that_is_not_there_is_told() -> None:
    with pytest.raises(StoreUnreachable, match="hamkor serve"):
        tools(Service("http://127.0.0.1:9/"))
