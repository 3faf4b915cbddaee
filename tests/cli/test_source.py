"""`hamkor source`: what the register rests on."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import FILES

from graph.cli.group import cli
from graph.errors import NotFound

SOURCE = "institute-partners"


@pytest.fixture
def run(tmp_path: Path):  # type: ignore[no-untyped-def]
    environ = {"HAMKOR_STORE": str(tmp_path / "store")}
    return lambda *words: CliRunner().invoke(cli, [*words], env=environ)


def test_a_source_is_listed_shown_and_removed(run) -> None:  # type: ignore[no-untyped-def]
    page = str(FILES / f"{SOURCE}.txt")
    assert run("ingest", page, "--institution", "soil").exit_code == 0
    (row,) = json.loads(run("source", "list", "--json").stdout)
    assert (row["slug"], row["institution"]) == (SOURCE, "soil")
    assert SOURCE in run("source", "list").stdout
    shown = dict(line.split(": ", 1) for line in run("source", "show", SOURCE).stdout.splitlines())
    assert int(shown["facts"]) > 50
    assert shown["sha256"] == row["sha256"]
    assert json.loads(run("source", "remove", SOURCE).stdout)["gone"]
    assert isinstance(run("source", "show", SOURCE).exception, NotFound)
    assert json.loads(run("source", "list", "--json").stdout) == []
