"""Which field each column of a table has: chosen by a person, remembered, written down.

A choice is a title and a field (``"Valid Until" = "until"``). It comes from options, from a file of
TOML, or from what was chosen before for the source. What was understood is written as TOML, or as
CSVW metadata (Metadata Vocabulary for Tabular Data, section 5).
"""

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from ..errors import SourceRefused, UsageError
from ..store import Ledger
from ..text import shorten
from ..vocab import DCTERMS, FOAF, HK, SCHEMA
from .document import Document
from .tables import REMARK, field_names, key_of

__all__ = [
    "choose_columns", "describe_columns", "dump_mapping", "note_choices", "recall_columns",
    "remember_columns",
]  # fmt: skip

SETTING = "columns/"
REMEDY = 'Write e.g. --column "Valid Until=until".'
#: The property that a field states, for CSVW.
PROPERTIES = {
    "partner": HK.verbatimName, "country": HK.countryStated, "city": SCHEMA.addressLocality,
    "homepage": FOAF.homepage, "identifier": DCTERMS.identifier,
    "agreement": HK.agreementVerbatim, "number": DCTERMS.identifier, "signed": HK.signedEdtf,
    "from": HK.validEdtf, "until": HK.validThrough, "forms": HK.formsVerbatim,
}  # fmt: skip


def choose_columns(
    ledger: Ledger, source: str, given: Sequence[str], file: Path | None, other: str
) -> dict[str, str]:
    """Return the fields chosen for titles: remembered ones, then a file's, then those given.

    `given` are choices as they are written, ``TITLE=FIELD``; `other` names a source whose choices
    are taken over. Raises `UsageError` and `SourceRefused`.
    """
    taken = recall_columns(ledger, other) if other else {}
    if other and not taken:
        detail = f'no columns were chosen for the source "{other}"'
        raise UsageError(detail, where="--columns-of", remedy=REMEDY)
    from_file = read_mapping(file) if file is not None else {}
    return recall_columns(ledger, source) | taken | from_file | read_choices(given)


def read_choices(given: Sequence[str]) -> dict[str, str]:
    """Return title -> field of choices as they are written."""
    found = {}
    for one in given:
        title, _, field = one.rpartition("=")
        if not title.strip():
            raise UsageError(f'"{one}" is no choice of a column', where="--column", remedy=REMEDY)
        found[title.strip()] = check_field(field.strip(), "--column")
    return found


def check_field(field: str, where: str) -> str:
    """Return the name of a field. Raises `UsageError` for another word."""
    known = {*field_names(), REMARK}
    if field not in known:
        remedy = f"The fields are {', '.join(sorted(known))}."
        raise UsageError(f'"{field}" is no field', where=where, remedy=remedy)
    return field


def read_mapping(path: Path) -> dict[str, str]:
    """Return title -> field of a file of TOML. Raises `SourceRefused`."""
    try:
        columns = tomllib.loads(path.read_text(encoding="utf-8"))["columns"]
        return {str(title): check_field(str(one), path.name) for title, one in columns.items()}
    except (OSError, ValueError, KeyError, AttributeError) as error:
        remedy = "See docs/reference/sources.md."
        raise SourceRefused(f"not a mapping ({error})", where=path.name, remedy=remedy) from error


def remember_columns(source: str, chosen: Mapping[str, str]) -> dict[str, str]:
    """Return the setting of the ledger that remembers the choices for a source."""
    return {f"{SETTING}{source}": json.dumps(chosen, ensure_ascii=False)} if chosen else {}


def recall_columns(ledger: Ledger, source: str) -> dict[str, str]:
    """Return the choices that were made for a source."""
    found: dict[str, str] = json.loads(ledger.setting(f"{SETTING}{source}") or "{}")
    return found


def note_choices(
    ledger: Ledger, document: Document, source: str, chosen: Mapping[str, str]
) -> Iterator[str]:
    """Yield what to say: titles that are not there, other sources' choices for these titles."""
    there = {key_of(cell.text) for table in document.tables for cell in table.header.cells}
    for title in chosen:
        if key_of(title) not in there:
            yield f'no column is titled "{shorten(title, 60)}", for which a field was chosen'
    if chosen:
        return
    for name, value in ledger.settings(SETTING).items():
        if {key_of(title) for title in json.loads(value)} <= there:
            other = name.removeprefix(SETTING)
            yield f"columns with these titles were chosen for {other}: --columns-of {other}"


def columns_of(document: Document) -> dict[str, str]:
    """Return title -> field of every column of a document that has a title."""
    return {
        " ".join(cell.text.split()): field or REMARK
        for table in document.tables
        for cell, field in zip(table.header.cells, table.fields, strict=True)
        if cell.text
    }


def describe_columns(document: Document) -> list[str]:
    """Return in one line a table what was understood of its columns."""
    lines = []
    for table in document.tables:
        pairs = zip(table.header.cells, table.fields, strict=True)
        parts = [f'"{shorten(cell.text, 40)}" = {field or REMARK}' for cell, field in pairs]
        lines.append(f"table {table.number}: {', '.join(parts)}")
    return lines


def dump_mapping(document: Document, path: Path) -> None:
    """Write what was understood of a document: CSVW metadata where the suffix is ``.json``.

    Raises `UsageError` where the file cannot be written.
    """
    columns = columns_of(document)
    if path.suffix == ".json":
        text = json.dumps(as_csvw(document, columns), ensure_ascii=False, indent=2)
    else:
        rows = [f"{quote(title)} = {quote(field)}" for title, field in columns.items()]
        text = "\n".join([f"# Columns of {document.name}", "[columns]", *rows])
    try:
        path.write_text(f"{text}\n", encoding="utf-8")
    except OSError as error:
        detail = f"the file cannot be written ({error.strerror})"
        raise UsageError(detail, where=str(path)) from error


def quote(text: str) -> str:
    """Return a text as a basic string of TOML, whose escapes are those of JSON."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def as_csvw(document: Document, columns: Mapping[str, str]) -> dict[str, object]:
    """Return the columns as CSVW metadata of one table."""
    found = []
    for title, field in columns.items():
        column = {"titles": title, "name": field}
        if field in PROPERTIES:
            column["propertyUrl"] = PROPERTIES[field].value
        found.append(column)
    return {
        "@context": "http://www.w3.org/ns/csvw",
        "url": document.name,
        "tableSchema": {"columns": found},
    }
