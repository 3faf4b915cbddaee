"""The shared folders, in a checkout and in a wheel."""

from pathlib import Path

import pytest

from graph import resources


def test_a_checkout_has_them_beside_the_code() -> None:
    assert (resources.ontology_dir() / "hamkor.ttl").is_file()
    assert (resources.queries_dir() / "people.rq").is_file()
    assert (resources.data_dir() / "department-relations.txt").is_file()


def test_a_wheel_has_them_inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "graph" / "_share" / "ontology").mkdir(parents=True)
    monkeypatch.setattr(resources, "PACKAGE", tmp_path / "graph")
    assert resources.ontology_dir() == tmp_path / "graph" / "_share" / "ontology"
    assert resources.queries_dir() == tmp_path / "queries"
