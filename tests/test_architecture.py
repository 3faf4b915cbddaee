"""The house rules: sizes, imports, names, a test for each room."""

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted(p for p in (ROOT / "graph").rglob("*.py") if "_share" not in p.parts)
FILE_LINES, FUNCTION_LINES = 250, 30
#: Raised with a reason in docs/decisions/0009-budgets.md.
LARGER = {"graph/cli.py": 300}


def functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            lines = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
            yield node.name, lines


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_files_and_functions_can_be_held_in_the_head(path: Path) -> None:
    name = str(path.relative_to(ROOT))
    assert len(path.read_text().splitlines()) <= LARGER.get(name, FILE_LINES)
    assert [(f, n) for f, n in functions(path) if n > FUNCTION_LINES] == []


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_import_is_deferred_and_names_are_declared(path: Path) -> None:
    tree = ast.parse(path.read_text())
    inner = [n for f in ast.walk(tree) if isinstance(f, ast.FunctionDef) for n in ast.walk(f)]
    assert not [n for n in inner if isinstance(n, ast.Import | ast.ImportFrom)]
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    module = importlib.import_module(name)
    if name != "graph.ingest.rules":
        assert sorted(set(module.__all__)) == sorted(module.__all__)
        assert all(hasattr(module, public) for public in module.__all__)


@pytest.mark.parametrize("room", sorted({p.relative_to(ROOT / "graph").parts[0] for p in MODULES}))
def test_every_room_has_its_tests(room: str) -> None:
    name = room.removesuffix(".py")
    assert name == "__init__" or list((ROOT / "tests").glob(f"test_{name}*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_only_the_store_opens_a_store_and_only_settings_read_the_environment(path: Path) -> None:
    name, text = str(path.relative_to(ROOT / "graph")), path.read_text()
    if not name.startswith("store/"):
        assert not re.search(
            r"\box\.Store\b|pyoxigraph import [^\n(]*\bStore\b|SPARQLWrapper\(", text
        )
    if name != "settings.py":
        assert not re.search(r"os\.environ\b(?!\.update\()|os\.getenv", text)


def test_there_is_no_import_cycle() -> None:
    graph = grimp.build_graph("graph")
    for module in graph.modules:
        for imported in graph.find_modules_directly_imported_by(module):
            assert not graph.chain_exists(imported, module), f"{module} <-> {imported}"


def test_the_composition_root_is_small() -> None:
    assert len((ROOT / "server.py").read_text().splitlines()) < 60


def picture() -> str:
    """The packages and who imports whom, as Mermaid."""
    graph = grimp.build_graph("graph")
    top = {m for m in graph.modules if m.count(".") == 1}
    lines = ["```mermaid", "graph TD"]
    for module in sorted(top):
        graph.squash_module(module)
    for module in sorted(top):
        for imported in sorted(graph.find_modules_directly_imported_by(module) & top):
            lines.append(f"  {module[6:]} --> {imported[6:]}")
    return "\n".join([*lines, "```"])


def test_the_picture_in_the_docs_is_true() -> None:
    path = ROOT / "docs" / "ARCHITECTURE.md"
    text = path.read_text()
    drawn = re.search(r"<!-- picture -->\n(.*?)\n<!-- /picture -->", text, re.DOTALL)
    assert drawn
    assert drawn.group(1) == picture(), f"replace it by:\n{picture()}"
