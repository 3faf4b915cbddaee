"""Files that are broken or hostile: one clear refusal each, or what they truly state."""

import io
import os
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import docx
import openpyxl
import pytest
from conftest import IRIS

from graph.errors import SourceRefused
from graph.ingest import Report, ingest_file
from graph.store import EmbeddedStore, ask

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)


def packed(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def workbook(change: Callable[[openpyxl.Workbook], object]) -> bytes:
    book = openpyxl.Workbook()
    for row in [("Partner", "Country"), ("Alpha University", "Italy")]:
        book.active.append(row)
    change(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def document_with_entities() -> bytes:
    word = docx.Document()
    table = word.add_table(2, 2)
    for place, text in enumerate(("Partner", "Country", "Alpha University", "Italy")):
        table.cell(place // 2, place % 2).text = text
    buffer = io.BytesIO()
    word.save(buffer)
    with zipfile.ZipFile(buffer) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    head, _, body = files["word/document.xml"].partition(b"?>")
    bomb = b'?><!DOCTYPE w [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    files["word/document.xml"] = head + bomb + body.replace(b"Alpha", b"&b;")
    return packed(files)


def open_document(rows: int, columns: int) -> bytes:
    table, text = "urn:oasis:names:tc:opendocument:xmlns:table:1.0", "urn:oasis:names:tc:opendocument:xmlns:text:1.0"  # fmt: skip
    cell = f'<t:table-cell t:number-columns-repeated="{columns}"><x:p>Alpha</x:p></t:table-cell>'
    row = f'<t:table-row t:number-rows-repeated="{rows}">{cell}</t:table-row>'
    content = f'<d xmlns:t="{table}" xmlns:x="{text}"><t:table>{row}</t:table></d>'
    return packed({"content.xml": content.encode()})


def fill(sheet: openpyxl.Workbook) -> None:
    sheet.active["XFD1048576"] = "x"


REFUSED: dict[str, tuple[str, bytes, str]] = {
    "NUL": ("t.csv", b"Partner,Country\nA\x00B,Italy\n", "binary"),
    "picture as table": ("t.csv", PNG, "control character|binary"),
    "picture as workbook": ("t.xlsx", PNG, "workbook cannot be read"),
    "old Word in a new suffix": ("t.docx", OLE, "not a zip file"),
    "old Excel in a new suffix": ("t.xlsx", OLE, "workbook cannot be read"),
    "unclosed quote": ("t.csv", b'Partner,Country\n"Alpha,Italy\n', "no closing quote"),
    "too many lines": ("t.csv", b"Partner\n" + b"A University\n" * 60_000, "60,001 lines"),
    "too many rows": ("t.csv", b"Partner\n" + b"A University\n" * 2_500, "2,500 rows"),
    "a cell of a megabyte": ("t.csv", b"Partner,B\n" + b"y" * 1_000_000 + b",x\n", "1,000,000 char"),
    "entities in HTML": ("t.html", b"<!DOCTYPE x [<!ENTITY a 'a'>]><p>&a;", "XML entities"),
    "entities in Word": ("t.docx", document_with_entities(), "XML entities"),
    "entities in XML": ("t.xml", b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]><r>&x;</r>',
                        "none of EWP's"),
    "XML cut short": ("t.xml", b"<iias-get-response><iia>", "not XML"),
    "JSON cut short": ("t.json", b'[{"partner":"Alpha"', "not JSON"),
    "JSON nested deep": ("t.json", b"[" * 100_000 + b"]" * 100_000, "not JSON"),
    "JSON of numbers": ("t.json", b"[1, 2]", "no array of objects"),
    "JSON key twice": ("t.json", b'[{"partner":"A","partner":"B"}]', "stands twice"),
    "JSON half a letter": ("t.json", b'[{"partner":"Alpha \\ud800"}]', r"record 1: .*U\+D800"),
    "JSON line broken": ("t.jsonl", b'{"partner":"A"}\n{oops}\n', "line 2: not JSON"),
    "workbook cut short": ("t.xlsx", workbook(bool)[:2000], "workbook cannot be read"),
    "a last cell far away": ("t.xlsx", workbook(fill), "1,048,576 rows and 16,384 columns"),
    "cells repeated": ("t.ods", open_document(6000, 16_000), "6,000 rows and 16,000 columns"),
    "unpacked too large": ("t.xlsx", packed({"xl/a.xml": bytes(300_000_000)}), "bytes unpacked"),
    "macros": ("t.docm", b"PK", "no reader"),
    "PDF cut short": ("t.pdf", b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog", "PDF cannot be read"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_a_broken_file_is_refused_in_words(
    memory: EmbeddedStore, tmp_path: Path, case: str
) -> None:
    name, data, words = REFUSED[case]
    (tmp_path / name).write_bytes(data)
    with pytest.raises(SourceRefused, match=words) as refused:
        ingest_file(memory, IRIS, tmp_path / name)
    assert name in str(refused.value)
    assert refused.value.remedy
    assert memory.version() == "0"


@pytest.mark.parametrize("kind", ["folder", "pipe", "device", "loop"])
def test_what_is_no_file_is_refused_at_once(
    memory: EmbeddedStore, tmp_path: Path, kind: str
) -> None:
    path = tmp_path / "t.csv"
    makers = {
        "folder": path.mkdir, "pipe": lambda: os.mkfifo(path),
        "device": lambda: path.symlink_to("/dev/zero"), "loop": lambda: path.symlink_to(path),
    }  # fmt: skip
    makers[kind]()
    with pytest.raises(SourceRefused, match=r"no file|cannot be read"):
        ingest_file(memory, IRIS, path)


def take_in(store: EmbeddedStore, folder: Path, name: str, data: bytes) -> Report:
    (folder / name).write_bytes(data)
    return ingest_file(store, IRIS, folder / name)


def test_an_encoding_that_was_guessed_is_said(memory: EmbeddedStore, tmp_path: Path) -> None:
    data = "Partner,Country\nUniversité de Nîmes,France\n".encode("cp1252")
    report = take_in(memory, tmp_path, "t.csv", data)
    assert any("not UTF-8" in notice.what for notice in report.notices)


def test_numbers_of_json_stay_as_they_are_written(memory: EmbeddedStore, tmp_path: Path) -> None:
    value = (
        '[{"partner": "Alpha University", "signed": 2021, "share": 2.10, "big": '
        + "9" * 5000
        + "}]"
    )
    take_in(memory, tmp_path, "t.json", value.encode())
    assert ask(memory, "ASK { ?c <https://w3id.org/hamkor#remark> 'share: 2.10' }")
    assert ask(memory, f"ASK {{ ?c <https://w3id.org/hamkor#remark> 'big: {'9' * 5000}' }}")


def test_formulas_are_their_last_values_and_nothing_is_run(
    memory: EmbeddedStore, tmp_path: Path
) -> None:
    def change(book: openpyxl.Workbook) -> None:
        book.active.append(["=cmd|' /C calc'!A0", "Spain"])

    report = take_in(memory, tmp_path, "t.xlsx", workbook(change))
    assert report.counts["cooperations"] == 1
    assert any("is empty" in notice.what for notice in report.notices)
