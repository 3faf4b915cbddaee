"""`hamkor mcp` where the package is missing."""

import pytest
from click.testing import CliRunner

from graph.cli import mcp as cli_mcp
from graph.cli.group import cli
from graph.errors import NotOffered


def test_without_the_package_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli_mcp, "IS_INSTALLED", False)
    done = CliRunner().invoke(cli, ["mcp"])
    assert isinstance(done.exception, NotOffered)
    assert "pip install mcp" in str(done.exception)
