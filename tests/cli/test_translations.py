"""`hamkor translations` lists what has no words yet."""

import json

import pytest
from click.testing import CliRunner

from graph.cli.group import cli
from graph.web import catalogs


def test_a_command_lists_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert CliRunner().invoke(cli, ["translations"]).exit_code == 0
    whole = catalogs.load_translations("ru")
    lacks = {text: words for text, words in whole.items() if text != "Search names"}
    monkeypatch.setattr(
        catalogs, "load_translations", lambda code: lacks if code == "ru" else whole
    )
    done = CliRunner().invoke(cli, ["translations"])
    assert (done.exit_code, done.stdout) == (1, "ru\tpage\tSearch names\n")
    told = json.loads(CliRunner().invoke(cli, ["translations", "--json"]).stdout)
    assert told == [{"language": "ru", "where": "page", "text": "Search names"}]
