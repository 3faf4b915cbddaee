"""`hamkor source`: the sources of the register."""

import click

from ..console import as_json
from ..ingest import list_sources, remove_source, show_source
from ..link.identity import Register
from ..settings import Settings
from .store import use_store

__all__ = ["source"]


@click.group("source")
def source() -> None:
    """Sources: list, show, remove.

    Example: hamkor source list
    """


@source.command("list")
@click.option("--json", "json_out", is_flag=True, help="As JSON.")
@click.pass_obj
def run_source_list(settings: Settings, json_out: bool) -> None:
    """List the sources.

    Example: hamkor source list --json
    """
    with use_store(settings) as (store, iris):
        rows = list_sources(store, iris)
    if json_out:
        as_json(rows)
    for row in [] if json_out else rows:
        click.echo(f"{row['slug']}  {row['file']}  {row['sha256'][:12]}  {row['title']}")


@source.command("show")
@click.argument("slug")
@click.pass_obj
def run_source_show(settings: Settings, slug: str) -> None:
    """Show one source.

    Example: hamkor source show department-relations
    """
    with use_store(settings) as (store, iris):
        for name, value in show_source(store, iris, slug).items():
            click.echo(f"{name}: {value}")


@source.command("remove")
@click.argument("slug")
@click.pass_obj
def run_source_remove(settings: Settings, slug: str) -> None:
    """Remove what a source states; its document stays as evidence.

    Example: hamkor source remove department-relations
    """
    with use_store(settings) as (store, iris):
        removed = remove_source(store, iris, slug)
        Register(store, iris).save(f"identities after removing {slug}")
    as_json(removed)
