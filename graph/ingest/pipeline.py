"""The way of a file into the store: read, convert, check, compare, replace whole and atomically."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from pyoxigraph import RdfFormat, parse

from ..changes import check_shapes
from ..errors import UsageError
from ..iris import Iris
from ..resources import data_dir, ontology_dir
from ..store import Store, put_internal, tombstones
from ..text import slugify
from .compare import Comparison, compare
from .convert import Conversion, Origin, convert
from .mint import Minter
from .readers import read_document
from .readings import load_readings
from .report import Report
from .rules.forms import FormScheme
from .withheld import as_triples

__all__ = ["Options", "form_scheme", "ingest_file"]

Progress = Callable[[str, int, int], None]
SLUG = re.compile(r"[a-z0-9]+(?:-{1,2}[a-z0-9]+)*")
STEPS = ("read", "convert", "check", "compare", "write")


@dataclass(frozen=True)
class Options:
    """How a file is to be taken in; empty strings where the caller says nothing.

    `source` defaults to the file's stem, `institution` to the source; `retrieved` is an ISO day.
    """

    source: str = ""
    institution: str = ""
    url: str = ""
    retrieved: str = ""
    published_by: str = ""
    dry_run: bool = False
    who: str = ""
    readings: tuple[Path, ...] = field(default=())


def ingest_file(
    store: Store,
    iris: Iris,
    path: Path,
    options: Options | None = None,
    progress: Progress | None = None,
) -> Report:
    """Convert a file and replace what its source said before; the same file changes nothing.

    Raises `SourceRefused` (the file), `ShapeViolation` (what it says), `UsageError` (the
    options); then the store is as it was.
    """
    options = options or Options()
    source, origin = check_options(options, path)
    tell = progress or (lambda step, done, total: None)
    tell("read", 0, len(STEPS))
    document = read_document(path, tombstones(store.ledger))
    tell("convert", 1, len(STEPS))
    slugs = store.ledger.preview() if options.dry_run else store.ledger
    mint = Minter(iris, slugs, source, origin.institution, document.sha256)
    readings = load_readings((data_dir() / "readings", *options.readings))
    conversion = convert(document, mint, form_scheme(), origin, readings)
    tell("check", 2, len(STEPS))
    check_shapes(conversion.facts | conversion.statements | conversion.document, document.name)
    tell("compare", 3, len(STEPS))
    comparison = compare(store, iris, mint, document.sha256, conversion, options.who)
    tell("write", 4, len(STEPS))
    if not options.dry_run and comparison.is_change:
        store.update(comparison.change)
        if document.withheld:
            name, words = f"withheld/{source}", as_triples(mint.document, document.withheld)
            put_internal(store.ledger, name, words)
        store.ledger.gone(comparison.removed_things, comparison.added_things)
    tell("write", 5, len(STEPS))
    named = (source, origin.institution, document.name, document.sha256)
    return report_of(named, conversion, comparison, store.version(), options.dry_run)


def check_options(options: Options, path: Path) -> tuple[str, Origin]:
    """Return the source's slug and origin, or refuse what is not a slug, address or day."""
    source = options.source or slugify(path.stem)
    institution = options.institution or source
    for name, slug in (("--source", source), ("--institution", institution)):
        if not SLUG.fullmatch(slug):
            detail = f'"{slug}" is not a slug: words of a-z and 0-9 joined by hyphens'
            raise UsageError(detail, where=name, remedy="Write e.g. physics-partners.")
    if options.url and not re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+", options.url):
        raise UsageError(f'"{options.url}" is not a web address', where="--url")
    if options.retrieved:
        try:
            datetime.strptime(options.retrieved, "%Y-%m-%d").replace(tzinfo=UTC)
        except ValueError as error:
            detail = f'"{options.retrieved}" is not a day'
            raise UsageError(detail, where="--retrieved", remedy="Write YYYY-MM-DD.") from error
    return source, Origin(institution, options.url, options.retrieved, options.published_by)


def form_scheme() -> FormScheme:
    """Return the concept scheme of cooperation forms that ships with the project."""
    path = ontology_dir() / "forms.ttl"
    quads = parse(path.read_bytes(), format=RdfFormat.TURTLE)
    return FormScheme([quad.triple for quad in quads])


def report_of(
    named: tuple[str, str, str, str],
    conversion: Conversion,
    comparison: Comparison,
    version: str,
    dry_run: bool,
) -> Report:
    """Say what changed among the public facts; `named` is source, institution, file, sha256."""
    return Report(
        *named,
        added=comparison.added,
        removed=comparison.removed,
        kept=comparison.kept,
        changed=comparison.is_change,
        dry_run=dry_run,
        version=version,
        counts=conversion.counts,
        notices=conversion.notices,
        added_things=comparison.added_things,
        removed_things=comparison.removed_things,
    )
