"""`hamkor serve`."""

from dataclasses import replace

import click

from ..console import say
from ..serve import run
from ..settings import Settings

__all__ = ["run_serve"]


@click.command("serve")
@click.option("--host", help="The address to listen on.")
@click.option("--port", type=int, help="The port; 0 takes a free one.")
@click.option("--with-register", is_flag=True, help="Load the shipped register if there is none.")
@click.pass_obj
def run_serve(settings: Settings, host: str | None, port: int | None, with_register: bool) -> None:
    """Serve pages, SPARQL and linked data until Ctrl-C.

    Example: hamkor serve --port 8080
    """
    given = {"host": host, "port": port}
    chosen = replace(settings, **{k: v for k, v in given.items() if v is not None})  # type: ignore[arg-type]
    run(chosen, with_register, say)
