"""What commands share: where words go, and which code a refusal ends with."""

import json

import click
import pytest

from graph.console import as_json, exit_codes, say, show_progress
from graph.errors import NotFound, NotOffered, StoreLocked, UsageError


@pytest.mark.parametrize(
    ("error", "code", "told"),
    [
        (NotFound("there is no source"), 1, "hamkor: error: there is no source."),
        (UsageError("not a slug", where="--source"), 2, "--source: not a slug."),
        (StoreLocked("pid 7 writes"), 3, "pid 7 writes"),
        (NotOffered("not here"), 3, "not here"),
        (click.UsageError("Missing argument"), 2, "Missing argument"),
        (click.Abort(), 130, ""),
        (KeyboardInterrupt(), 130, ""),
        (ZeroDivisionError("so\nit goes"), 1, "a fault of Hamkor at test_console.py:"),
    ],
)
def test_every_error_is_words_and_a_code(
    error: BaseException, code: int, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught, exit_codes():
        raise error
    out, err = capsys.readouterr()
    assert (caught.value.code, out) == (code, "")
    assert told in err
    assert "Traceback" not in err


def test_an_unforeseen_error_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit), exit_codes():
        raise ValueError("two\nlines")
    assert capsys.readouterr().err.endswith("(ValueError: two lines)\n")


def test_results_go_to_stdout_and_words_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    as_json({"nom": "oʻzbek"})
    say("done")
    out, err = capsys.readouterr()
    assert json.loads(out) == {"nom": "oʻzbek"}
    assert "oʻzbek" in out
    assert err == "done\n"


def test_a_bar_is_for_terminals(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("FORCE_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    with show_progress("a.txt") as tell:
        assert tell is None
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    with show_progress("a.txt") as tell:
        assert tell is not None
        tell("reading", 1, 2)
    out, err = capsys.readouterr()
    assert out == ""
    assert "reading" in err
