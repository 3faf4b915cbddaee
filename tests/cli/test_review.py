"""`hamkor review`: asking on a terminal, a table, and what it refuses."""

import json
from pathlib import Path

from click.testing import CliRunner, Result

from graph.cli.group import cli

TEXT = "# Partners\n\nWe work with Example State University and Testland Academy.\n"


def run(folder: Path, *words: str, typed: str = "") -> Result:
    return CliRunner().invoke(cli, [f"--store={folder / 'store'}", *words], input=typed)


def ingest(folder: Path) -> None:
    (folder / "page.txt").write_text(TEXT)
    told = run(folder, "ingest", str(folder / "page.txt"))
    assert told.exit_code == 0
    assert "hamkor review page" in told.output


def test_it_asks_about_one_after_the_other(tmp_path: Path) -> None:
    ingest(tmp_path)
    typed = "a\nm\nAcademy of Testland\n"
    told = run(tmp_path, "review", "page", "--reviewer", "editor", typed=typed)
    assert told.exit_code == 0, told.output
    assert "1 of 2: party: Example State University" in told.output
    assert "0 tables, 0 rows, 2 cooperations" in told.output
    assert run(tmp_path, "review", "page", "--list").output == "nothing is open\n"


def test_quit_keeps_what_was_decided_and_skip_leaves_it_open(tmp_path: Path) -> None:
    ingest(tmp_path)
    run(tmp_path, "review", "page", "--reviewer", "editor", typed="s\nq\n")
    found = json.loads(run(tmp_path, "review", "page", "--json").stdout)
    assert [one["quote"][0] for one in found] == ["Example State University", "Testland Academy"]
    run(tmp_path, "review", "page", "--reviewer", "editor", typed="r\nq\n")
    found = json.loads(run(tmp_path, "review", "page", "--json").stdout)
    assert [one["quote"][0] for one in found] == ["Testland Academy"]


def test_a_table_is_written_filled_and_read(tmp_path: Path) -> None:
    ingest(tmp_path)
    table = tmp_path / "open.csv"
    assert run(tmp_path, "review", "page", "--out", str(table)).exit_code == 0
    lines = table.read_text(encoding="utf-8-sig").splitlines()
    filled = [lines[0], *(f"{line[:-1]}accept," for line in lines[1:])]
    table.write_text("\n".join(filled), encoding="utf-8-sig")
    told = run(tmp_path, "review", "page", "--in", str(table), "--reviewer", "editor")
    assert "2 cooperations" in told.output


def test_it_says_what_is_missing(tmp_path: Path) -> None:
    ingest(tmp_path)
    assert "who decides is not said" in str(run(tmp_path, "review", "page").exception)
    told = run(tmp_path, "review", "other", "--list")
    assert 'there is no source "other"' in str(told.exception)
