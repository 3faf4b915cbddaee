"""`hamkor validate` and `rebase`: what concerns the register as a whole."""

import click

from ..console import as_json
from ..errors import NotOffered, StoreDamaged
from ..register import rebase, validate
from ..settings import Settings
from ..store import EmbeddedStore, Store
from .data import graph_node
from .store import use_store

__all__ = ["run_rebase", "run_validate"]


@click.command("validate")
@click.option("--files", is_flag=True, help="Read every file of the store instead; exit 3.")
@click.option("--json", "json_out", is_flag=True, help="As JSON.")
@click.pass_obj
def run_validate(settings: Settings, files: bool, json_out: bool) -> None:
    """Check every source's statements against the shapes; exit 1 where one does not hold.

    Example: hamkor validate
    """
    with use_store(settings) as (store, iris):
        if files:
            validate_files(store, json_out)
            return
        found = validate(store, iris)
    if json_out:
        as_json([{"focus": v.focus, "path": v.path, "messages": dict(v.messages)} for v in found])
    else:
        click.echo("\n".join(map(str, found)) or "every rule holds")
    if found:
        raise SystemExit(1)


def validate_files(store: Store, json_out: bool) -> None:
    """Name each file of a store that is not as it was written. Raises `StoreDamaged`."""
    if not isinstance(store, EmbeddedStore):
        raise NotOffered("a store behind HTTP has no files here")
    found = store.find_damage()
    if json_out:
        as_json(found)
    if found:
        remedy = "Restore the store from a backup."
        raise StoreDamaged("; ".join(found), remedy=remedy)
    if not json_out:
        click.echo("every file is as it was written")


@click.command("rebase")
@click.argument("iri")
@click.pass_obj
def run_rebase(settings: Settings, iri: str) -> None:
    """Give all things of the store a new base IRI.

    Example: hamkor rebase https://partners.example.edu/
    """
    with use_store(settings) as (store, iris):
        moved = rebase(store, iris.base, str(graph_node(iri).value))
    click.echo(f"{moved} quads moved from {iris.base} to {iri}")
