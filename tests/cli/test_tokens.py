"""Tokens by the command: shown once, listed without secret, ended at once."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from graph.cli.group import cli
from graph.errors import NotFound, UsageError
from graph.store import EmbeddedStore, Ledger, create_token, find_token


def run(folder: Path, *words: str) -> str:
    done = CliRunner().invoke(cli, ["--store", str(folder), "token", *words])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.stdout


def test_a_token_lives_and_ends(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        run(tmp_path, "list")
    EmbeddedStore.open(str(tmp_path), "urn:x:").close()
    secret = run(tmp_path, "create", "--name", "registrar", "--role", "editor").strip()
    ledger = Ledger(tmp_path / "ledger.sqlite")
    token = find_token(ledger, secret)
    assert token is not None
    assert (token.name, token.role, token.is_valid) == ("registrar", "editor", True)
    listed = json.loads(run(tmp_path, "list", "--json"))
    assert listed[0]["name"] == "registrar"
    assert secret.encode() not in (tmp_path / "ledger.sqlite").read_bytes()
    assert "expires never" in run(tmp_path, "list")
    run(tmp_path, "revoke", "registrar")
    assert find_token(ledger, secret) is None
    assert "revoked" in run(tmp_path, "list")
    ledger.close()


def test_what_is_wrong_is_told(tmp_path: Path) -> None:
    EmbeddedStore.open(str(tmp_path), "urn:x:").close()
    with pytest.raises(UsageError, match="not a date"):
        run(tmp_path, "create", "--name", "a", "--role", "editor", "--expires", "soon")
    run(tmp_path, "create", "--name", "a", "--role", "admin", "--expires", "2020-01-01")
    with pytest.raises(UsageError, match="there is a token"):
        run(tmp_path, "create", "--name", "a", "--role", "reader")
    with pytest.raises(NotFound):
        run(tmp_path, "revoke", "b")


def test_expired_and_unknown_tokens_open_nothing() -> None:
    ledger = Ledger()
    old = create_token(ledger, "old", "editor", "2020-01-01T00:00:00+00:00")
    assert find_token(ledger, old) is None
    assert find_token(ledger, "hk_unknown") is None
    with pytest.raises(UsageError, match="not a role"):
        create_token(ledger, "x", "owner")
    ledger.close()
