"""A command's store: it keeps its base, and says so where another is wanted."""

from dataclasses import replace
from pathlib import Path

import pytest

from graph.cli.store import use_store
from graph.register import ensure_vocabulary
from graph.settings import Settings


def test_a_store_keeps_its_base(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = Settings(store=str(tmp_path / "store"), base_iri="https://one.example/")
    with use_store(settings) as (store, iris):
        ensure_vocabulary(store, iris)
    with use_store(replace(settings, base_iri="https://two.example/")) as (_, iris):
        assert iris.base == "https://one.example/"
    assert "hamkor rebase https://two.example/" in capsys.readouterr().err
