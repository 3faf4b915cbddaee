"""The rules of the house: imports, names, a test for each room, pictures that are true."""

import ast
import importlib
import re
from collections.abc import Mapping, Set
from pathlib import Path

import grimp
import pytest
from conftest import ROOT

MODULES = sorted(p for p in (ROOT / "graph").rglob("*.py") if "_share" not in p.parts)
FILES = [path for path in MODULES if path.name not in ("__init__.py", "__main__.py")]
ROOMS = sorted({path.parent for path in FILES} - {ROOT / "graph"})
#: What every room stands on is not drawn.
GROUND = frozenset(path.stem for path in (ROOT / "graph").glob("*.py"))
#: Files of a room; more are more than one room.
MOST_FILES = 16


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_import_is_deferred_and_names_are_declared(path: Path) -> None:
    tree = ast.parse(path.read_text())
    inner = [n for f in ast.walk(tree) if isinstance(f, ast.FunctionDef) for n in ast.walk(f)]
    assert not [n for n in inner if isinstance(n, ast.Import | ast.ImportFrom)]
    if path.name == "__main__.py":
        return
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    module = importlib.import_module(name)
    assert sorted(set(module.__all__)) == sorted(module.__all__)
    assert all(hasattr(module, public) for public in module.__all__)


@pytest.mark.parametrize("room", ROOMS, ids=name_of)
def test_every_room_says_what_it_is_has_few_files_and_its_tests(room: Path) -> None:
    said = ast.get_docstring(ast.parse((room / "__init__.py").read_text())) or ""
    assert said.count(".") >= 2, "what it is, what comes in, what goes out"
    assert len([path for path in FILES if path.parent == room]) <= MOST_FILES
    tests = ROOT / "tests" / room.relative_to(ROOT / "graph")
    # A room within a room may be tested with what stands around it.
    assert list(tests.rglob("test_*.py")) or list(tests.parent.glob("test_*.py"))


@pytest.mark.parametrize("path", sorted((ROOT / "tests").rglob("test_*.py")), ids=name_of)
def test_every_test_stands_in_the_folder_of_a_room(path: Path) -> None:
    folder = path.parent.relative_to(ROOT / "tests")
    is_room = (ROOT / "graph" / folder).is_dir()
    assert is_room or str(folder) in (".", "browser", "ontology")


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_only_the_store_opens_a_store_and_only_settings_read_the_environment(path: Path) -> None:
    name, text = str(path.relative_to(ROOT / "graph")), path.read_text()
    if not name.startswith("store/"):
        assert not re.search(
            r"\box\.Store\b|pyoxigraph import [^\n(]*\bStore\b|SPARQLWrapper\(", text
        )
    if name != "settings.py":
        assert not re.search(r"os\.environ\b(?!\.update\()|os\.getenv", text)


def test_the_composition_root_is_small() -> None:
    assert len((ROOT / "server.py").read_text().splitlines()) < 60


def imports_between(package: str, without: Set[str] = frozenset()) -> Mapping[str, set[str]]:
    """Return room -> the rooms of a package that it imports."""
    graph = grimp.build_graph("graph")
    rooms = {m for m in graph.find_children(package) if m.rpartition(".")[2] not in without}
    for room in rooms:
        graph.squash_module(room)
    return {
        room: graph.find_modules_directly_imported_by(room) & (rooms - {room}) for room in rooms
    }


def reached(imports: Mapping[str, set[str]], room: str) -> set[str]:
    """Return what a room imports, directly or through others."""
    direct = imports[room]
    return direct.union(*(reached(imports, other) for other in direct))


def picture(package: str, without: Set[str] = frozenset()) -> str:
    """Rooms and the arrows between them, without those that others imply, as Mermaid."""
    imports = imports_between(package, without)
    arrows = [
        (room, other)
        for room in imports
        for other in imports[room]
        if not any(other in reached(imports, one) for one in imports[room] - {other})
    ]
    short = len(package) + 1
    lines = [f"  {room[short:]} --> {other[short:]}" for room, other in sorted(arrows)]
    return "\n".join(["```mermaid", "graph TD", *lines, "```"])


@pytest.mark.parametrize(
    ("name", "package", "without"),
    [("rooms", "graph", GROUND), ("web", "graph.web", {"catalogs"})],
)
def test_the_pictures_in_the_docs_are_true(name: str, package: str, without: Set[str]) -> None:
    text = (ROOT / "docs" / "ARCHITECTURE.md").read_text()
    drawn = re.search(rf"<!-- {name} -->\n(.*?)\n<!-- /{name} -->", text, re.DOTALL)
    made = picture(package, without)
    assert drawn and drawn.group(1) == made, f"replace it by:\n{made}"


DOCS = [*(ROOT / "docs").rglob("*.md"), ROOT / "CONTRIBUTING.md", ROOT / "README.md"]


@pytest.mark.parametrize("doc", DOCS, ids=name_of)
def test_the_files_of_the_project_that_the_docs_name_are_there(doc: Path) -> None:
    named = re.findall(r"`((?:[\w-]+/)+[\w.-]+\.(?:py|html|rq|ttl))(?::[\w.]+)?`", doc.read_text())
    for path in named:
        if "NAME" not in path:
            assert any((base / path).exists() for base in (ROOT, ROOT / "graph")), path
