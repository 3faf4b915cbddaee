"""Readers of source files: one file a format, bytes in, lines of cells and paragraphs out.

In comes a file by its suffix; out goes a `Document` whose cells know their place in the file.
Words that are not for the public (contact data, persons, erased names) are blanked in it.
"""

import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from ...errors import SourceRefused
from ...store import Tombstones
from ..document import Block, Content, Document, Table
from ..rules import find_phrases
from ..tables import find_tables
from ..withheld import WithheldWords, blank_withheld, find_withheld
from .cards import find_cards, find_name_lines
from .decode import decode, is_guessed, is_utf8, read_bytes
from .delimited import read_csv, read_tsv
from .hidden import with_plain_words
from .html import read_html
from .page import read_page
from .pdf import read_pdf
from .persons import find_person_cells, withhold_in_blocks, withhold_spans
from .rdf import read_rdf
from .records import read_ewp, read_json, read_json_lines
from .sheets import read_workbook
from .word import read_docx

__all__ = ["READERS", "read_data", "read_document"]

Reader = Callable[[bytes, str], Content]

#: No tombstone at all.
NO_TOMBSTONES = Tombstones("", frozenset(), frozenset())
#: Suffix -> reader of a text. A new format is one more file beside this one and one more line here.
TEXTS: Mapping[str, Reader] = {
    ".txt": read_page, ".md": read_page, ".markdown": read_page,
    ".tsv": read_tsv, ".tab": read_tsv, ".csv": read_csv,
    ".html": read_html, ".htm": read_html,
    ".json": read_json, ".jsonl": read_json_lines, ".ndjson": read_json_lines,
    ".xml": read_ewp,
}  # fmt: skip
#: Suffix -> reader of a file that is no text.
FILES: Mapping[str, Reader] = {
    ".xlsx": read_workbook, ".xls": read_workbook, ".ods": read_workbook,
    ".docx": read_docx, ".pdf": read_pdf,
    ".ttl": read_rdf, ".trig": read_rdf, ".nt": read_rdf, ".nq": read_rdf, ".jsonld": read_rdf,
    ".rdf": read_rdf,
}  # fmt: skip
READERS: Mapping[str, Reader] = {**TEXTS, **FILES}
#: What is said of a text whose encoding nothing tells.
GUESSED = (
    "the file is not UTF-8; its letters were read in the encoding that is likeliest: look at the "
    "names"
)
#: Rows of one source: what follows from them is one change, of some 300 triples a row.
MOST_ROWS = 2_000
#: Bytes that a packed file may have unpacked, and how many times its own size.
MOST_UNPACKED, MOST_TIMES = 256 * 1024 * 1024, 200


def read_document(
    path: Path, erased: Tombstones = NO_TOMBSTONES, chosen: Mapping[str, str] | None = None
) -> Document:
    """Read a source file; see `read_data`. Raises `SourceRefused` too where it cannot be read."""
    require_reader(path.name)
    return read_data(path.name, read_bytes(path), erased, chosen)


def read_data(
    name: str, data: bytes, erased: Tombstones = NO_TOMBSTONES,
    chosen: Mapping[str, str] | None = None,
) -> Document:  # fmt: skip
    """Read the bytes of a file with the reader of its suffix, without the words that are withheld.

    `chosen` are fields of columns by their titles, where a person has chosen them. Raises
    `SourceRefused`: no reader for the format, or what the reader refuses.
    """
    suffix = require_reader(name)
    if suffix in FILES:
        check_size(data, name)
        document = document_of(name, data, FILES[suffix](data, name), chosen or {})
        return with_plain_words(withhold_in_blocks(document, erased))
    return with_plain_words(read_text(name, data, TEXTS[suffix], erased, chosen or {}))


def require_reader(name: str) -> str:
    """Return the suffix of a file's name. Raises `SourceRefused` where none reads it."""
    suffix = Path(name).suffix
    if suffix.lower() not in READERS:
        raise SourceRefused(
            f'there is no reader for files of the kind "{suffix or "without suffix"}"',
            where=name,
            remedy=f"Save it as one of: {' '.join(READERS)}.",
        )
    return suffix.lower()


