"""A second page with other content, changes of it, several institutions, removal."""

import hashlib
from pathlib import Path

import pytest
from conftest import FILES, IRIS

from graph.errors import NotFound, ShapeViolation, SourceRefused, UsageError
from graph.ingest import Options, Report, ingest_file, list_sources, remove_source, show_source
from graph.register import ensure_vocabulary, validate
from graph.store import EmbeddedStore, ask, select

PAGE = FILES / "institute-partners.txt"
PREFIX = (
    "PREFIX hk: <https://w3id.org/hamkor#> PREFIX form: <https://w3id.org/hamkor/form/> "
    "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> "
)


@pytest.fixture
def report(memory: EmbeddedStore) -> Report:
    ensure_vocabulary(memory, IRIS)
    return ingest_file(memory, IRIS, PAGE, Options(institution="soil"))


def column(store: EmbeddedStore, pattern: str) -> list[str]:
    rows = select(store, f"{PREFIX} SELECT DISTINCT ?x {{ {pattern} }} ORDER BY ?x")
    return [str(row["x"].value) for row in rows]


def test_another_page_goes_through(memory: EmbeddedStore, report: Report) -> None:
    assert report.counts["cooperations"] == 4
    assert column(memory, "?c hk:party ?o . ?o skos:prefLabel ?x") == [
        "Green Field Company LLC", "North, South", "River Institute", "Soil Physics", "Suv Loyiha",
        "Water Agency",
    ]  # fmt: skip
    assert column(memory, "?a hk:validThrough ?x") == ["2025-02-28", "2026-03-14"]
    assert column(memory, "?a <http://purl.org/dc/terms/identifier> ?x") == ["12/7"]
    assert column(memory, "?c hk:agreementVerbatim ?x")[2] == "signed long ago"
    assert column(memory, "?c hk:formsUnread ?x") == ["tea ceremony"]
    assert validate(memory, IRIS) == []


def test_an_unreviewed_proposal_is_seen_and_not_asserted(
    memory: EmbeddedStore, report: Report
) -> None:
    assert report.counts["proposals_unreviewed"] == 3
    assert not ask(memory, f"{PREFIX} ASK {{ ?x hk:verbatimName 'Example State University' }}")
    graph = IRIS.graph("proposals", "institute-partners")
    assert ask(memory, f"{PREFIX} ASK {{ GRAPH {graph} {{ ?p hk:verdict hk:Unreviewed }} }}")


def test_blank_not_asked_and_stated_are_three_answers(
    memory: EmbeddedStore, report: Report
) -> None:
    states = "?c hk:agreementInfo ?s ; skos:prefLabel ?l . BIND(CONCAT(STRAFTER(STR(?s), '#'), ': ', ?l) AS ?x)"
    assert column(memory, states) == [
        "NotAskedInSource: Soil Physics – Water Agency, River Institute",
        "StatedInSource: Soil Physics – Green Field Company LLC",
        "StatedInSource: Soil Physics – North, South",
        "StatedInSource: Soil Physics – Suv Loyiha",
    ]


def test_a_dry_run_says_the_same_and_writes_nothing(memory: EmbeddedStore) -> None:
    dry = ingest_file(memory, IRIS, PAGE, Options(dry_run=True))
    assert memory.version() == "0"
    assert memory.ledger.known_slug("organization", "water agency") is None
    wet = ingest_file(memory, IRIS, PAGE)
    assert (dry.added, dry.added_things) == (wet.added, wet.added_things)


def test_a_changed_file_gives_a_diff_and_keeps_iris(
    memory: EmbeddedStore, report: Report, tmp_path: Path
) -> None:
    before = set(column(memory, "?x a hk:Cooperation"))
    changed = tmp_path / PAGE.name
    text = PAGE.read_text().replace("signed long ago", "1 May 2024, for 2 years")
    changed.write_text(text.replace("Green Field Company LLC", "Blue Field Company LLC"))
    after = ingest_file(memory, IRIS, changed, Options(institution="soil"))
    assert after.added and after.removed and after.kept > 50
    now = set(column(memory, "?x a hk:Cooperation"))
    assert len(before & now) == 3
    gone = f"{IRIS.base}id/organization/green-field-company-llc"
    assert after.removed_things and memory.ledger.is_gone(gone)
    ingest_file(memory, IRIS, PAGE, Options(institution="soil"))
    assert not memory.ledger.is_gone(gone)
    assert set(column(memory, "?x a hk:Cooperation")) == before


