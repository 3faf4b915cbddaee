"""Fields of columns that a person chooses: given, from a file, remembered, taken over, written."""

import json
from pathlib import Path

import pytest

from graph.errors import SourceRefused, UsageError
from graph.ingest import Options, ingest_file
from graph.iris import Iris
from graph.store import EmbeddedStore, construct, select

BASE = "http://127.0.0.1:8000/"
TABLE = "Alpha;Beta;Gamma\nUniversity of Oslo;31.12.2030;Norway\nUniversity of Turku;01.02.2031;Finland\n"
CHOICES = ("Alpha=partner", "Beta=until", "Gamma=country")


@pytest.fixture
def store() -> EmbeddedStore:
    return EmbeddedStore.open("memory:", BASE)


def take_in(store: EmbeddedStore, path: Path, **options: object) -> object:
    return ingest_file(store, Iris(BASE), path, Options(**options))  # type: ignore[arg-type]


def countries(store: EmbeddedStore) -> set[str]:
    text = "SELECT ?c { ?s <https://w3id.org/hamkor#countryStated> ?c }"
    return {str(row["c"].value) for row in select(store, text)}


def write(tmp_path: Path, name: str, text: str) -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_titles_of_no_language_are_read_when_a_person_says_what_they_are(
    store: EmbeddedStore, tmp_path: Path
) -> None:
    path = write(tmp_path, "list.csv", TABLE)
    with pytest.raises(SourceRefused, match="no table was found"):
        take_in(store, path)
    report = take_in(store, path, column=CHOICES)
    assert report.counts["cooperations"] == 2
    assert countries(store) == {"NO", "FI"}


def test_a_choice_is_remembered_for_its_source_and_taken_over_by_another(
    store: EmbeddedStore, tmp_path: Path
) -> None:
    take_in(store, write(tmp_path, "list.csv", TABLE), column=CHOICES)
    again = write(tmp_path, "list.csv", TABLE.replace("Norway", "Sweden"))
    assert take_in(store, again).counts["cooperations"] == 2
    assert countries(store) == {"SE", "FI"}
    other = write(tmp_path, "other.csv", TABLE.replace("Oslo", "Bergen"))
    assert take_in(store, other, columns_of="list").counts["cooperations"] == 2
    with pytest.raises(UsageError, match="no columns were chosen"):
        take_in(store, other, columns_of="third")


def test_a_file_with_the_titles_of_another_source_says_so(
    store: EmbeddedStore, tmp_path: Path
) -> None:
    table = "Partner;Frist\nUniversity of Oslo;31.12.2030\n"
    take_in(store, write(tmp_path, "list.csv", table), column=("Frist=until",))
    report = take_in(store, write(tmp_path, "other.csv", table), dry_run=True)
    assert any("--columns-of list" in notice.message for notice in report.notices)
    assert any('"Frist" = remark' in line for line in report.lines())


@pytest.mark.parametrize(
    ("given", "words"),
    [("Beta", "no choice of a column"), ("=until", "no choice"), ("Beta=dates", "no field")],
)
def test_a_choice_that_is_none_is_refused(
    store: EmbeddedStore, tmp_path: Path, given: str, words: str
) -> None:
    with pytest.raises(UsageError, match=words):
        take_in(store, write(tmp_path, "list.csv", TABLE), column=(given,))


def test_a_title_that_is_not_there_is_said(store: EmbeddedStore, tmp_path: Path) -> None:
    path = write(tmp_path, "list.csv", TABLE)
    report = take_in(store, path, column=(*CHOICES, "Delta=city"))
    assert any('titled "Delta"' in notice.message for notice in report.notices)


def test_what_is_understood_is_written_and_read_again(store: EmbeddedStore, tmp_path: Path) -> None:
    table = 'Partner;"Ends ""hard"""\nUniversity of Oslo;31.12.2030\n'
    out = tmp_path / "columns.toml"
    path = write(tmp_path, "list.csv", table)
    take_in(store, path, dry_run=True, mapping_out=out)
    text = out.read_text()
    assert '"Partner" = "partner"' in text
    out.write_text(text.replace('= "remark"', '= "until"'))
    take_in(store, path, mapping=out)
    days = "CONSTRUCT { ?a ?p ?d } { ?a ?p ?d . ?a <https://w3id.org/hamkor#validThrough> ?d }"
    assert any("2030-12-31" in str(triple.object) for triple in construct(store, days))
    out.write_text("columns = 3")
    with pytest.raises(SourceRefused, match="not a mapping"):
        take_in(store, path, mapping=out)


def test_csvw_metadata_name_the_columns(store: EmbeddedStore, tmp_path: Path) -> None:
    out = tmp_path / "metadata.json"
    take_in(store, write(tmp_path, "list.csv", TABLE), column=CHOICES, mapping_out=out)
    found = json.loads(out.read_text())
    assert found["@context"] == "http://www.w3.org/ns/csvw"
    assert [c["titles"] for c in found["tableSchema"]["columns"]] == ["Alpha", "Beta", "Gamma"]
    assert found["tableSchema"]["columns"][1]["propertyUrl"].endswith("#validThrough")
