"""`hamkor ingest`: files into the register."""

import gc
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from ..console import Tell, as_json, say, show_progress
from ..errors import HamkorError, ShapeViolation, SourceRefused, UsageError
from ..ingest import Options, Progress, ingest_file
from ..link.identity import Register
from ..register import ensure_vocabulary
from ..settings import Settings
from .recognize import recognizer_of
from .store import use_store

__all__ = ["run_ingest"]


#: Terms between two collections: millions are made, none in a cycle, and all are kept to the end.
TERMS = 500_000


@click.command("ingest")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--source", default="", help="Name of the source (a slug); default: the file's stem.")
@click.option("--institution", default="", help="Whose units and persons these are (a slug).")
@click.option("--url", default="", help="Where the file was published.")
@click.option("--retrieved", default="", metavar="YYYY-MM-DD", help="When it was fetched.")
@click.option("--published-by", default="", help="Who published it, in words.")
@click.option(
    "--column", multiple=True, metavar="TITLE=FIELD",
    help="What a column states, e.g. \"Valid Until=until\"; remembered for the source.",
)  # fmt: skip
@click.option(
    "--mapping", type=click.Path(path_type=Path, dir_okay=False), help="Such choices in TOML."
)
@click.option("--columns-of", default="", metavar="SOURCE", help="Take over another's choices.")
@click.option(
    "--mapping-out", type=click.Path(path_type=Path, dir_okay=False),
    help="Write what was understood: TOML, or CSVW metadata (.json).",
)  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Report all, write nothing.")
@click.option("--json", "json_out", is_flag=True, help="Report as JSON.")
@click.pass_obj
def run_ingest(
    settings: Settings, /, files: tuple[Path, ...], json_out: bool, **given: Any
) -> None:
    """Convert source files and replace what they said before.

    What contradicts itself is kept as words and reported as a problem; the exit code is then 1.

    Example: hamkor ingest partners.txt --institution tashkent --dry-run
    """
    if given["source"] and len(files) > 1:
        raise UsageError("--source names one file", remedy="Call once for each file.")
    gc.set_threshold(TERMS)
    options = Options(**given)
    problems, refusals = 0, list[HamkorError]()
    recognize = recognizer_of(settings)
    with use_store(settings) as (store, iris), show_progress("ingest") as tell:
        if not options.dry_run:
            ensure_vocabulary(store, iris)
        for number, path in enumerate(files):
            try:
                move = part_of(tell, path, number, files)
                report = ingest_file(store, iris, path, options, move, recognize)
            except (SourceRefused, ShapeViolation) as error:
                if len(files) == 1:
                    raise
                say(f"hamkor: error: {error}")
                refusals.append(error)
                continue
            if not options.dry_run:
                Register(store, iris).save(f"identities after {path.name}")
            as_json(report.as_dict()) if json_out else click.echo("\n".join(report.lines()))
            problems += len(report.problems)
    if refusals:
        say(f"hamkor: {len(refusals)} of {len(files)} files were refused; the others were read")
    if problems:
        say(f"hamkor: {problems} contradictions were left unread; all else was read")
    if refusals or problems:
        raise SystemExit(refusals[0].exit_code if refusals else 1)


def part_of(tell: Tell | None, path: Path, number: int, files: Sequence[Path]) -> Progress | None:
    """Return what moves the bar of all files by the steps of one."""
    if tell is None:
        return None

    def move(step: str, done: int, total: int) -> None:
        tell(f"{path.name}: {step}", number * total + done, len(files) * total)

    return move
