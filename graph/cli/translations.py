"""`hamkor translations`: what is not translated yet."""

import click

from ..console import as_json, say
from ..web import find_missing

__all__ = ["run_translations"]


@click.command("translations")
@click.option("--json", "json_out", is_flag=True, help="As JSON.")
def run_translations(json_out: bool) -> None:
    """List what pages, terms and saved queries lack in Uzbek or Russian; exit 1 where any does.

    Example: hamkor translations --json
    """
    found = [*find_missing()]
    if json_out:
        as_json([one._asdict() for one in found])
    for one in [] if json_out else found:
        click.echo(f"{one.language}\t{one.where}\t{one.text}")
    if found:
        raise click.exceptions.Exit(1)
    say("Nothing is missing.")
