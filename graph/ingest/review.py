"""Review: what the sentences of a source seem to name, decided on by a person.

A source is read again from the document that the register keeps; the verdicts and what follows from
them are one change. A table takes proposals to a spreadsheet and verdicts back.
"""

import base64
import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import NamedTuple

from ..errors import NotFound, SourceRefused, UsageError
from ..iris import Iris
from ..store import Store, select, tombstones
from ..text import fold
from .document import Document
from .mapping import recall_columns
from .pipeline import Options, convert_document, ingest_document
from .readers import read_data
from .readings import Entry, Quote, QuoteFinder, Reading
from .recognized import Recognize
from .report import Report
from .sources import show_source

__all__ = [
    "VERDICTS",
    "Decision",
    "OpenProposal",
    "decide",
    "list_open",
    "read_table",
    "write_table",
]

#: What a person may say of a proposal. "never" rejects its words here and in every other source.
VERDICTS = ("accept", "mend", "reject", "never")
COLUMNS = (
    "id", "kind", "words", "sentence", "line", "country", "record", "confidence", "verdict", "name",
)  # fmt: skip
CONTENT = """PREFIX hk: <https://w3id.org/hamkor#>
SELECT ?name ?content {{ {source} hk:currentDocument ?document .
  GRAPH ?g {{ ?document hk:fileName ?name ; hk:content ?content }} }} LIMIT 1"""


class OpenProposal(NamedTuple):
    """A proposal without a verdict; `confidence` is the matcher's, None where nothing matched."""

    id: str
    kind: str
    quote: Quote
    sentence: str
    line: int
    country: str
    record: str
    confidence: float | None


class Decision(NamedTuple):
    """A verdict on a proposal; `name` is the right one where it mends."""

    id: str
    verdict: str
    name: str = ""


def list_open(
    store: Store, iris: Iris, source: str, recognize: Recognize | None = None
) -> list[OpenProposal]:
    """Return the proposals of a source that wait for a verdict. Raises `NotFound`."""
    return open_proposals(store, iris, *read_again(store, iris, source), recognize)


def open_proposals(
    store: Store, iris: Iris, options: Options, document: Document, recognize: Recognize | None
) -> list[OpenProposal]:
    """Return the proposals of a document that wait for a verdict; nothing is written."""
    options = replace(options, dry_run=True)
    conversion, _ = convert_document(store, iris, document, options, recognize)
    finder = QuoteFinder(document.blocks())
    return [
        OpenProposal(
            f"{one.span.block.address}-{one.span.start}-{one.span.end}",
            one.kind, finder.quote(one.span), one.span.block.text, one.span.block.line,
            one.country, one.record.name if one.record else "",
            one.record.probability if one.record else None,
        )
        for one in conversion.proposed if not one.is_reviewed
    ]  # fmt: skip


def read_again(store: Store, iris: Iris, source: str) -> tuple[Options, Document]:
    """Return how a source was taken in, and its document as the register keeps it."""
    shown = show_source(store, iris, source)
    rows = list(select(store, CONTENT.format(source=iris.thing("source", source))))
    if not rows:
        raise NotFound(f'the document of the source "{source}" is not kept')
    name, content = (str(rows[0][column].value) for column in ("name", "content"))
    options = Options(
        source, str(shown["institution"]), str(shown.get("url", "")),
        str(shown.get("retrieved", "")), str(shown.get("publisher", "")),
    )  # fmt: skip
    chosen = recall_columns(store.ledger, source)
    data = base64.b64decode(content)
    return options, read_data(name, data, tombstones(store.ledger), chosen)


def decide(
    store: Store, iris: Iris, source: str, decisions: Sequence[Decision], who: str, unit: str = "",
    recognize: Recognize | None = None,
) -> Report:  # fmt: skip
    """Record verdicts on proposals of a source, and state what was accepted, in one change.

    `unit` is the unit that the sentences mean; without one, the only unit of the source's tables or
    the institution's own; `recognize` that with which the proposals were listed. Raises
    `UsageError` for a verdict that is none, `NotFound` for a proposal that is not there or was
    decided already.
    """
    options, document = read_again(store, iris, source)
    listed = open_proposals(store, iris, options, document, recognize)
    open_ones = {one.id: one for one in listed}
    for one in decisions:
        check_decision(one, open_ones)
    today = datetime.now(UTC).date().isoformat()
    entries = tuple(entry_of(open_ones[one.id], one, today) for one in decisions)
    never = [fold(open_ones[one.id].quote.exact) for one in decisions if one.verdict == "never"]
    reading = Reading("", who, today, unit, entries)
    options = replace(options, who=who)
    verdicts = (reading, never)
    return ingest_document(store, iris, document, options, recognize=recognize, verdicts=verdicts)


def check_decision(one: Decision, known: dict[str, OpenProposal]) -> None:
    """Refuse a decision that cannot be carried out."""
    if one.verdict not in VERDICTS:
        remedy = f"The verdicts are {', '.join(VERDICTS)}."
        raise UsageError(f'"{one.verdict}" is no verdict', where=one.id, remedy=remedy)
    if one.verdict == "mend" and not one.name.strip():
        raise UsageError("a verdict that mends has no name", where=one.id, remedy="Write the name.")
    if one.id not in known:
        remedy = "List the proposals again: the source was changed, or it was decided on."
        raise NotFound("there is no open proposal of this number", where=one.id, remedy=remedy)


def entry_of(proposal: OpenProposal, decision: Decision, day: str) -> Entry:
    """Return the entry of a reading that a decision means."""
    verdict = "reject" if decision.verdict == "never" else decision.verdict
    label = decision.name.strip() if decision.verdict == "mend" else ""
    return Entry(f"{day}-{proposal.id}", proposal.kind, proposal.quote, verdict, label)


def write_table(proposals: Iterable[OpenProposal]) -> str:
    """Return proposals as CSV, with empty columns for verdict and name."""
    file = io.StringIO()
    writer = csv.DictWriter(file, COLUMNS, lineterminator="\r\n", restval="")
    writer.writeheader()
    for one in proposals:
        confidence = "" if one.confidence is None else f"{one.confidence:.2f}"
        cells = {**one._asdict(), "words": one.quote.exact, "confidence": confidence}
        writer.writerow({name: plain_cell(cells.get(name, "")) for name in COLUMNS})
    return file.getvalue()


def plain_cell(value: object) -> str:
    """Return a value in one line that no spreadsheet takes for a formula."""
    text = " ".join(str(value).split())
    return f"'{text}" if text[:1] in "=+-@" and text[:1] else text


def read_table(text: str, where: str) -> list[Decision]:
    """Return the decisions of a table; lines without a verdict are left open.

    Raises `SourceRefused` for another table.
    """
    dialect = ";" if text.split("\n", 1)[0].count(";") > text.split("\n", 1)[0].count(",") else ","
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=dialect))
    if not rows or not {"id", "verdict"} <= set(rows[0]):
        remedy = "Write the table with --out and fill its columns verdict and name."
        raise SourceRefused("the table has no columns id and verdict", where=where, remedy=remedy)
    return [
        Decision(str(row["id"]), str(row["verdict"]).strip().lower(), str(row.get("name") or ""))
        for row in rows if (row.get("verdict") or "").strip()
    ]  # fmt: skip
