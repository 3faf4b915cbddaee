"""Layouts of real offices: files beside the checkout, and some of our own, with what is right."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from conftest import FILES, IRIS, ROOT

from graph.errors import SourceRefused
from graph.ingest import Options, Report, ingest_file
from graph.ingest.tables.columns import field_of, possible_fields
from graph.register import ensure_vocabulary, validate
from graph.store import EmbeddedStore, select

LAYOUTS = json.loads((FILES / "layouts.json").read_text(encoding="utf-8"))
CASES = ROOT.parent / "shared" / "cases" / "tables"
COLUMNS = "?name ?country ?signed ?valid ?perpetual"
QUERY = """
PREFIX hk: <https://w3id.org/hamkor#> PREFIX org: <http://www.w3.org/ns/org#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?name ?country ?signed ?valid ?perpetual {
  ?c hk:party ?o . ?o a org:Organization ; skos:prefLabel ?name .
  FILTER NOT EXISTS { ?o a org:OrganizationalUnit }
  OPTIONAL { ?o hk:countryStated ?country }
  OPTIONAL { ?a hk:governs ?c
    OPTIONAL { ?a hk:signedEdtf ?signed } OPTIONAL { ?a hk:validEdtf ?valid }
    OPTIONAL { ?a hk:perpetual ?perpetual } }
} ORDER BY ?name"""


#: Spans whose words are not those that stand at their place in the block.
MISPLACED = """PREFIX hk: <https://w3id.org/hamkor#> PREFIX oa: <http://www.w3.org/ns/oa#>
SELECT ?exact ?text { GRAPH ?g { ?span a hk:SourceSpan ; oa:exact ?exact ; hk:inBlock ?block ;
  hk:blockStart ?start ; hk:blockEnd ?end . ?block hk:text ?text }
  FILTER(SUBSTR(?text, ?start + 1, ?end - ?start) != ?exact) }"""


def take_in(store: EmbeddedStore, path: Path) -> tuple[list[tuple[str, ...]], Report]:
    """Return (name, country, signed, valid, perpetual) of the partners of a file, and the report."""
    ensure_vocabulary(store, IRIS)
    report = ingest_file(store, IRIS, path, Options(institution="home"))
    assert validate(store, IRIS) == []
    assert list(select(store, MISPLACED)) == []
    names = COLUMNS.replace("?", "").split()
    rows = [tuple(str(row[n].value) if n in row else "" for n in names)
            for row in select(store, QUERY)]  # fmt: skip
    return rows, report


@pytest.mark.slow
@pytest.mark.skipif(
    not CASES.exists(), reason="needs ../shared/cases/tables, not beside this checkout"
)
def test_the_layouts_of_real_offices_are_read(tmp_path: Path) -> None:
    environ = {**os.environ, "HAMKOR": f"{sys.executable} -m graph.cli", "PYTHONPATH": str(ROOT)}
    command = [
        sys.executable,
        str(CASES / "run.py"),
        str(CASES / "handed"),
        "--json",
        "--jobs",
        "2",
    ]
    done = subprocess.run(
        command, env=environ, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    results = json.loads(done.stdout)
    results = results if isinstance(results, list) else results["files"]
    wrong = {one["file"]: one["wrong"] for one in results if one["wrong"]}
    right = sum(sum(one["right"].values()) for one in results)
    total = sum(sum(one["total"].values()) for one in results)
    print(
        f"{right} of {total} fields, {sum(one['read'] for one in results)} of {len(results)} files"
    )
    assert wrong == {}
    assert all(one["read"] for one in results)
    assert right >= 0.95 * total
    assert all(one["asked"][0] == one["asked"][1] for one in results)


@pytest.mark.parametrize("case", LAYOUTS, ids=[case["what"] for case in LAYOUTS])
def test_a_layout_is_read_as_a_careful_person_reads_it(
    memory: EmbeddedStore, tmp_path: Path, case: dict[str, Any]
) -> None:
    path = tmp_path / case["name"]
    path.write_text(case["text"], encoding="utf-8")
    rows, _ = take_in(memory, path)
    assert rows == [tuple(row) for row in case["partners"]]


@pytest.mark.parametrize(
    "text",
    [
        "Name,Position,Email\nJohn Smith,Professor,j@example.org\nAnna Roe,Lecturer,a@example.org\n",
        "Country,Number of partners\nGermany,12\nItaly,7\n",
        "Day,Time,Subject,Room\nMonday,08:30,Mathematics,101\nTuesday,10:00,Physics,Academy Hall\n",
        "Rank,University,Country,Score\n1,State University,Italy,98\n2,Academy,Spain,97\n",
        "Item,Price\nDormitory,150\nUniversity card,10\n",
        "Alumni,Graduation year,Employer\nA. Roe,2015,State University\nB. Doe,2018,Academy\n",
        "Date,Title,University\n12/05/2021,A talk,University of Nowhere\n",
    ],
)
def test_a_table_of_something_else_is_no_list_of_partners(
    memory: EmbeddedStore, tmp_path: Path, text: str
) -> None:
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SourceRefused, match="no table was found"):
        ingest_file(memory, IRIS, path)


def test_a_workbook_with_title_rows_groups_and_totals(
    memory: EmbeddedStore, tmp_path: Path
) -> None:
    path = tmp_path / "partners.xlsx"
    book = openpyxl.Workbook()
    for row in (
        ["Agreements of the university, 2024"], [], ["No.", "Partner institution", "Signed", "Valid until"],
        ["Poland"], [1, "University of the North", "12.03.2021", "11.03.2026"],
        [2, "College of the South", "", "indefinite"], ["Total", 2], ["* not yet in force"],
    ):  # fmt: skip
        book.active.append(row)
    book.save(path)
    rows, report = take_in(memory, path)
    assert rows == [
        ("College of the South", "PL", "", "", "true"),
        ("University of the North", "PL", "2021-03-12", "/2026-03-11", ""),
    ]
    assert not report.problems


def test_a_word_document_with_two_tables_and_a_list(memory: EmbeddedStore, tmp_path: Path) -> None:
    path = tmp_path / "partners.docx"
    word = docx.Document()
    word.add_heading("Germany", 2)
    word.add_paragraph("Hochschule am See", style="List Bullet")
    word.add_paragraph("Universität Tal", style="List Bullet")
    table = word.add_table(2, 3)
    for row, texts in enumerate((("Партнёр", "Страна", "Договор"),
                                 ("Университет Степи", "Казахстан", "№ 4 от 01.02.2020, бессрочно"))):  # fmt: skip
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    word.save(path)
    rows, _ = take_in(memory, path)
    assert rows == [
        ("Hochschule am See", "DE", "", "", ""), ("Universität Tal", "DE", "", "", ""),
        ("Университет Степи", "KZ", "2020-02-01", "", "true"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Country,Partner,Signed\nItaly,Alpha University,03/04/2022\n", "03/04/2022"),
        ("Country,Partner,Signed\nAtlantis,Alpha University,2021\n", "Atlantis"),
        ("Partner,Signed,Until\nAlpha University,2022-01-01,2019-01-01\n", "before it begins"),
        ("Partner,Signed\nAlpha University,31.02.2021\n", "there is no day"),
        ("Partner,Status,Signed\nAlpha University,draft,2021\n", "no agreement yet"),
    ],
)
def test_what_is_not_sure_is_asked_and_not_said(
    memory: EmbeddedStore, tmp_path: Path, text: str, asked: str
) -> None:
    path = tmp_path / "t.csv"
    path.write_text(text)
    rows, report = take_in(memory, path)
    assert asked in "\n".join(report.lines())
    name, country, signed, valid, _ = rows[0]
    assert name == "Alpha University"
    assert country == ("" if asked == "Atlantis" else country)
    if asked != "Atlantis":
        assert "/" not in valid.strip("/")
    if asked in ("03/04/2022", "there is no day", "no agreement yet"):
        assert signed == ""


@pytest.mark.parametrize(
    ("title", "field"),
    [
        ("Phone number", "person"), ("Telefon raqami", "person"), ("MoU number", "number"),
        ("Номер соглашения", "number"), ("Number of agreements", "agreement"),
        ("Date of foundation", None), ("foundingDate", None), ("Дата рождения", None),
        ("Data di scadenza", "until"), ("Date d'expiration", "until"), ("签约日期", "signed"),
        ("Début de validité", "from"), ("Colour", None),
    ],
)  # fmt: skip
def test_a_title_is_known_by_its_words(title: str, field: str | None) -> None:
    assert (field_of(title, {}) or next(iter(possible_fields(title)), None)) == field
