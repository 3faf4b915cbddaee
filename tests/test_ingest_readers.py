"""Every format gives the same table; every fault gives one clear error."""

import re
from pathlib import Path

import pytest
from conftest import IRIS

from graph.errors import HamkorError, SourceRefused
from graph.ingest import ingest_file
from graph.ingest.columns import role_of
from graph.ingest.readers import read_document
from graph.store import EmbeddedStore

HEAD = "Department name,Company name,Agreement,Forms of cooperation"
ROW = '"A and B","Water ""Blue"" Agency",,educational practice'
TABLES = {
    "t.csv": f"{HEAD}\n{ROW}\n",
    "t.tsv": 'Department name\tCompany name\tAgreement\tForms of cooperation\nA and B\tWater "Blue" Agency\t\teducational practice\n',
    "t.txt": '# Page\n\nDepartment name\tCompany name\tAgreement\tForms of cooperation\n<b>A and B</b>\tWater "Blue" Agency\t\teducational practice',
    "t.html": "<h1>Page</h1><table><tr><th>Department name<th>Company name<th>Agreement<th>Forms of cooperation</tr>"
    "<tr><td>A and B<td>Water &quot;Blue&quot; Agency<td><td>educational <b>practice</b></tr></table>",
}  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_formats_agree(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(TABLES[name], encoding="utf-8")
    document = read_document(path)
    (table,) = document.tables
    texts = [cell.text for cell in table.rows[0].cells]
    assert texts == ["A and B", 'Water "Blue" Agency', "", "educational practice"]


@pytest.mark.parametrize("name", ["t.csv", "t.tsv", "t.txt"])
def test_characters_of_plain_text_are_those_of_the_file(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text("\ufeff" + TABLES[name], encoding="utf-8")
    text = path.read_text(encoding="utf-8")
    for block in read_document(path).blocks():
        for start in range(len(block.text)):
            place = block.span(start, start + 1).file_range
            assert place is not None
            assert text[slice(*place)] == block.text[start]


def test_a_short_row_is_read_with_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "t.txt"
    path.write_text("Department name\tCompany name\tAgreement\nA\tWater Agency")
    document = read_document(path)
    assert [cell.present for cell in document.tables[0].rows[0].cells] == [True, True, False]
    assert "not present" in document.warnings[0]


FAULTS: dict[str, tuple[str, bytes, str]] = {
    "empty": ("t.txt", b"  \n", "the file is empty"),
    "no table": ("t.txt", b"only prose\n", "no table was found"),
    "no column": ("t.csv", b"Department name,Town\nA,B\n", "no table was found"),
    "binary": ("t.txt", b"a\x00b", "binary"),
    "utf-16": ("t.txt", "a\tb".encode("utf-16"), "UTF-16"),
    "latin-1": ("t.txt", b"caf\xe9\n", "is not UTF-8"),
    "control": ("t.txt", b"a\x07b\n", "control character U+0007"),
    "long row": ("t.txt", b"Department name\tCompany name\nA\tB\tC\n", "3 cells, its header 2"),
    "long cell": ("t.csv", f"{HEAD}\nA,{'x' * 200_000},,\n".encode(), "a cell may have"),
    "open quote": ("t.csv", f'{HEAD}\nA,"B,,\n'.encode(), "no closing quote"),
    "no reader": ("t.docx", b"PK", "no reader"),
    "entities": ("t.html", b'<!DOCTYPE x [<!ENTITY a "b">]><table></table>', "entities"),
    "rowspan": ("t.html", b"<table><tr><td rowspan=2>A</td></tr></table>", "rowspan"),
    "twice": ("t.csv", b"Department name,Company name,Company name\nA,B,C\n", "two columns"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_one_clear_error_and_nothing_is_written(
    fault: str, tmp_path: Path, memory: EmbeddedStore
) -> None:
    name, data, words = FAULTS[fault]
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(SourceRefused, match=re.escape(words)) as caught:
        ingest_file(memory, IRIS, path)
    assert name in caught.value.where
    assert memory.version() == "0"


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "t.txt"
    with path.open("wb") as file:
        file.truncate(100 * 1024 * 1024)
    with pytest.raises(SourceRefused, match="may have"):
        read_document(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(HamkorError, match="cannot be read"):
        read_document(tmp_path / "none.txt")


@pytest.mark.parametrize(
    "title",
    ["Department name", "Kafedra nomi", "Кафедра", "Name of the department", "Company name", "Partner organisation",
     "Hamkor tashkilot nomi", "Korxona nomi", "Организация"],
)  # fmt: skip
def test_titles_are_known_in_three_languages(title: str) -> None:
    assert role_of(title) in ("department", "company")


def test_a_row_that_begins_like_a_title_is_no_title(tmp_path: Path) -> None:
    path = tmp_path / "t.txt"
    rows = "Department of Soil\tPartner Company LLC\nDepartment 2\tOrganisation of Water"
    path.write_text(f"Department name\tCompany name\n{rows}")
    (table,) = read_document(path).tables
    assert len(table.rows) == 2
