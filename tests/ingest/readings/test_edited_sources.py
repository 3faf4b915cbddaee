"""What a reviewed reading says of a file after it was edited: what stands, changed, is gone."""

from pathlib import Path

import pytest

from graph.ingest import Options, Report, ingest_file
from graph.ingest.document import Block
from graph.ingest.readings import Quote, QuoteFinder
from graph.iris import Iris
from graph.resources import data_dir
from graph.store import select
from graph.store.embedded.store import EmbeddedStore

IRIS = Iris("http://127.0.0.1:8000/")
PAGE = data_dir() / "department-relations.txt"
PREFIX = "PREFIX hk: <https://w3id.org/hamkor#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>"


def ingest_text(store: EmbeddedStore, folder: Path, text: str) -> Report:
    path = folder / "page.txt"
    path.write_text(text, encoding="utf-8")
    return ingest_file(store, IRIS, path, Options(source="page"))


def parties(store: EmbeddedStore) -> set[str]:
    rows = select(store, f"{PREFIX} SELECT ?n {{ ?c hk:party ?o . ?o skos:prefLabel ?n }}")
    return {str(row["n"].value) for row in rows}


def test_a_letter_changed_elsewhere_keeps_all_verdicts(
    memory: EmbeddedStore, tmp_path: Path
) -> None:
    text = PAGE.read_text(encoding="utf-8")
    before = ingest_text(memory, tmp_path, text)
    named = parties(memory)
    after = ingest_text(
        memory, tmp_path, text.replace("production practice", "production practise", 1)
    )
    assert parties(memory) == named
    assert after.counts["statements_by_reading"] == before.counts["statements_by_reading"]
    assert not any("verdict" in notice.what for notice in after.notices)


def test_lines_put_above_and_rows_added_keep_all_verdicts(
    memory: EmbeddedStore, tmp_path: Path
) -> None:
    text = PAGE.read_text(encoding="utf-8")
    before = ingest_text(memory, tmp_path, text)
    after = ingest_text(memory, tmp_path, f"Page of the year\n\n{text}\n\nLast changed in May.\n")
    assert after.counts["statements_by_reading"] == before.counts["statements_by_reading"]


def test_changed_words_are_asked_about_and_missing_ones_are_said(
    memory: EmbeddedStore, tmp_path: Path
) -> None:
    text = PAGE.read_text(encoding="utf-8")
    ingest_text(memory, tmp_path, text)
    changed = text.replace("Moscow Institute of Energy", "Moscow Power Institute", 1)
    report = ingest_text(memory, tmp_path, changed)
    asked = [notice for notice in report.notices if "have changed" in notice.what]
    assert [notice.level for notice in asked] == ["question"]
    assert asked[0].words == '"Moscow Institute of Energy" is now "Moscow Power Institute"'
    assert "Moscow Institute of Energy" not in parties(memory)
    assert "California State University" in parties(memory)
    assert any(one["words"] == "Moscow Power Institute" and one["verdict"] == "Unreviewed"
               for one in report.proposals)  # fmt: skip


def test_another_page_has_no_reading(memory: EmbeddedStore, tmp_path: Path) -> None:
    text = "# Partners\n\nPartner\tCountry\nMoscow Institute of Energy\tRussia\n"
    assert not ingest_text(memory, tmp_path, text).counts["statements_by_reading"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("We work with Alpha University and others.", 13),
        ("Today we work with Alpha University and others too.", 19),
        ("We work with Alpha University, Beta College and more.", 13),
        ("Alpha University is closed. We regret it.", None),
        ("We work with Alpha Universities and others.", None),
        ("Alpha University. We work with Alpha University and others.", 31),
        ("so work with Alpha University x so work with Alpha University x", None),
    ],
)
def test_a_quote_is_found_by_its_words_and_one_side(text: str, found: int | None) -> None:
    quote = Quote("Alpha University", "We work with ", " and others.")
    span = QuoteFinder([Block("p1", text, 1)]).find(quote)
    assert (span.start if span else None) == found


def test_a_quote_names_what_stands_around_it_across_blocks() -> None:
    blocks = [Block("p1", "First", 1), Block("p2", "Alpha", 2), Block("p3", "Last", 3)]
    finder = QuoteFinder(blocks)
    quote = finder.quote(blocks[1].whole)
    assert quote == Quote("Alpha", "First\n", "\nLast")
    assert finder.find(quote) == blocks[1].whole


def test_a_headline_says_when_much_of_a_source_would_go(
    memory: EmbeddedStore, tmp_path: Path
) -> None:
    head = "Partner\tCountry\n"
    rows = [f"University {letter}\tItaly\n" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
    ingest_text(memory, tmp_path, head + "".join(rows))
    one_less = ingest_text(memory, tmp_path, head + "".join(rows[1:]))
    assert not one_less.headline
    halved = ingest_text(memory, tmp_path, head + "".join(rows[13:]))
    assert "of the source's" in halved.headline
    assert next(iter(halved.lines())) == halved.headline
