"""`hamkor internal` and `hamkor erase`: what is not for the public."""

from pathlib import Path

import click
from pyoxigraph import RdfFormat, parse, serialize

from ..console import say
from ..errors import NotOffered, SourceRefused, UsageError
from ..media import BY_SUFFIX
from ..register import erase_person, list_places, withhold_words
from ..settings import Settings
from ..store import (
    EmbeddedStore,
    Store,
    drop_internal,
    internal_graph,
    internal_names,
    put_internal,
)
from .store import use_store

__all__ = ["internal", "run_erase"]


@click.group("internal")
def internal() -> None:
    """Internal graphs: kept beside the store, shown on no page and in no query, dump or feed.

    Example: hamkor internal list
    """


@internal.command("list")
@click.pass_obj
def run_list(settings: Settings) -> None:
    """List the internal graphs.

    Example: hamkor internal list
    """
    with use_store(settings) as (store, _):
        for name in internal_names(store.ledger):
            click.echo(name)


@internal.command("show")
@click.argument("name")
@click.pass_obj
def run_show(settings: Settings, name: str) -> None:
    """Write an internal graph to stdout, as N-Triples.

    Example: hamkor internal show contacts
    """
    with use_store(settings) as (store, _):
        click.echo(internal_graph(store.ledger, name), nl=False)


@internal.command("put")
@click.argument("name")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
def run_put(settings: Settings, name: str, file: Path) -> None:
    """Keep the triples of a file (.ttl .nt .rdf .jsonld) as an internal graph.

    Example: hamkor internal put contacts contacts.ttl
    """
    known = BY_SUFFIX.get(file.suffix[1:])
    form = RdfFormat.from_media_type(known.media_type) if known is not None else None
    if form is None:
        raise UsageError("this is no file of RDF", where=file.name)
    with use_store(settings) as (store, iris):
        try:
            triples = {q.triple for q in parse(file.read_bytes(), format=form, base_iri=iris.base)}
        except (SyntaxError, OSError) as error:
            raise SourceRefused(str(error), where=file.name) from error
        data = serialize(sorted(triples, key=str), format=RdfFormat.N_TRIPLES) or b""
        put_internal(store.ledger, name, data.decode())
    say(f"{len(triples)} triples are in the internal graph {name}")


@internal.command("remove")
@click.argument("name")
@click.pass_obj
def run_remove(settings: Settings, name: str) -> None:
    """Remove an internal graph.

    Example: hamkor internal remove contacts
    """
    with use_store(settings) as (store, _):
        drop_internal(store.ledger, name)


@internal.command("withhold")
@click.argument("words")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def run_withhold(settings: Settings, words: str, yes: bool) -> None:
    """Mark words internal: blank them wherever they stand, now and in sources that are read later.

    They are kept in the internal graph withheld-by-editors. Names of pages stay as they are.

    Example: hamkor internal withhold "room 214, extension 9"
    """
    if not yes:
        click.confirm(f'Blank "{words}" in every graph and document?', abort=True)
    with use_store(settings) as (store, _):
        done = withhold_words(require_embedded(store, settings), words, "")
    say(f"words were blanked in {done.blanked} texts")


def require_embedded(store: Store, settings: Settings) -> EmbeddedStore:
    """Return a store whose files are ours. Raises `NotOffered` for a remote one."""
    if not isinstance(store, EmbeddedStore):
        raise NotOffered("a remote store keeps its own history", where=settings.store)
    return store


@click.command("erase")
@click.argument("person", metavar="person/SLUG")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def run_erase(settings: Settings, person: str, yes: bool) -> None:
    """Erase a person: from every graph, from the words of documents, from the log of changes.

    What was written before is no longer in the store; copies that were made earlier still have it.
    A tombstone (a hash) stays, and their name is blanked in sources that are read later.

    Example: hamkor erase person/department-relations--tom-bone
    """
    kind, _, slug = person.partition("/")
    if kind != "person" or not slug:
        raise UsageError("say whom as person/SLUG", where=person)
    with use_store(settings) as (store, iris):
        if not yes:
            for line in list_places(require_embedded(store, settings), iris, slug):
                click.echo(f"  {line}")
            click.confirm(f"Blank the name there, and erase {person} for good?", abort=True)
        done = erase_person(require_embedded(store, settings), iris, slug, "")
    if done is None:
        say(f"{person} is erased already")
        return
    say(f"{done.removed} statements went, words were blanked in {done.blanked} texts")
