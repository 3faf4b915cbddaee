"""`hamkor review`: verdicts on what the sentences of a source seem to name."""

from pathlib import Path

import click

from ..console import as_json, say
from ..errors import UsageError
from ..ingest import Decision, OpenProposal, decide, list_open, read_table, write_table
from ..link.identity import Register
from ..settings import Settings
from .recognize import recognizer_of
from .store import use_store

__all__ = ["run_review"]

#: Key -> verdict; "s" leaves a proposal open, "q" ends.
KEYS = {"a": "accept", "m": "mend", "r": "reject", "n": "never", "s": "", "q": ""}


@click.command("review")
@click.argument("source")
@click.option("--list", "list_out", is_flag=True, help="List what is open; ask nothing.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False),
              help="Write what is open as a table (CSV) for a spreadsheet.")  # fmt: skip
@click.option("--in", "table", type=click.Path(path_type=Path, exists=True, dir_okay=False),
              help="Take over the verdicts of such a table.")  # fmt: skip
@click.option("--unit", default="", help="The unit that the sentences mean, as a table names it.")
@click.option("--reviewer", default="", help="The role of who decides; it is kept.")
@click.option("--json", "json_out", is_flag=True, help="List as JSON.")
@click.pass_obj
def run_review(
    settings: Settings, source: str, list_out: bool, out: Path | None, table: Path | None,
    unit: str, reviewer: str, json_out: bool,
) -> None:  # fmt: skip
    """Decide on the names that the sentences of a source seem to state.

    Nothing of a sentence is stated before. What is accepted becomes a partner of the unit, what is
    rejected is not asked again; "never" holds for the same words in every source.

    Example: hamkor review partners --reviewer "head of department"
    """
    with use_store(settings) as (store, iris):
        recognize = recognizer_of(settings)
        found = list_open(store, iris, source, recognize)
        if json_out:
            as_json([one._asdict() for one in found])
        elif list_out:
            click.echo("\n".join(map(describe, found)) or "nothing is open")
        if out is not None:
            out.write_text(write_table(found), encoding="utf-8-sig", newline="")
            say(f"hamkor: {len(found)} proposals in {out.name}: fill verdict and name")
        if json_out or list_out or out is not None:
            return
        if not reviewer:
            remedy = 'Write e.g. --reviewer "head of department".'
            raise UsageError("who decides is not said", where="--reviewer", remedy=remedy)
        decisions = read_file(table) if table is not None else ask_all(found)
        if not decisions:
            say("hamkor: nothing was decided")
            return
        report = decide(store, iris, source, decisions, reviewer, unit, recognize)
        Register(store, iris).save(f"identities after review of {source}")
        click.echo("\n".join(report.lines()))


def read_file(path: Path) -> list[Decision]:
    """Return the decisions of a table."""
    return read_table(path.read_text(encoding="utf-8-sig"), path.name)


def ask_all(proposals: list[OpenProposal]) -> list[Decision]:
    """Ask about one proposal after the other; "q" keeps the verdicts that were given."""
    decisions = list[Decision]()
    for number, one in enumerate(proposals, 1):
        click.echo(f"\n{number} of {len(proposals)}: {describe(one)}\n  {mark(one)}")
        key = click.prompt(
            "[a]ccept [m]end [r]eject [n]ever [s]kip [q]uit",
            type=click.Choice(list(KEYS)), show_choices=False, default="s",
        )  # fmt: skip
        if key == "q":
            break
        name = click.prompt("The name", default=one.record or None) if key == "m" else ""
        if KEYS[key]:
            decisions.append(Decision(one.id, KEYS[key], name))
    return decisions


def describe(one: OpenProposal) -> str:
    """Return a proposal in one line."""
    country = f", {one.country}" if one.country else ""
    record = f" ~ {one.record} ({one.confidence:.0%})" if one.record else ""
    return f"{one.kind}: {one.quote.exact}{record}{country} (line {one.line})"


def mark(one: OpenProposal) -> str:
    """Return the sentence with its words marked."""
    words = one.quote.exact
    return one.sentence.replace(words, click.style(words, bold=True), 1)
