"""`hamkor freeze` refuses what it would overwrite."""

from pathlib import Path

from click.testing import CliRunner

from graph.cli.group import cli
from graph.errors import UsageError


def test_a_folder_that_holds_something_is_left(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("kept")
    environ = {"HAMKOR_STORE": str(tmp_path.parent / f"{tmp_path.name}-store")}
    done = CliRunner().invoke(cli, ["freeze", str(tmp_path)], env=environ)
    assert isinstance(done.exception, UsageError)
