"""`hamkor load`, `query`, `update`, `export`: RDF in, questions, changes, RDF out."""

import sys
from pathlib import Path
from typing import Any

import click

from .. import media
from ..console import allow_interrupt, say, table_of_csv
from ..errors import NotFound, SourceRefused, UsageError
from ..iris import Iris
from ..register import ensure_vocabulary
from ..resources import queries_dir
from ..saved import BrokenQuery, SavedQuery, bind, load_all
from ..settings import Settings
from ..sparql import QueryForm, check_query, replace_mirrors, term_of
from .store import use_store

__all__ = ["graph_node", "run_export", "run_load", "run_query", "run_update"]

FORMATS = ("table", "csv", "tsv", "json", "xml", "ttl", "nt", "rdf", "jsonld")
SUFFIXES = {f".{form.name}": form for form in (*media.GRAPH_FORMATS, media.N_QUADS, media.TRIG)}


@click.command("load")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--graph", default="", metavar="IRI", help="Into this graph; else the default one.")
@click.pass_obj
def run_load(settings: Settings, files: tuple[Path, ...], graph: str) -> None:
    """Bulk load RDF of any size: .ttl .nt .rdf .jsonld .nq .trig

    Example: hamkor load extra.ttl --graph https://example.org/extra
    """
    with use_store(settings) as (store, iris):
        ensure_vocabulary(store, iris)
        for path in files:
            form = SUFFIXES.get(path.suffix.lower())
            if form is None:
                remedy = f"Known: {' '.join(SUFFIXES)}."
                raise SourceRefused("not a format of RDF", where=path.name, remedy=remedy)
            added = store.load(check_readable(path), form, graph_node(graph))
            click.echo(f"{path.name}: {added} new quads")


def check_readable(path: Path) -> Path:
    """Return the path of a file that can be read, or a refusal in words."""
    try:
        path.open("rb").close()
    except OSError as error:
        raise SourceRefused(f"cannot be read ({error.strerror})", where=str(path)) from error
    return path


def graph_node(graph: str) -> Any:
    """Return the graph that an option names, None where it names none."""
    try:
        return term_of("iri", graph) if graph else None
    except ValueError as error:
        raise UsageError(str(error), where="--graph") from error


@click.command("query")
@click.argument("query")
@click.option("--param", "-p", multiple=True, metavar="K=V", help="A parameter of a saved query.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True)
@click.pass_obj
def run_query(settings: Settings, query: str, param: tuple[str, ...], form: str) -> None:
    """Answer a saved query by name, a SPARQL text, or what stdin holds (-).

    Example: hamkor query partners-by-country --format csv
    """
    allow_interrupt()
    with use_store(settings) as (store, iris):
        text = query_text(settings, query, param, iris)
        mirror = iris.mirror("ror").value
        text = replace_mirrors(text, {mirror: mirror})
        kind = check_query(text)
        result = media.BY_SUFFIX.get(form, default_format(kind))
        body = store.query(text, result=result).body
    is_table = form == "table" and result is media.CSV
    click.echo(table_of_csv(body) if is_table else body.decode("utf-8").rstrip("\r\n"))


def default_format(kind: QueryForm) -> media.Format:
    """Return what a table is made of: rows as CSV, yes or no as JSON, triples as Turtle."""
    return {QueryForm.SELECT: media.CSV, QueryForm.ASK: media.JSON}.get(kind, media.TURTLE)


def query_text(settings: Settings, query: str, param: tuple[str, ...], iris: Iris) -> str:
    """Return the SPARQL that an argument means: a saved name wins, else it is the text."""
    own = [Path(settings.queries)] if settings.queries else []
    known = load_all(queries_dir(), *own)
    saved = known.get(query)
    if isinstance(saved, BrokenQuery):
        raise UsageError(saved.reason, where=query)
    if isinstance(saved, SavedQuery):
        pairs = [pair.partition("=") for pair in param]
        return bind(saved, {name: value for name, _, value in pairs}, iris)
    if param:
        raise UsageError("--param goes with a saved query", where=query)
    text = sys.stdin.read() if query == "-" else query
    if not text.strip() or text.strip().replace("-", "").isalnum():
        remedy = f"Saved: {', '.join(known)}."
        raise NotFound(f'there is no saved query "{text}"', remedy=remedy)
    return text


@click.command("update")
@click.argument("text")
@click.pass_obj
def run_update(settings: Settings, text: str) -> None:
    """Apply a SPARQL update (- reads stdin). Provenance is then yours to keep.

    Example: hamkor update "INSERT DATA { <urn:a> <urn:b> 1 }"
    """
    with use_store(settings) as (store, iris):
        store.ledger.set_setting("base_iri", iris.base)
        version = store.update(sys.stdin.read() if text == "-" else text)
    say(f"version {version}")


@click.command("export")
@click.option("--format", "form", type=click.Choice(["nq", "trig", "ttl", "nt", "rdf", "jsonld"]),
              default="nq", show_default=True)  # fmt: skip
@click.option("--graph", default="", metavar="IRI", help="Only this graph.")
@click.pass_obj
def run_export(settings: Settings, form: str, graph: str) -> None:
    """Write the graphs to stdout; formats of triples write the default graph.

    Example: hamkor export --format trig > backup.trig
    """
    allow_interrupt()
    with use_store(settings) as (store, _):
        for chunk in store.export(media.BY_SUFFIX[form], graph_node(graph)):
            sys.stdout.buffer.write(chunk)
