"""The page of `/sparql`: a form that works without a script, the answer, the place of an error."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Response, render_template
from pyoxigraph import (
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    parse,
    parse_query_results,
)

from ... import media
from ...errors import HamkorError, NotFound, QuerySyntax, TooLarge
from ...saved import SavedQuery, bind
from ...sparql import QueryForm, check_length, check_query, replace_mirrors
from ...store import Dataset
from ..http import MAX_URL, page, the_site
from .cells import Cell, cell_of
from .editor import is_installed
from .protocol import DATASET, OFFERS, dataset_of, limits_of

__all__ = ["form_page"]

SHOWN_ROWS = 1000
#: How much of a line is quoted before and after the place of an error.
QUOTED = 60
TRIPLE = ("subject", "predicate", "object")
FIRST_QUERY = """\
PREFIX hk: <https://w3id.org/hamkor#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

SELECT ?cooperation ?name WHERE {
  ?cooperation a hk:Cooperation ; skos:prefLabel ?name
}
LIMIT 20"""


@dataclass(frozen=True)
class ResultView:
    """An answer as people read it: a table of its first rows, or yes or no (`truth`)."""

    form: QueryForm
    head: list[str]
    rows: list[list[Cell]]
    count: int
    truth: bool | None
    ms: int


@dataclass(frozen=True)
class Fault:
    """Where a query is not SPARQL: its line, what is quoted of it, the blanks before the caret."""

    line: int
    column: int
    quote: str
    indent: str
    expected: str


def form_page(text: str | None, values: dict[str, list[str]]) -> Response:
    """Show the form, with the answer or the reason why there is none."""
    # Browsers send the lines of a form with CR LF; people write them with LF.
    text = text.replace("\r\n", "\n") if text is not None else None
    shown: ResultView | None = None
    error: HamkorError | None = None
    written = text or FIRST_QUERY
    try:
        if text is not None:
            shown = run_query(text, values)
        elif values.get("example"):
            written = example(values["example"][0])
    except HamkorError as refusal:
        error = refusal
    kept = {name: values[name] for name in DATASET if name in values}
    html = render_template(
        "sparql/sparql.html", text=written, asked=text is not None, shown=shown, error=error,
        kept=kept, fault=fault_of(error, written), examples=saved_queries(),
        with_editor=is_installed(), permalink=link(written, kept),
        downloads=downloads(shown, written, kept),
    )  # fmt: skip
    response = page(html)
    response.status_code = error.status if error else response.status_code
    return response


def run_query(text: str, values: dict[str, list[str]]) -> ResultView:
    """Ask the store, and read its answer as a table or as yes or no."""
    site = the_site()
    dataset = dataset_of(values)
    check_length(text)
    text = replace_mirrors(text, site.mirrors, dataset != Dataset())
    form = check_query(text)
    is_rows = form in (QueryForm.SELECT, QueryForm.ASK)
    result, limit = (media.JSON if is_rows else media.NT), limits_of(site.settings)
    begun = time.perf_counter()
    body = site.store.query(text, dataset=dataset, result=result, limits=limit).body
    ms = round((time.perf_counter() - begun) * 1000)
    try:
        return read(form, body, ms)
    except MemoryError as error:
        detail = "a value of the answer is longer than this page can read"
        raise TooLarge(detail, remedy="Ask for the answer in JSON, CSV or Turtle.") from error


def read(form: QueryForm, body: bytes, ms: int) -> ResultView:
    """Return an answer as a table or as yes or no. Raises `MemoryError` for a value of 16 MiB."""
    if form in (QueryForm.CONSTRUCT, QueryForm.DESCRIBE):
        triples = parse(body, format=RdfFormat.N_TRIPLES)
        rows, count = table([quad.subject, quad.predicate, quad.object] for quad in triples)
        return ResultView(form, list(TRIPLE), rows, count, None, ms)
    found = parse_query_results(body, format=QueryResultsFormat.JSON)
    if isinstance(found, QueryBoolean):
        return ResultView(form, [], [], 0, bool(found), ms)
    assert isinstance(found, QuerySolutions)  # noqa: S101
    head = [variable.value for variable in found.variables]
    rows, count = table([row[name] for name in head] for row in found)
    return ResultView(form, head, rows, count, None, ms)


def table(found: Iterable[list[object]]) -> tuple[list[list[Cell]], int]:
    """Return the first rows as cells, and the number of all rows."""
    iris, rows, count = the_site().iris, list[list[Cell]](), 0
    for count, terms in enumerate(found, 1):
        if count <= SHOWN_ROWS:
            rows.append([cell_of(term, iris) for term in terms])
    return rows, count


def fault_of(error: HamkorError | None, text: str) -> Fault | None:
    """Return where and how a query is not SPARQL; None where the engine does not say."""
    place = error.place if isinstance(error, QuerySyntax) else None
    if place is None or not isinstance(error, QuerySyntax):
        return None
    line, column = place
    lines = text.split("\n")
    whole = lines[line - 1].replace("\t", " ") if line <= len(lines) else ""
    start = max(0, column - 1 - QUOTED)
    quote = ("…" if start else "") + whole[start : column - 1 + QUOTED]
    indent = " " * (column - 1 - start + bool(start))
    return Fault(line, column, quote, indent, error.expected)


def saved_queries() -> list[SavedQuery]:
    """Return the saved queries that are whole."""
    return [query for query in the_site().queries.values() if isinstance(query, SavedQuery)]


def example(name: str) -> str:
    """Return the text of a saved query, its parameters filled with defaults and examples."""
    site = the_site()
    saved = site.queries.get(name)
    if not isinstance(saved, SavedQuery):
        raise NotFound(f"there is no saved query {name}", remedy="/queries lists them.")
    return bind(saved, {p.name: p.default or p.example for p in saved.parameters}, site.iris)


def link(text: str, kept: dict[str, list[str]], **more: str) -> str:
    """Return the path that asks this query; empty where an address cannot hold it."""
    path = f"/sparql?{urlencode({'query': text, **kept, **more}, doseq=True)}"
    return path if len(path) < MAX_URL else ""


def downloads(shown: ResultView | None, text: str, kept: dict[str, list[str]]) -> dict[str, str]:
    """Return name of format -> path of the answer in it."""
    offers = OFFERS[shown.form] if shown else ()
    paths = {offer.name: link(text, kept, format=offer.name) for offer in offers}
    return {name: path for name, path in paths.items() if path}