def test_units_of_two_institutions_never_merge(memory: EmbeddedStore, report: Report) -> None:
    ingest_file(memory, IRIS, PAGE, Options(source="other", institution="water"))
    assert len(column(memory, "?x a hk:Department")) == 2
    assert len(column(memory, "?x skos:prefLabel 'Water Agency'")) == 1


def test_a_fact_of_two_sources_counts_once_and_outlives_one(
    memory: EmbeddedStore, report: Report
) -> None:
    ingest_file(memory, IRIS, PAGE, Options(source="again", institution="soil"))
    count = "SELECT (COUNT(*) AS ?n) { ?s <https://w3id.org/hamkor#party> ?o }"
    parties = select(memory, count)
    remove_source(memory, IRIS, "again")
    assert select(memory, count) == parties
    removed = remove_source(memory, IRIS, "institute-partners")
    assert removed["gone"]
    assert column(memory, "?x a hk:Cooperation") == []
    assert ask(memory, f"{PREFIX} ASK {{ GRAPH ?g {{ ?d a hk:SourceDocument }} }}")


def test_sources_are_listed_and_shown(memory: EmbeddedStore, report: Report) -> None:
    (row,) = list_sources(memory, IRIS)
    assert (row["slug"], row["institution"]) == ("institute-partners", "soil")
    shown = show_source(memory, IRIS, "institute-partners")
    assert shown["proposals"] == 3
    for call in (show_source, remove_source):
        with pytest.raises(NotFound, match="no source"):
            call(memory, IRIS, "nope")


@pytest.mark.parametrize(
    "options",
    [
        Options(source="A b"),
        Options(institution="x y"),
        Options(url="ftp:x"),
        Options(retrieved="May"),
    ],
)
def test_options_are_checked(memory: EmbeddedStore, options: Options) -> None:
    with pytest.raises(UsageError):
        ingest_file(memory, IRIS, PAGE, options)


def test_a_rule_of_the_shapes_stops_the_write(memory: EmbeddedStore, tmp_path: Path) -> None:
    """What a person writes into a reading is checked as everything is."""
    span = "exact = 'Example State University'\n"
    (tmp_path / "reading.toml").write_text(
        f'sha256 = "{hashlib.sha256(PAGE.read_bytes()).hexdigest()}"\nreviewer_role = "editor"\n'
        'reviewed = 2026-11-24\nunit = "Soil Physics"\n'
        f"[[entry]]\nid = 'A'\nkind = 'party'\nverdict = 'accept'\n{span}"
        f"[[entry.says]]\np = 'hk:countryStated'\no = 'Testland'\n{span}"
    )
    with pytest.raises(ShapeViolation, match="code of two letters"):
        ingest_file(memory, IRIS, PAGE, Options(readings=(tmp_path,)))
    assert memory.version() == "0"


READING = """sha256 = "{sha256}"
reviewer_role = "editor"
reviewed = 2026-11-24
unit = "Soil Physics"
[[entry]]
id = "A"
kind = "party"
verdict = "accept"
exact = "{words}"
prefix = "{prefix}"
suffix = "{suffix}"
"""


def test_a_reading_must_quote_the_words_that_stand_there(
    memory: EmbeddedStore, tmp_path: Path, report: Report
) -> None:
    words = "Example State University"
    around = {"prefix": "", "suffix": ""}
    (tmp_path / "r.toml").write_text(READING.format(sha256=report.sha256, words=words, **around))
    options = Options(institution="soil", readings=(tmp_path,))
    assert ingest_file(memory, IRIS, PAGE, options).counts["proposals_unreviewed"] == 2
    assert ask(memory, f"{PREFIX} ASK {{ ?c hk:party/skos:prefLabel 'Example State University' }}")
    (tmp_path / "r.toml").write_text(READING.format(sha256=report.sha256, words="Xa", **around))
    with pytest.raises(SourceRefused, match="is not in"):
        ingest_file(memory, IRIS, PAGE, options)


def test_long_cells_can_change(memory: EmbeddedStore, tmp_path: Path) -> None:
    head = PAGE.read_text().splitlines()[4]
    path = tmp_path / "long.txt"
    for letter in "ab":
        path.write_text(f"{head}\nA\tWater Agency\t\tcourse work. {letter * 90_000}")
        assert ingest_file(memory, IRIS, path).changed
    assert len(column(memory, "?c hk:formsVerbatim ?x")) == 1
