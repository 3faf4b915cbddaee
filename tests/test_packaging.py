"""The wheel: what it carries, and that it works without the checkout."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


def test_it_carries_the_code_and_the_shared_folders(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"graph", "server.py"}
    for name in (
        "graph/_share/ontology/hamkor.ttl",
        "graph/_share/queries/people.rq",
        "graph/_share/queries/pages/facts.rq",
        "graph/_share/data/department-relations.txt",
        "graph/_share/data/readings/department-relations.toml",
        "graph/web/templates/base.html",
        "graph/web/static/style.css",
        "graph/web/translations/uz/LC_MESSAGES/messages.mo",
    ):
        assert name in names


def test_it_works_without_the_checkout(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    environ = {
        **os.environ,
        "PYTHONPATH": str(tmp_path / "site"),
        "HAMKOR_STORE": str(tmp_path / "s"),
    }
    source = tmp_path / "site" / "graph" / "_share" / "data" / "department-relations.txt"
    for words in (["ingest", str(source)], ["query", "people"]):
        command = [sys.executable, "-m", "graph.cli", *words]
        done = subprocess.run(
            command, cwd=tmp_path, env=environ, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
    assert "Tom Bone" in done.stdout


def test_no_lock_names_an_address_and_every_line_has_a_hash() -> None:
    for name in ("requirements.lock", "requirements-test.lock"):
        text = (ROOT / name).read_text()
        assert "://" not in text
        packages = [line for line in text.splitlines() if "==" in line]
        assert packages
        assert text.count("--hash=sha256:") >= len(packages)
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert all("resolved" not in package for package in packages.values())
    assert all("integrity" in package for name, package in packages.items() if name)
