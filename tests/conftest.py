"""Fixtures that several rooms of the suite share."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

from graph.ingest import Options, ingest_file
from graph.iris import Iris
from graph.link.identity import Register, import_tsv
from graph.register import ensure_vocabulary
from graph.resources import data_dir
from graph.settings import Settings
from graph.store import EmbeddedStore, open_store

# A shared machine is slow at times, and CI must fail only for a reason that is there again.
hypothesis_settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis_settings.register_profile("here", deadline=None)
hypothesis_settings.load_profile("ci" if os.environ.get("CI") else "here")

ROOT = Path(__file__).parents[1]
FILES = Path(__file__).parent / "files"
IRIS = Iris("http://127.0.0.1:8000/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the slow files: the last one to end is a short one then."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture(autouse=True)
def clean_environ(monkeypatch: pytest.MonkeyPatch) -> None:
    """No HAMKOR_* of the machine reaches a test."""
    for name in list(os.environ):
        if name.startswith("HAMKOR_"):
            monkeypatch.delenv(name)


@pytest.fixture
def memory() -> Iterator[EmbeddedStore]:
    """An empty store in memory."""
    with open_store(Settings(store="memory:")) as store:
        assert isinstance(store, EmbeddedStore)
        yield store


@pytest.fixture(scope="session")
def register() -> Iterator[EmbeddedStore]:
    """The shipped register in memory; tests only read it."""
    with open_store(Settings(store="memory:")) as store:
        assert isinstance(store, EmbeddedStore)
        ensure_vocabulary(store, IRIS)
        path = data_dir() / "department-relations.txt"
        ingest_file(store, IRIS, path, Options(source="department-relations"))
        yield store


@pytest.fixture(scope="session")
def decided() -> Iterator[EmbeddedStore]:
    """Two sources and the decisions on the partners of the first; tests only read it."""
    with open_store(Settings(store="memory:")) as store:
        assert isinstance(store, EmbeddedStore)
        ensure_vocabulary(store, IRIS)
        ingest_file(store, IRIS, data_dir() / "department-relations.txt")
        ingest_file(store, IRIS, FILES / "institute-partners.txt", Options(institution="soil"))
        identities = Register(store, IRIS)
        import_tsv(identities, (data_dir() / "decisions" / "department-relations.tsv").read_text())
        identities.save("decisions")
        yield store
