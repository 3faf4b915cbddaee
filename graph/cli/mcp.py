"""`hamkor mcp`: the register for assistants, over the Model Context Protocol on stdio."""

import asyncio
import importlib
import importlib.util

import click

from ..errors import NotOffered
from ..settings import Settings

__all__ = ["mcp"]

IS_INSTALLED = importlib.util.find_spec("mcp") is not None


@click.command("mcp")
@click.option("--url", default="", help="Where the service answers; default: HAMKOR_PUBLIC_URL.")
@click.pass_obj
def mcp(settings: Settings, url: str) -> None:
    """Offer SPARQL, search and the saved queries as tools, on stdin and stdout; reading only.

    It asks a running `hamkor serve`, with its guard and limits.

    Example: hamkor mcp --url http://127.0.0.1:8000/
    """
    if not IS_INSTALLED:
        remedy = "Install it: python -m pip install mcp."
        raise NotOffered("the package mcp is not installed", remedy=remedy)
    # The package takes half a second to import, and may be missing.
    room = importlib.import_module("graph.mcp")
    address = url or settings.public_url or f"http://{settings.host}:{settings.port}/"
    asyncio.run(room.serve(room.Service(address)))
