"""`hamkor token`: who may write over HTTP."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from ..console import as_json, say
from ..errors import NotFound, UsageError
from ..settings import Settings
from ..sparql import term_of
from ..store import Ledger, Role, create_token, list_tokens, revoke_token

__all__ = ["token"]


@click.group("token")
def token() -> None:
    """Tokens for those who may write over HTTP: create, list, revoke.

    Example: hamkor token create --name registrar --role editor
    """


@contextmanager
def ledger(settings: Settings) -> Iterator[Ledger]:
    """Open the ledger of a store's folder; a running server may have it open too."""
    folder = Path(settings.store)
    if not (folder / "ledger.sqlite").exists():
        raise NotFound("there is no store in this folder", where=settings.store)
    found = Ledger(folder / "ledger.sqlite")
    try:
        yield found
    finally:
        found.close()


@token.command("create")
@click.option("--name", required=True, help="Whose it is; stands in the log of changes.")
@click.option("--role", type=click.Choice(list(Role.__members__)), required=True,
              help="What it allows; editors write.")  # fmt: skip
@click.option("--expires", default="", metavar="YYYY-MM-DD", help="The day on which it ends.")
@click.pass_obj
def run_token_create(settings: Settings, name: str, role: str, expires: str) -> None:
    """Print a new token, this once; only its hash is kept.

    Example: hamkor token create --name registrar --role editor
    """
    try:
        end = f"{term_of('date', expires).value}T00:00:00+00:00" if expires else ""
    except ValueError as error:
        raise UsageError(f'"{expires}" is not a date', where="--expires") from error
    with ledger(settings) as found:
        click.echo(create_token(found, name, role, end))


@token.command("list")
@click.option("--json", "json_out", is_flag=True, help="As JSON.")
@click.pass_obj
def run_token_list(settings: Settings, json_out: bool) -> None:
    """List the tokens, without their secrets.

    Example: hamkor token list
    """
    with ledger(settings) as found:
        rows = list_tokens(found)
    if json_out:
        as_json([row._asdict() for row in rows])
    for row in [] if json_out else rows:
        state = f"revoked {row.revoked}" if row.revoked else f"expires {row.expires or 'never'}"
        click.echo(f"{row.name}  {row.role}  created {row.created}  {state}")


@token.command("revoke")
@click.argument("name")
@click.pass_obj
def run_token_revoke(settings: Settings, name: str) -> None:
    """End a token at once.

    Example: hamkor token revoke registrar
    """
    with ledger(settings) as found:
        revoke_token(found, name)
    say(f"the token {name} is revoked")
