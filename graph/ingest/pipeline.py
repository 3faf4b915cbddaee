"""The way of a file into the store: read, convert, check, compare, replace whole and atomically."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from pyoxigraph import RdfFormat, parse

from ..errors import UsageError
from ..iris import Iris
from ..register import check_shapes
from ..resources import data_dir, ontology_dir
from ..store import Records, Store, tombstones
from ..text import slugify
from .compare import Comparison, compare
from .convert import Conversion, Origin, convert
from .document import Document
from .mapping import (
    choose_columns,
    describe_columns,
    dump_mapping,
    note_choices,
    remember_columns,
)
from .mint import Minter
from .near_names import find_near_names
from .readers import read_document
from .readings import (
    Verdicts,
    add_verdicts,
    load_readings,
    place_reading,
    recall_never,
    recall_verdicts,
    remember,
)
from .recognized import Recognize
from .report import Report
from .rules import FormScheme
from .withheld import as_triples

__all__ = [
    "Options", "Progress", "convert_document", "form_scheme", "ingest_document", "ingest_file",
]  # fmt: skip

Progress = Callable[[str, int, int], None]
SLUG = re.compile(r"[a-z0-9]+(?:-{1,2}[a-z0-9]+)*")
STEPS = ("read", "convert", "check", "compare", "write")


@dataclass(frozen=True)
class Options:
    """How a file is to be taken in; empty strings where the caller says nothing.

    `source` defaults to the file's stem, `institution` to the source; `retrieved` is an ISO day.
    `column` are choices of fields, ``TITLE=FIELD``; so are those of the file `mapping`, and those
    made for the source `columns_of`. What was understood is written to `mapping_out`.
    """

    source: str = ""
    institution: str = ""
    url: str = ""
    retrieved: str = ""
    published_by: str = ""
    dry_run: bool = False
    who: str = ""
    readings: tuple[Path, ...] = field(default=())
    column: tuple[str, ...] = ()
    mapping: Path | None = None
    columns_of: str = ""
    mapping_out: Path | None = None


def ingest_file(
    store: Store,
    iris: Iris,
    path: Path,
    options: Options | None = None,
    progress: Progress | None = None,
    recognize: Recognize | None = None,
) -> Report:
    """Convert a file and replace what its source said before; the same file changes nothing.

    `recognize` says which institution a name in a sentence is. Raises `SourceRefused` (the file),
    `ShapeViolation` (what it says), `UsageError` (the options); then the store is as it was.
    """
    options = options or Options()
    source = source_of(options, path.name)
    origin_of(options, source)  # Wrong options are refused before the file is read.
    tell = progress or (lambda step, done, total: None)
    tell("read", 0, len(STEPS))
    chosen = choose_columns(
        store.ledger, source, options.column, options.mapping, options.columns_of
    )
    document = read_document(path, tombstones(store.ledger), chosen)
    if options.mapping_out is not None:
        dump_mapping(document, options.mapping_out)
    hints = tuple(note_choices(store.ledger, document, source, chosen))
    document = replace(document, warnings=(*document.warnings, *hints))
    return ingest_document(store, iris, document, options, tell, recognize, chosen=chosen)


def ingest_document(
    store: Store,
    iris: Iris,
    document: Document,
    options: Options,
    progress: Progress | None = None,
    recognize: Recognize | None = None,
    *,
    chosen: Mapping[str, str] | None = None,
    verdicts: Verdicts | None = None,
) -> Report:
    """Convert a document and replace what its source said before; see `ingest_file`.

    `chosen` are fields of columns and `verdicts` new ones on proposals: both are recorded with the
    change.
    """
    tell = progress or (lambda step, done, total: None)
    source = source_of(options, document.name)
    tell("convert", 1, len(STEPS))
    conversion, mint = convert_document(store, iris, document, options, recognize, verdicts)
    tell("check", 2, len(STEPS))
    check_shapes(conversion.facts | conversion.statements | conversion.document, document.name)
    tell("compare", 3, len(STEPS))
    comparison = compare(store, iris, mint, document.sha256, conversion, options.who)
    near = find_near_names(store, conversion.facts) if options.dry_run else []
    tell("write", 4, len(STEPS))
    settings = remember_columns(source, chosen or {}) | remember(store.ledger, source, verdicts)
    if not options.dry_run and (comparison.is_change or verdicts is not None):
        withheld = as_triples(mint.document, document.withheld)
        internal = {f"withheld/{source}": withheld} if document.withheld else {}
        records = Records(settings, internal, comparison.removed_things, comparison.added_things)
        store.update(replace(comparison.change, records=records))
    tell("write", 5, len(STEPS))
    named = (source, mint.institution_slug, document.name, document.sha256)
    report = report_of(named, conversion, comparison, store.version(), options.dry_run, near)
    return replace(report, columns=describe_columns(document))


def convert_document(
    store: Store, iris: Iris, document: Document, options: Options,
    recognize: Recognize | None = None, verdicts: Verdicts | None = None,
) -> tuple[Conversion, Minter]:  # fmt: skip
    """Convert a document with the readings and verdicts that there are of its source."""
    source = source_of(options, document.name)
    origin = origin_of(options, source)
    slugs = store.ledger.preview() if options.dry_run else store.ledger
    mint = Minter(iris, slugs, source, origin.institution, document.sha256)
    readings = load_readings((data_dir() / "readings", *options.readings))
    new, words = verdicts or (None, ())
    own = add_verdicts(recall_verdicts(store.ledger, source), new)
    never = recall_never(store.ledger) | frozenset(words)
    placed = place_reading(document, readings, own)
    return convert(document, mint, form_scheme(), origin, placed, recognize, never), mint


def source_of(options: Options, name: str) -> str:
    """Return the slug of the source, by default the stem of its file. Raises `UsageError`."""
    return require_slug("--source", options.source or slugify(Path(name).stem))


def origin_of(options: Options, source: str) -> Origin:
    """Return what is said of a source. Raises `UsageError` for no slug, address or day."""
    institution = require_slug("--institution", options.institution or source)
    if options.url and not re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+", options.url):
        raise UsageError(f'"{options.url}" is not a web address', where="--url")
    if options.retrieved:
        try:
            datetime.strptime(options.retrieved, "%Y-%m-%d").replace(tzinfo=UTC)
        except ValueError as error:
            detail = f'"{options.retrieved}" is not a day'
            raise UsageError(detail, where="--retrieved", remedy="Write YYYY-MM-DD.") from error
    return Origin(institution, options.url, options.retrieved, options.published_by)


def require_slug(option: str, slug: str) -> str:
    """Return a slug. Raises `UsageError` for what is none."""
    if not SLUG.fullmatch(slug):
        detail = f'"{slug}" is not a slug: words of a-z and 0-9 joined by hyphens'
        raise UsageError(detail, where=option, remedy="Write e.g. physics-partners.")
    return slug


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
    near: Sequence[tuple[str, str]],
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
        proposals=[proposal.as_dict() for proposal in conversion.proposed],
        near=near,
        added_things=comparison.added_things,
        removed_things=comparison.removed_things,
    )
