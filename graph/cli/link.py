"""`hamkor link`: which outside record a partner is, proposed by the matcher, decided by people."""

from pathlib import Path

import click

from ..console import say, show_progress
from ..errors import SourceRefused
from ..link import SCHEMES, Identifier
from ..link.authority import BEFORE, Index
from ..link.identity import (
    SCHEME,
    Register,
    Status,
    as_tsv,
    import_tsv,
    mirror_records,
    propose_candidates,
    propose_changes,
)
from ..link.match import Matcher
from ..settings import Settings
from .store import use_store

__all__ = ["link"]

reviewer = click.option("--reviewer", required=True, help="The role of who decides; it is kept.")
note = click.option("--note", default="", help="Why, in words.")


@click.group("link")
def link() -> None:
    """Identities: suggest candidates, decide about them, take them to a spreadsheet and back.

    Example: hamkor link suggest, then hamkor link export > identities.tsv
    """


@link.command("suggest")
@click.option("--dry-run", is_flag=True, help="Tell what would be proposed; write nothing.")
@click.pass_obj
def run_suggest(settings: Settings, dry_run: bool) -> None:
    """Propose records of ROR for every organisation without a decision.

    What was rejected is not proposed again; nothing is decided here.

    Example: hamkor link suggest
    """
    matcher = Matcher(Index(Path(settings.authorities) / SCHEME))
    with use_store(settings) as (store, iris):
        register = Register(store, iris)
        with show_progress("link") as tell:
            found = propose_candidates(store, register, matcher, tell)
        if not dry_run:
            register.save("link suggest", "matcher")
            mirror_records(store, iris, matcher.index, register.ids(SCHEME))
    for one in found:
        candidates = [] if one.match.verdict == "none" else one.match.candidates[:1]
        told = "".join(f"  {first.probability:4.0%} {first.name}" for first in candidates)
        click.echo(f"{one.match.verdict:5}  {register.names[one.thing]}{told}")
    say(f"{sum(len(one.new) for one in found)} candidates for {len(found)} organisations")


def decision(verb: str, status: Status, does: str) -> None:
    """Add the command of a decision."""

    @link.command(verb, help=f"{does}\n\nExample: hamkor link {verb} chicago-university "
                             "https://ror.org/024mw5h28 --reviewer 'data steward'")  # fmt: skip
    @click.argument("thing")
    @click.argument("identifier")
    @reviewer
    @note
    @click.pass_obj
    def run(settings: Settings, thing: str, identifier: str, reviewer: str, note: str) -> None:
        which = Identifier.parse(identifier)
        with use_store(settings) as (store, iris):
            register = Register(store, iris)
            one = register.decide(thing, which, status, reviewer, note=note)
            register.save(f"link {verb}", reviewer)
        say(f"{register.names[one.thing]}: {which.iri} is {status.word}")


for verb, status, does in (
    ("accept", Status.ACCEPTED, "Accept that a thing is what an identifier names."),
    ("reject", Status.REJECTED, "Reject that a thing is what an identifier names."),
    ("withdraw", Status.WITHDRAWN, "Withdraw what was accepted."),
    ("reopen", Status.CANDIDATE, "Take a decision back: the pair is a candidate again."),
):
    decision(verb, status, does)


@link.command("none")
@click.argument("thing")
@click.option("--scheme", type=click.Choice(list(SCHEMES)), default=SCHEME, show_default=True)
@reviewer
@note
@click.pass_obj
def run_none(settings: Settings, thing: str, scheme: str, reviewer: str, note: str) -> None:
    """Record that a thing has no identifier in a scheme; its candidates are rejected.

    Example: hamkor link none mmm-energy --reviewer 'data steward'
    """
    with use_store(settings) as (store, iris):
        register = Register(store, iris)
        found = register.find_none(thing, scheme, reviewer, note=note)
        register.save("link none", reviewer)
    say(f"{register.names[found.thing]}: no identifier in {SCHEMES[scheme].label}")


@link.command("watch")
@click.pass_obj
def run_watch(settings: Settings) -> None:
    """Look up every accepted record in the newest release of ROR; propose what changed.

    Nothing that was decided is changed: a person looks at each proposal.

    Example: hamkor authority update ror v2.10-ror-data.zip, then hamkor link watch
    """
    folder = Path(settings.authorities) / SCHEME
    old, new = Index(folder.with_name(f"{folder.name}{BEFORE}")), Index(folder)
    with use_store(settings) as (store, iris):
        register = Register(store, iris)
        found = propose_changes(register, old, new)
        register.save("link watch", "link watch")
    for one in found:
        click.echo(f"{register.short_name(one.thing)}  {one.identifier.iri}  {one.words}")
    say(f"{len(found)} proposals ({old.release['release']} → {new.release['release']})")


@link.command("export")
@click.pass_obj
def run_export(settings: Settings) -> None:
    """Write all proposals and decisions as a table (tab-separated) to stdout.

    Example: hamkor link export > identities.tsv
    """
    with use_store(settings) as (store, iris):
        click.echo(as_tsv(Register(store, iris)), nl=False)


@link.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--reviewer", default="", help="The role of who decides, for lines without one.")
@click.pass_obj
def run_import(settings: Settings, file: Path, reviewer: str) -> None:
    """Take over a table that `hamkor link export` wrote and a person changed; all or nothing.

    A status is candidate, accepted, rejected, withdrawn or none.

    Example: hamkor link import identities.tsv --reviewer 'data steward'
    """
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceRefused(f"cannot be read ({error})", where=file.name) from error
    with use_store(settings) as (store, iris):
        register = Register(store, iris)
        changed = import_tsv(register, text, reviewer, file.name)
        register.save(f"link import {file.name}", reviewer)
    say(f"{changed} lines changed something")
