"""The command `hamkor`: results on stdout, everything else on stderr, exit codes 0 1 2 3."""

import importlib

import click

from .. import __version__
from ..console import exit_codes
from ..settings import Settings

__all__ = ["cli", "main"]

#: Command -> module and function.
COMMANDS = {
    "authority": ".authority:authority", "erase": ".internal:run_erase",
    "export": ".data:run_export", "freeze": ".freeze:run_freeze", "ingest": ".ingest:run_ingest",
    "internal": ".internal:internal", "link": ".link:link", "load": ".data:run_load",
    "match": ".authority:match", "mcp": ".mcp:mcp", "query": ".data:run_query",
    "rebase": ".register:run_rebase", "review": ".review:run_review", "serve": ".serve:run_serve",
    "source": ".source:source",
    "token": ".tokens:token", "translations": ".translations:run_translations",
    "update": ".data:run_update", "validate": ".register:run_validate",
}  # fmt: skip


class LazyGroup(click.Group):
    """A group that imports the module of a command when the command is used.

    All of them take 1.5 s, most of them a third of it (click's documentation, "Lazily Loading
    Subcommands").
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, None where there is none of that name."""
        module, _, function = COMMANDS.get(cmd_name, "").partition(":")
        if not module:
            return None
        command: click.Command = getattr(importlib.import_module(module, __package__), function)
        return command


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option("--store", metavar="DIR|URL", help="A folder, or http:// of a server or endpoint.")
@click.version_option(__version__, prog_name="hamkor")
@click.pass_context
def cli(context: click.Context, store: str | None) -> None:
    """Hamkor: partners, people, agreements and forms of cooperation as a checked graph.

    Example: hamkor ingest partners.txt, then hamkor serve
    """
    context.obj = Settings.load(store=store)


def main() -> None:
    """Run `hamkor`; refusals are one line on stderr and an exit code, never a traceback."""
    with exit_codes():
        cli(standalone_mode=False)
