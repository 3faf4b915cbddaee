"""`hamkor authority` and `hamkor match`: an index from a file, lines in, lines out."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from test_link import PACKED

from graph.cli import cli
from graph.errors import NotFound, SourceRefused, UsageError


def run(folder: Path, *words: str, text: str = "") -> Result:
    environ = {"HAMKOR_AUTHORITIES": str(folder)}
    done = CliRunner().invoke(cli, [*words], input=text, env=environ)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "v2.9-ror-data.zip").write_bytes(PACKED["zip"])
    run(tmp_path, "authority", "update", "ror", str(tmp_path / "v2.9-ror-data.zip"))
    return tmp_path


def test_an_authority_tells_its_release(folder: Path) -> None:
    shown = run(folder, "authority", "show", "ror").stdout
    assert "release: v2.9" in shown
    assert "organizations: 2" in shown


def test_a_broken_file_leaves_the_old_index(folder: Path) -> None:
    for data in (b"[{", b""):
        (folder / "broken").write_bytes(data)
        with pytest.raises(SourceRefused):
            run(folder, "authority", "update", "ror", str(folder / "broken"))
    assert "organizations: 2" in run(folder, "authority", "show", "ror").stdout
    assert not (folder / "ror.new").exists()


def test_each_line_has_its_answer(folder: Path) -> None:
    lines = [{"text": "Politecnico di Torino", "country": "IT"}, {"text": "Qwertz"}]
    done = run(folder, "match", "--jsonl", text="\n".join(map(json.dumps, lines)))
    first, second = map(json.loads, done.stdout.splitlines())
    assert first["text"] == "Politecnico di Torino"
    assert first["candidates"][0]["id"] == "https://ror.org/00bgk9508"
    assert set(first) == {"text", "verdict", "id", "probability", "candidates"}
    assert (second["verdict"], second["id"]) == ("none", None)
    assert "Politecnico" in run(folder, "match", "Politecnico di Torino").stdout


@pytest.mark.parametrize("text", ["{", "[]", '{"text": 1}'])
def test_a_line_that_is_none_is_told_with_its_number(folder: Path, text: str) -> None:
    with pytest.raises(SourceRefused, match="line 2"):
        run(folder, "match", "--jsonl", text=f'{{"text": "x"}}\n{text}')


def test_what_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        run(tmp_path, "match")
    with pytest.raises(NotFound):
        run(tmp_path, "match", "x")
