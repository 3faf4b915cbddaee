"""`hamkor ingest`: what it tells, and its exit code."""

import json
from pathlib import Path

from click.testing import CliRunner
from conftest import FILES

from graph.cli.group import cli

HEAD = "Department name\tCompany name\tAgreement (when, for how long)\tForms of cooperation\n"


def test_the_report_and_the_exit_code_tell_of_a_contradiction(tmp_path: Path) -> None:
    path = tmp_path / "partners.tsv"
    path.write_text(f"{HEAD}Soil\tAlder Works\t31.02.2025 - 1.03.2026\tinternship\n")
    store = f"--store={tmp_path / 'store'}"
    told = CliRunner().invoke(cli, [store, "ingest", str(path)])
    assert told.exit_code == 1
    assert "problem (partners.tsv, table 1, row 1, cell 3, line 2): " in told.output
    assert "1 contradictions were left unread; all else was read" in told.output
    found = CliRunner().invoke(cli, [store, "query", "agreement-states", "--format", "csv"])
    assert "cannot-say" in found.output
    told = CliRunner().invoke(cli, [store, "ingest", "--json", str(path)])
    assert "there is no day 31.02.2025" in json.loads(told.stdout)["problems"][0]["message"]
    path.write_text(f"{HEAD}Soil\tAlder Works\tsigned long ago\tinternship\n")
    assert CliRunner().invoke(cli, [store, "ingest", str(path)]).exit_code == 0


def test_a_dry_run_tells_and_writes_nothing(tmp_path: Path) -> None:
    store, path = f"--store={tmp_path / 'store'}", str(FILES / "institute-partners.txt")
    told = CliRunner().invoke(cli, [store, "ingest", "--dry-run", path])
    assert told.exit_code == 0
    assert "proposal (party, line 3, Unreviewed): Example State University" in told.output
    told = CliRunner().invoke(cli, [store, "ingest", "--dry-run", "--json", path])
    assert "Example State University" in [
        one["words"] for one in json.loads(told.stdout)["proposals"]
    ]
    assert CliRunner().invoke(cli, [store, "source", "list"]).output == ""


def test_a_refused_file_does_not_stop_the_others(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.tsv", tmp_path / "bad.tsv"
    good.write_text("Partner\tCountry\nAlpha University\tItaly\n")
    bad.write_text("no table here\n")
    store = f"--store={tmp_path / 'store'}"
    told = CliRunner().invoke(cli, [store, "ingest", str(bad), str(good)])
    assert told.exit_code == 1
    assert "bad.tsv" in told.output
    assert "1 of 2 files were refused; the others were read" in told.output
    assert "good.tsv as source good" in told.output
    assert "good" in CliRunner().invoke(cli, [store, "source", "list"]).output


def test_notes_of_one_kind_stand_together(tmp_path: Path) -> None:
    path = tmp_path / "partners.tsv"
    rows = "".join(f"Soil\tAlder Works {n}\t\ttea ceremony\n" for n in range(20))
    path.write_text(f"{HEAD}{rows}")
    told = CliRunner().invoke(cli, [f"--store={tmp_path / 'store'}", "ingest", str(path)])
    assert "note (20 times): no form was recognised in:" in told.output
    assert "row 1, line 2 and 19 more: tea ceremony" in told.output
    assert "20 cooperation, 20 organization" in told.output


def test_a_row_that_stands_twice_is_said_and_read_once(tmp_path: Path) -> None:
    path = tmp_path / "partners.tsv"
    row = "Soil\tAlder Works\t\tinternship\n"
    path.write_text(f"{HEAD}{row}{row}")
    told = CliRunner().invoke(cli, [f"--store={tmp_path / 'store'}", "ingest", str(path)])
    assert "the row stands twice, first at row 1, line 2" in told.output
    assert "1 tables, 2 rows, 1 cooperations" in told.output
