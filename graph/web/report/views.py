"""The accreditation report: figures of a unit, programme and period, each with query and evidence.

A figure is a file of ``queries/report``: a saved query whose line ``# scope`` is replaced by the
patterns of what the reader chose. Its rows are what counts, each with the statement by which it
does; the figure is how many different things they name. The words are those of the statement.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext
from pyoxigraph import NamedNode

from ...saved import SavedQuery, bind, load_all, without_header
from ...store import text_in
from ..http import Site, conditional, current_language, heading, page, the_site
from ..pages import entries, local_value
from ..queries import whole_rows
from .scope import Scope, choose_scope, fill_marks, has_place
from .workbook import Sheet, write_workbook

__all__ = ["Figure", "blueprint"]

blueprint = Blueprint("report", __name__)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Columns of the sheet of evidence.
PROOF = ("figure", "thing", "IRI", "note", "words", "file", "line")
#: Things of a figure that the page lists; the XLSX has all.
LISTED = 200


class Evidence(NamedTuple):
    """The words on which a thing counts: as written, their file, their line."""

    words: str
    file: str
    line: str


class Item(NamedTuple):
    """A thing that counts: its page, its label, notes about it, the words on which it rests."""

    iri: str
    path: str
    label: str
    notes: Sequence[str]
    evidence: Sequence[Evidence]


class Figure(NamedTuple):
    """A figure: its title, what it counts, the query as it was asked, what counts."""

    name: str
    title: str
    tells: str
    text: str
    items: Sequence[Item]


@blueprint.get("/report")
def report() -> Response:
    """Show the report of what the reader chose, for reading and for printing."""
    site = the_site()
    chosen = choose_scope(site)
    units, programmes = ([(local_value(one.iri), one.label) for one in entries(site, kind)]
                         for kind in ("unit", "programme"))  # fmt: skip
    html = render_template(
        "report/report.html", figures=figures(site, chosen), units=units, programmes=programmes,
        told=describe_scope(site, chosen), version=site.store.version(), listed=LISTED,
        asked=request.query_string.decode("ascii", "replace"),
    )  # fmt: skip
    return page(html)


@blueprint.get("/report.xlsx")
def spreadsheet() -> Response:
    """Give the report as a spreadsheet: figures, what counts with its words, queries."""
    site = the_site()
    chosen = choose_scope(site)
    found = figures(site, chosen)
    told_of = describe_scope(site, chosen).items()
    scope = [*((heading(name), text) for name, text in told_of),
             (gettext("version of the data"), site.store.version())]  # fmt: skip
    data = write_workbook([
        Sheet(gettext("Figures"), titles("figure", "number", "what it counts"),
              [*((one.title, len(one.items), one.tells) for one in found), (), *scope]),
        Sheet(gettext("Evidence"), titles(*PROOF),
              [(one.title, item.label, item.iri, "; ".join(item.notes), *proof)
               for one in found for item in one.items
               for proof in item.evidence or [Evidence("", "", "")]]),
        Sheet(gettext("Queries"), titles("figure", "SPARQL"),
              [(one.title, one.text) for one in found]),
    ])  # fmt: skip
    answer = Response(data, content_type=XLSX)
    answer.headers["Content-Disposition"] = 'attachment; filename="report.xlsx"'
    return conditional(answer, "xlsx")


def titles(*names: str) -> list[str]:
    """Return the titles of columns in the present language; a name in capitals is one already."""
    return [name if name.isupper() else heading(name) for name in names]


def describe_scope(site: Site, chosen: Scope) -> dict[str, str]:
    """Return what was chosen in words."""
    language = current_language()
    return {
        name: site.words.label(term.value, language) if isinstance(term, NamedNode) else term.value
        for name, term in chosen.items()
    }


def figures(site: Site, chosen: Scope) -> list[Figure]:
    """Return the figures in the order of their files."""
    saved = site.make_for_version("report", "", lambda: load_all(site.queries_dir / "report"))
    return [
        figure(site, one, chosen)
        for one in saved.values()
        if isinstance(one, SavedQuery) and has_place(one.text, chosen)
    ]


def figure(site: Site, saved: SavedQuery, chosen: Scope) -> Figure:
    """Ask one figure's query within what was chosen."""
    text = fill_marks(bind(saved, {}, site.iris), chosen)
    head, *rows = site.remember(("report", text), lambda: whole_rows(site, text))
    found: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        plain = dict(zip(head, row, strict=True))
        found.setdefault(plain["item"], []).append(plain)
    items = [item_of(site, iri, several) for iri, several in found.items()]
    return Figure(
        saved.name, saved.title_in(current_language()), saved.describe(current_language()),
        without_header(text), sorted(items, key=lambda item: item.label),
    )  # fmt: skip


def item_of(site: Site, iri: str, rows: Sequence[Mapping[str, str]]) -> Item:
    """Return a thing with its notes and the words of its statements, each once."""
    known = evidence(site)
    keys = ((row["subject"], row["predicate"], row["object"]) for row in rows)
    proofs = (proof for key in keys for proof in known.get(key, ()))
    notes = dict.fromkeys(note_of(site, row) for row in rows if row.get("note"))
    path = site.iris.page_path(iri) or ""
    label = (
        site.words.label(iri, current_language()) if path.startswith("/form/") else rows[0]["label"]
    )
    return Item(iri, path, label, [*notes], [*dict.fromkeys(proofs)])


def note_of(site: Site, row: Mapping[str, str]) -> str:
    """Return a note; the label of a form that a statement names, in the present language."""
    is_label = row["note"] == site.words.label(row["object"], "en")
    return site.words.label(row["object"], current_language()) if is_label else row["note"]


def evidence(site: Site) -> Mapping[tuple[str, str, str], Sequence[Evidence]]:
    """Return statement -> its words, for what figures count; read once for each version."""
    found: Mapping[tuple[str, str, str], Sequence[Evidence]] = site.make_once(
        "report evidence", lambda: read_evidence(site)
    )
    return found


def read_evidence(site: Site) -> dict[tuple[str, str, str], list[Evidence]]:
    """Read the words of statements from the store."""
    found: dict[tuple[str, str, str], list[Evidence]] = {}
    for row in site.rows("report-evidence"):
        key = (str(row["subject"].value), str(row["predicate"].value), str(row["object"].value))
        proof = Evidence(*(text_in(row, name) for name in Evidence._fields))
        found.setdefault(key, []).append(proof)
    return found
