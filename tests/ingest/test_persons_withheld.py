"""A column of persons in charge is for editors: nothing public has its words."""

import json
from pathlib import Path

import docx
import pytest

from graph.ingest import Options, ingest_file
from graph.iris import Iris
from graph.store import EmbeddedStore
from graph.store.ledger import internal_graph

BASE = "http://127.0.0.1:8000/"
ROWS = [
    ("Partner", "Coordinator", "Country"),
    ("University of Oslo", "Kari Nordmann, kari@example.org", "Norway"),
    ("University of Turku", "Matti Meikäläinen", "Finland"),
]
WORDS = ("Kari", "Nordmann", "kari@", "Matti", "Meikäläinen")


def write_csv(path: Path) -> None:
    path.write_text("\n".join(";".join(f'"{cell}"' for cell in row) for row in ROWS))


def write_json(path: Path) -> None:
    path.write_text(json.dumps([dict(zip(ROWS[0], row, strict=True)) for row in ROWS[1:]]))


def write_docx(path: Path) -> None:
    document = docx.Document()
    table = document.add_table(rows=0, cols=3)
    for row in ROWS:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.save(str(path))


@pytest.mark.parametrize(
    ("name", "write"),
    [("list.csv", write_csv), ("list.json", write_json), ("list.docx", write_docx)],
)
def test_persons_in_charge_are_for_editors_only(tmp_path: Path, name: str, write: object) -> None:
    path = tmp_path / name
    write(path)  # type: ignore[operator]
    store = EmbeddedStore.open("memory:", BASE)
    report = ingest_file(store, Iris(BASE), path, Options())
    assert report.counts["cooperations"] == 2
    everything = "\n".join(map(str, store._oxigraph))
    assert "University of Oslo" in everything
    assert [word for word in WORDS if word in everything] == []
    kept = internal_graph(store.ledger, "withheld/list")
    assert "Kari Nordmann, kari@example.org" in kept
    assert "Matti" in kept
