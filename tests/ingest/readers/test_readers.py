"""Every format gives the same table; every fault gives one clear error."""

import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from conftest import IRIS

from graph.errors import HamkorError, SourceRefused
from graph.ingest import ingest_file
from graph.ingest.readers import read_document
from graph.ingest.tables.columns import field_of
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
    "control": ("t.txt", b"a\x07b\n", "control character U+0007"),
    "long cell": ("t.csv", f"{HEAD}\nA,{'x' * 200_000},,\n".encode(), "a cell may have"),
    "open quote": ("t.csv", f'{HEAD}\nA,"B,,\n'.encode(), "no closing quote"),
    "no reader": ("t.pages", b"PK", "no reader"),
    "no document": ("t.docx", b"PK", "the document cannot be read"),
    "no workbook": ("t.xlsx", b"PK\x03\x04", "the workbook cannot be read"),
    "no pdf": ("t.pdf", b"%PDF-1.4 nothing", "the PDF"),
    "no json": ("t.json", b'{"a": ', "not JSON"),
    "no records": ("t.json", b'{"a": 1}', "no array of objects"),
    "no line": ("t.jsonl", b'{"name": "A"}\n[1]\n', "the line is no object"),
    "other xml": ("t.xml", b"<a/>", "none of EWP's agreements"),
    "entities": ("t.html", b'<!DOCTYPE x [<!ENTITY a "b">]><table></table>', "entities"),
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


def test_a_row_that_is_too_long_and_a_title_twice_are_told(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("Department name,Company name,Company name\nA,B Company,C,D\n")
    document = read_document(path)
    assert [cell.text for cell in document.tables[0].rows[0].cells] == ["A", "B Company", "C"]
    assert document.tables[0].fields == ("unit", "partner", None)
    assert "both titled as partner" in document.warnings[0]
    assert "has 4 cells, its header 3; not read: D" in document.warnings[1]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1251", "koi8-r"])
def test_the_encoding_of_a_text_is_found(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    text = "Организация;Страна;Дата подписания\nУниверситет дружбы;Казахстан;01.02.2021\n"
    path.write_bytes(text.encode(encoding))
    row = read_document(path).tables[0].rows[0]
    assert [cell.text for cell in row.cells] == ["Университет дружбы", "Казахстан", "01.02.2021"]


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("cp1252", "Université Bêta"),
        ("cp1252", "Hochschule für Ökonomie"),
        ("cp1254", "Işık Üniversitesi"),
    ],
)
def test_western_and_turkish_letters_are_found(encoding: str, name: str, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(f"Partner;Country\n{name};France\n".encode(encoding))
    assert read_document(path).tables[0].rows[0].cells[0].text == name


def test_a_file_that_unpacks_to_many_times_its_size_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b" " * 60_000_000)
    with pytest.raises(SourceRefused, match="unpacked"):
        read_document(path)


def test_contact_data_of_a_workbook_are_in_no_byte_that_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    book = openpyxl.Workbook()
    for row in (["Partner", "Notes"], ["Alpha University", "write to a.b@mail.example"]):
        book.active.append(row)
    book.save(path)
    document = read_document(path)
    assert document.withheld[0].words == "a.b@mail.example"
    assert b"mail.example" not in document.data
    assert "mail.example" not in document.tables[0].rows[0].cells[1].text


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
    assert field_of(title, {}) in ("unit", "partner")


def test_a_row_that_begins_like_a_title_is_no_title(tmp_path: Path) -> None:
    path = tmp_path / "t.txt"
    rows = "Department of Soil\tPartner Company LLC\nDepartment 2\tOrganisation of Water"
    path.write_text(f"Department name\tCompany name\n{rows}")
    (table,) = read_document(path).tables
    assert len(table.rows) == 2


def test_comments_of_a_page_are_no_words(tmp_path: Path) -> None:
    path = tmp_path / "t.html"
    path.write_text(
        "<p>We work <!-- not yet signed --> with<br>Alpha University</p><table><tr><th>Partner"
        "<th>Country</tr><tr><td>Beta<!-- secret --> College<td>Spain</tr></table>"
    )
    document = read_document(path)
    assert [block.text for block in document.paragraphs] == ["We work with\nAlpha University"]
    assert document.tables[0].rows[0].cells[0].text == "Beta College"


def test_hidden_sheets_are_not_read_and_hidden_rows_are_said(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Partners"
    for row in [("Partner", "Country"), ("Alpha University", "Italy"), ("Beta College", "Spain")]:
        sheet.append(row)
    sheet.row_dimensions[3].hidden = True
    other = book.create_sheet("Old")
    other.append(("Partner", "Country"))
    other.append(("Gamma University", "France"))
    other.sheet_state = "hidden"
    book.save(tmp_path / "t.xlsx")
    document = read_document(tmp_path / "t.xlsx")
    assert [row.cells[0].text for table in document.tables for row in table.rows] == [
        "Alpha University", "Beta College",
    ]  # fmt: skip
    assert 'the sheet "Old" is hidden; it was not read' in document.warnings
    assert '1 rows of the sheet "Partners" are hidden; they were read' in document.warnings
