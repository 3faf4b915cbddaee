"""`hamkor internal` and `hamkor erase` as they are typed."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import FILES

from graph.cli.group import cli
from graph.errors import NotFound, SourceRefused, UsageError

pytestmark = pytest.mark.slow


@pytest.fixture
def run(tmp_path: Path):  # type: ignore[no-untyped-def]
    environ = {"HAMKOR_STORE": str(tmp_path / "store")}
    return lambda *words, **more: CliRunner().invoke(cli, [*words], env=environ, **more)


def test_a_graph_comes_and_goes(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "a.ttl").write_text("@prefix x: <urn:> . x:a x:b 'words' .")
    assert run("internal", "put", "notes", str(tmp_path / "a.ttl")).exit_code == 0
    assert run("internal", "list").stdout == "notes\n"
    assert run("internal", "show", "notes").stdout == '<urn:a> <urn:b> "words" .\n'
    assert run("query", "SELECT ?o { ?s <urn:b> ?o }", "--format", "csv").stdout.split() == ["o"]
    assert run("internal", "remove", "notes").exit_code == 0
    assert run("internal", "list").stdout == ""
    assert isinstance(run("internal", "remove", "notes").exception, NotFound)


@pytest.mark.parametrize(
    ("name", "text", "error"),
    [("a.doc", "", UsageError), ("a.ttl", "<a> <b", SourceRefused), ("b.ttl", None, SourceRefused)],
)
def test_what_is_no_graph_is_refused(  # type: ignore[no-untyped-def]
    run, tmp_path: Path, name: str, text: str | None, error: type[Exception]
) -> None:
    if text is not None:
        (tmp_path / name).write_text(text)
    assert isinstance(run("internal", "put", "x", str(tmp_path / name)).exception, error)
    assert run("internal", "list").stdout == ""


def test_erasing_asks_first(run) -> None:  # type: ignore[no-untyped-def]
    refused = run("erase", "person/somebody", input="n\n")
    assert refused.exit_code != 0
    assert "erase person/somebody for good?" in refused.output
    assert isinstance(run("erase", "somebody", "--yes").exception, UsageError)
    assert isinstance(run("erase", "person/somebody", "--yes").exception, NotFound)


def test_words_are_marked_internal(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    page = (FILES / "institute-partners.txt").read_text()
    (tmp_path / "a.txt").write_text(page)
    assert run("ingest", str(tmp_path / "a.txt"), "--institution", "soil").exit_code == 0
    assert "tea ceremony" in run("export", "--format", "nq").stdout
    refused = run("internal", "withhold", "tea ceremony", input="n\n")
    assert refused.exit_code != 0
    assert "tea ceremony" in run("export", "--format", "nq").stdout
    done = run("internal", "withhold", "tea ceremony", "--yes")
    assert done.exit_code == 0, done.exception
    assert "tea ceremony" not in run("export", "--format", "nq").stdout
    assert "production practice, ███ ████████" in run("export", "--format", "nq").stdout
    assert "tea ceremony" in run("internal", "show", "withheld-by-editors").stdout
    (tmp_path / "b.txt").write_text(page.replace("tea ceremony", "Tea  Ceremony"))
    assert run("ingest", str(tmp_path / "b.txt"), "--institution", "soil").exit_code == 0
    assert "ceremony" not in run("export", "--format", "nq").stdout.lower()
    assert isinstance(run("internal", "withhold", "a b", "--yes").exception, UsageError)
