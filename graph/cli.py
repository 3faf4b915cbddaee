"""The command `hamkor`: results on stdout, everything else on stderr, exit codes 0 1 2 3."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from . import __version__, media, serve
from .changes import ensure_vocabulary, rebase, validate
from .cli_authority import authority, match
from .cli_freeze import run_freeze
from .cli_internal import internal, run_erase
from .cli_link import link
from .cli_mcp import mcp
from .cli_source import source
from .cli_store import opened
from .cli_tokens import token
from .cli_translations import run_translations
from .console import as_json, exit_codes, progress, say, stoppable
from .errors import NotFound, SourceRefused, UsageError
from .identity import Register
from .ingest import Options, ingest_file
from .iris import Iris
from .resources import queries_dir
from .saved_queries import BrokenQuery, SavedQuery, bind, load_all
from .settings import Settings
from .sparql import QueryForm, check_query, term_of, with_mirrors
from .tables import table_of_csv

__all__ = ["cli", "main"]

FORMATS = ("table", "csv", "tsv", "json", "xml", "ttl", "nt", "rdf", "jsonld")
SUFFIXES = {f".{form.name}": form for form in (*media.GRAPH_FORMATS, media.N_QUADS, media.TRIG)}


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--store", metavar="DIR|URL", help="A folder, or http:// of a server or endpoint.")
@click.version_option(__version__, prog_name="hamkor")
@click.pass_context
def cli(context: click.Context, store: str | None) -> None:
    """Hamkor: partners, people, agreements and forms of cooperation as a checked graph.

    Example: hamkor ingest partners.txt, then hamkor serve
    """
    context.obj = Settings.load(store=store)


@cli.command("ingest")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--source", default="", help="Name of the source (a slug); default: the file's stem.")
@click.option("--institution", default="", help="Whose units and persons these are (a slug).")
@click.option("--url", default="", help="Where the file was published.")
@click.option("--retrieved", default="", metavar="YYYY-MM-DD", help="When it was fetched.")
@click.option("--published-by", default="", help="Who published it, in words.")
@click.option("--dry-run", is_flag=True, help="Report all, write nothing.")
@click.option("--json", "json_out", is_flag=True, help="Report as JSON.")
@click.pass_obj
def run_ingest(
    settings: Settings, /, files: tuple[Path, ...], json_out: bool, **given: Any
) -> None:
    """Convert source files and replace what they said before.

    Example: hamkor ingest partners.txt --institution tashkent --dry-run
    """
    if given["source"] and len(files) > 1:
        raise UsageError("--source names one file", remedy="Call once for each file.")
    options = Options(**given)
    with opened(settings) as (store, iris):
        if not options.dry_run:
            ensure_vocabulary(store, iris)
        for path in files:
            with progress(path.name) as tell:
                report = ingest_file(store, iris, path, options, tell)
            if not options.dry_run:
                Register(store, iris).save(f"identities after {path.name}")
            as_json(report.as_dict()) if json_out else click.echo("\n".join(report.lines()))


@cli.command("load")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--graph", default="", metavar="IRI", help="Into this graph; else the default one.")
@click.pass_obj
def run_load(settings: Settings, files: tuple[Path, ...], graph: str) -> None:
    """Bulk load RDF of any size: .ttl .nt .rdf .jsonld .nq .trig

    Example: hamkor load extra.ttl --graph https://example.org/extra
    """
    with opened(settings) as (store, iris):
        ensure_vocabulary(store, iris)
        for path in files:
            form = SUFFIXES.get(path.suffix.lower())
            if form is None:
                remedy = f"Known: {' '.join(SUFFIXES)}."
                raise SourceRefused("not a format of RDF", where=path.name, remedy=remedy)
            added = store.load(readable(path), form, named(graph))
            click.echo(f"{path.name}: {added} new quads")


def readable(path: Path) -> Path:
    """Return the path of a file that can be read, or a refusal in words."""
    try:
        path.open("rb").close()
    except OSError as error:
        raise SourceRefused(f"cannot be read ({error.strerror})", where=str(path)) from error
    return path


def named(graph: str) -> Any:
    """Return the graph that an option names, None where it names none."""
    try:
        return term_of("iri", graph) if graph else None
    except ValueError as error:
        raise UsageError(str(error), where="--graph") from error


@cli.command("query")
@click.argument("query")
@click.option("--param", "-p", multiple=True, metavar="K=V", help="A parameter of a saved query.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True)
@click.pass_obj
def run_query(settings: Settings, query: str, param: tuple[str, ...], form: str) -> None:
    """Answer a saved query by name, a SPARQL text, or what stdin holds (-).

    Example: hamkor query partners-by-country --format csv
    """
    stoppable()
    with opened(settings) as (store, iris):
        text = query_text(settings, query, param, iris)
        mirror = iris.mirror("ror").value
        text = with_mirrors(text, {mirror: mirror})
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


@cli.command("update")
@click.argument("text")
@click.pass_obj
def run_update(settings: Settings, text: str) -> None:
    """Apply a SPARQL update (- reads stdin). Provenance is then yours to keep.

    Example: hamkor update "INSERT DATA { <urn:a> <urn:b> 1 }"
    """
    with opened(settings) as (store, iris):
        store.ledger.set_setting("base_iri", iris.base)
        version = store.update(sys.stdin.read() if text == "-" else text)
    say(f"version {version}")


@cli.command("export")
@click.option("--format", "form", type=click.Choice(["nq", "trig", "ttl", "nt", "rdf", "jsonld"]),
              default="nq", show_default=True)  # fmt: skip
@click.option("--graph", default="", metavar="IRI", help="Only this graph.")
@click.pass_obj
def run_export(settings: Settings, form: str, graph: str) -> None:
    """Write the graphs to stdout; formats of triples write the default graph.

    Example: hamkor export --format trig > backup.trig
    """
    stoppable()
    with opened(settings) as (store, _):
        for chunk in store.export(media.BY_SUFFIX[form], named(graph)):
            sys.stdout.buffer.write(chunk)


@cli.command("validate")
@click.option("--json", "json_out", is_flag=True, help="As JSON.")
@click.pass_obj
def run_validate(settings: Settings, json_out: bool) -> None:
    """Check every source's statements against the shapes; exit 1 where one does not hold.

    Example: hamkor validate
    """
    with opened(settings) as (store, iris):
        found = validate(store, iris)
    if json_out:
        as_json([{"focus": v.focus, "path": v.path, "messages": dict(v.messages)} for v in found])
    else:
        click.echo("\n".join(map(str, found)) or "every rule holds")
    if found:
        raise SystemExit(1)


@cli.command("rebase")
@click.argument("iri")
@click.pass_obj
def run_rebase(settings: Settings, iri: str) -> None:
    """Give all things of the store a new base IRI.

    Example: hamkor rebase https://partners.example.edu/
    """
    with opened(settings) as (store, iris):
        moved = rebase(store, iris.base, str(named(iri).value))
    click.echo(f"{moved} quads moved from {iris.base} to {iri}")


@cli.command("serve")
@click.option("--host", help="The address to listen on.")
@click.option("--port", type=int, help="The port; 0 takes a free one.")
@click.option("--with-register", is_flag=True, help="Load the shipped register if there is none.")
@click.pass_obj
def run_serve(settings: Settings, host: str | None, port: int | None, with_register: bool) -> None:
    """Serve pages, SPARQL and linked data until Ctrl-C.

    Example: hamkor serve --port 8080
    """
    given = {"host": host, "port": port}
    chosen = replace(settings, **{k: v for k, v in given.items() if v is not None})  # type: ignore[arg-type]
    serve.run(chosen, with_register, say)


COMMANDS = (
    token, authority, match, link, mcp, run_freeze, run_translations, internal, run_erase, source,
)  # fmt: skip
for command in COMMANDS:
    cli.add_command(command)


def main() -> None:
    """Run `hamkor`; refusals are one line on stderr and an exit code, never a traceback."""
    with exit_codes():
        cli(standalone_mode=False)


if __name__ == "__main__":
    main()