def read_text(
    name: str, data: bytes, read: Reader, erased: Tombstones, chosen: Mapping[str, str]
) -> Document:
    """Read a text: what is withheld is blanked in its bytes, and then read.

    Which cells hold persons is known once its tables are: then it is read again.
    """
    text = decode(data, name)
    found = find_withheld(text, erased)
    document = read_blanked(name, data, text, found, read, chosen)
    persons = find_person_cells(document)
    if not persons:
        return document
    spans = [cell.whole.file_range for cell in persons]
    if None in spans:
        return withhold_in_blocks(read_blanked(name, data, text, (), read, chosen), erased)
    found = withhold_spans(text, found, [span for span in spans if span], erased)
    return read_blanked(name, data, text, found, read, chosen)


def read_blanked(
    name: str, data: bytes, text: str, found: Sequence[WithheldWords], read: Reader,
    chosen: Mapping[str, str],
) -> Document:  # fmt: skip
    """Read a text without the words found."""
    kept = blank_withheld(text, found).encode() if found or not is_utf8(data) else data
    document = document_of(name, kept, read(kept, name), chosen)
    notes = (GUESSED,) if is_guessed(data) else ()
    return replace(document, withheld=tuple(found), warnings=(*notes, *document.warnings))


def check_size(data: bytes, name: str) -> None:
    """Refuse a packed file that is many times larger unpacked."""
    if not zipfile.is_zipfile(BytesIO(data)):
        return
    with zipfile.ZipFile(BytesIO(data)) as packed:
        size = sum(one.file_size for one in packed.infolist())
        parts = [one for one in packed.infolist() if one.filename.endswith((".xml", ".rels"))]
        if size <= MOST_UNPACKED and any(declares_entities(packed, one) for one in parts):
            remedy = "Open it in its program and save it again."
            raise SourceRefused("the file declares XML entities", where=name, remedy=remedy)
    if size > min(MOST_UNPACKED, MOST_TIMES * max(len(data), 50_000)):
        detail = f"the file has {size:,} bytes unpacked, and {len(data):,} packed"
        raise SourceRefused(detail, where=name, remedy="Save the table alone into a new file.")


def declares_entities(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Say whether a part has a document type: office programs write none."""
    try:
        with packed.open(part) as file:
            return b"<!DOCTYPE" in file.read(4096)
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, zlib.error):
        return False  # Its reader refuses it in its own words.


def document_of(name: str, data: bytes, content: Content, chosen: Mapping[str, str]) -> Document:
    """Return a document with the partner tables that are in a file.

    Raises `SourceRefused` where there is none, and no sentence names an institution.
    """
    tables, notes = find_tables(content.grids, chosen)
    if not tables:
        grids = (*find_cards(content.paragraphs), *find_name_lines(content.paragraphs))
        tables, notes = find_tables(grids, chosen)
    if not tables and not any(names_institution(block) for block in content.paragraphs):
        raise SourceRefused(
            "no table was found: no line has the titles of a partner table",
            where=name,
            remedy='A table begins with its titles: "Partner", "Country", "Signed", ...; only the '
            'column of partners is needed. --column "TITLE=partner" says which it is.',
        )
    rows = sum(len(table.rows) for table in tables)
    if rows > MOST_ROWS:
        detail = f"the file has {rows:,} rows of partners; a source may have {MOST_ROWS:,}"
        raise SourceRefused(detail, where=name, remedy="Split it, e.g. one file a faculty.")
    if not tables:
        notes = (*notes, "no table of partners was found; names in its sentences are proposed")
    warnings = (*content.notes, *notes, *short_rows(tables))
    return Document(name, content.media_type, data, content.paragraphs, tables, warnings)


def names_institution(block: Block) -> bool:
    """Say whether a sentence of a paragraph seems to name an institution."""
    return not block.is_heading and any(find_phrases(block.text))


def short_rows(tables: Sequence[Table]) -> list[str]:
    """Return a warning for each row that has fewer cells than its header."""
    found = []
    for table in tables:
        for row in table.rows:
            absent = [str(cell.column) for cell in row.cells if not cell.present]
            if absent:
                found.append(
                    f"table {table.number}, row {row.number} (line {row.cells[0].line}): "
                    f"column {', '.join(absent)} is not there; read as not present"
                )
    return found
