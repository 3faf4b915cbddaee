"""`hamkor freeze`: a static edition that any host of files serves."""

from pathlib import Path

import click

from ..console import say, show_progress
from ..freeze import freeze
from ..settings import Settings
from .store import use_store

__all__ = ["run_freeze"]


@click.command("freeze")
@click.argument("folder", type=click.Path(path_type=Path))
@click.pass_obj
def run_freeze(settings: Settings, folder: Path) -> None:
    """Write the whole site as files: pages in three languages, RDF, rows, pictures, embeds, search.

    Links are relative; SPARQL and editing stay with the running service (HAMKOR_PUBLIC_URL).

    Example: hamkor freeze public
    """
    with use_store(settings) as (store, iris), show_progress("freeze") as tell:
        count = freeze(store, iris, settings, folder, tell)
    say(f"{count:,} files in {folder}")
