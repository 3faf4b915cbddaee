"""`hamkor authority` and `hamkor match`: the identifiers of the world, read, and looked up."""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

import click

from ..console import Tell, say, show_progress
from ..errors import SourceRefused, UsageError
from ..link import Identifier
from ..link.authority import (
    AUTHORITIES,
    BEFORE,
    ZENODO,
    Index,
    Organization,
    add_aliases,
    build_index,
    fetch,
)
from ..link.identity import Register, compare_release, load_all, mirror_all
from ..link.match import Match, Matcher, Question
from ..settings import Settings
from .store import use_store

__all__ = ["authority", "match"]

HINTS = ("country", "city", "domain")
STEP = 5000


@click.group("authority")
def authority() -> None:
    """Authorities: the registers of identifiers that partners are linked to.

    Example: hamkor authority update ror v2.9-ror-data.zip
    """


@authority.command("update")
@click.argument("name", type=click.Choice(list(AUTHORITIES)))
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--download", is_flag=False, flag_value=ZENODO, default="", metavar="[URL]",
              help="Fetch the newest dump from Zenodo first.")  # fmt: skip
@click.option("--release", default="", help="The release; default: what the file's name tells.")
@click.pass_obj
def run_update(
    settings: Settings, name: str, file: Path | None, download: str, release: str
) -> None:
    """Read an authority's data dump and build its index; the old one stays until it is whole.

    Example: hamkor authority update ror v2.9-ror-data.zip
    """
    source = AUTHORITIES[name]
    if bool(file) == bool(download):
        raise UsageError("give a file, or --download")
    if file is None:
        with show_progress(name) as tell:
            file = fetch(Path(settings.authorities), download, tell)
    about = {
        "authority": name, "release": release or source.release_of(file), "licence": source.licence,
        "read": datetime.now(UTC).isoformat(timespec="seconds"), "file": file.name,
    }  # fmt: skip
    with show_progress(name) as tell:
        count = build_index(
            Path(settings.authorities) / name,
            add_aliases(count_records(source.read_dump(file), tell)),
            about,
        )
    say(f"{name} {about['release'] or '(release unknown)'}: {count:,} organisations")


def count_records(records: Iterable[Organization], tell: Tell | None) -> Iterator[Organization]:
    """Pass records on, and tell how many there were."""
    for number, record in enumerate(records):
        if tell and number % STEP == 0:
            tell(f"{number:,} read", number, None)
        yield record


@authority.command("diff")
@click.argument("name", type=click.Choice(list(AUTHORITIES)))
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.pass_obj
def run_diff(settings: Settings, name: str, file: Path | None) -> None:
    """Tell what a release changed: a file and what is here, or what is here and the one before.

    Example: hamkor authority diff ror v2.10-ror-data.zip
    """
    here = Index(Path(settings.authorities) / name)
    if file is None:
        old = Index(Path(settings.authorities) / f"{name}{BEFORE}")
        records: Iterable[Organization] = map(here.organization, range(len(here)))
    else:
        old, records = here, AUTHORITIES[name].read_dump(file)
    counts = Counter[str]()
    with show_progress(name) as tell:
        for id_, change in compare_release(old, count_records(records, tell)):
            counts[change.kind] += 1
            click.echo(f"{change.kind}\t{Identifier(name, id_).iri}\t{change.was}\t{change.now}")
    say(", ".join(f"{count:,} {kind}" for kind, count in sorted(counts.items())) or "no difference")


@authority.command("mirror")
@click.argument("name", type=click.Choice(list(AUTHORITIES)))
@click.option("--all", "is_all", is_flag=True, help="Every record (minutes, gigabytes of RDF).")
@click.pass_obj
def run_mirror(settings: Settings, name: str, is_all: bool) -> None:
    """Put the records of the partners' candidates into the store, for SERVICE <…/mirror/ror>.

    Example: hamkor authority mirror ror
    """
    index = Index(Path(settings.authorities) / name)
    with use_store(settings) as (store, iris):
        ids = Register(store, iris).ids(name)
        count = load_all(store, iris, index) if is_all else mirror_all(store, iris, index, ids)
        say(f"{count:,} records in {iris.mirror(name).value}")


@authority.command("show")
@click.argument("name", type=click.Choice(list(AUTHORITIES)))
@click.pass_obj
def run_show(settings: Settings, name: str) -> None:
    """Show which release of an authority is here.

    Example: hamkor authority show ror
    """
    for key, value in Index(Path(settings.authorities) / name).release.items():
        click.echo(f"{key}: {value}")


@click.command("match")
@click.argument("texts", nargs=-1)
@click.option("--authority", "name", type=click.Choice(list(AUTHORITIES)), default="ror",
              show_default=True)  # fmt: skip
@click.option("--jsonl", is_flag=True, help='Read lines of {"text": ...} and write one for each.')
@click.pass_obj
def match(settings: Settings, texts: tuple[str, ...], name: str, jsonl: bool) -> None:
    """Say which organisation a text means: match, ask (a person decides) or none, and why.

    A line may also have country (ISO 3166-1 alpha-2), city and domain.

    Example: hamkor match "Karshi Institute of Engineering Economics"
    """
    if bool(texts) == jsonl:
        raise UsageError("give texts, or --jsonl and lines on stdin")
    matcher = Matcher(Index(Path(settings.authorities) / name))
    if jsonl:
        for record in read_lines(sys.stdin):
            hints = {hint: str(record.get(hint) or "") for hint in HINTS}
            found = matcher.match(Question(record["text"], **hints))
            click.echo(json.dumps(as_record(name, record["text"], found), ensure_ascii=False))
    for text in texts:
        click.echo("\n".join(as_lines(name, text, matcher.match(Question(text)))))


def read_lines(file: TextIO) -> Iterator[dict[str, Any]]:
    """Yield the records of lines of JSON. Raises `SourceRefused` with the line's number."""
    for number, line in enumerate(file, 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except json.JSONDecodeError as error:
            raise SourceRefused(str(error), where=f"stdin, line {number}") from error
        if not isinstance(record, dict) or not isinstance(record.get("text"), str):
            raise SourceRefused('no {"text": "..."}', where=f"stdin, line {number}")
        yield record


def as_record(name: str, text: str, found: Match) -> dict[str, Any]:
    """Return a match as JSON; ids are IRIs."""
    candidates = [
        {"id": Identifier(name, one.id).iri, "name": one.name, "probability": one.probability,
         "features": one.features}
        for one in found.candidates
    ]  # fmt: skip
    return {
        "text": text, "verdict": found.verdict, "id": found.id and Identifier(name, found.id).iri,
        "probability": round(found.probability, 4), "candidates": candidates,
    }  # fmt: skip


def as_lines(name: str, text: str, found: Match) -> Iterator[str]:
    """Yield a match for people."""
    yield f"{text}: {found.verdict}"
    for one in found.candidates:
        yield f"  {one.probability:4.0%}  {one.name}  {Identifier(name, one.id).iri}"
        yield f"        {'; '.join(one.features)}"
