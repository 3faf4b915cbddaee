"""Where the ontology, the queries and the data are: beside the code, or within a wheel."""

from collections.abc import Iterator
from pathlib import Path

__all__ = ["data_dir", "editor_dir", "ontology_dir", "outlines_file", "queries_dir", "read_words"]

PACKAGE = Path(__file__).parent
#: What npm brings; it may be absent, and nothing that it brings is needed.
MODULES = PACKAGE.parent / "node_modules"


def folder(name: str) -> Path:
    """Return a shipped folder: ``graph/_share/NAME`` in a wheel, ``NAME`` in a checkout."""
    shared = PACKAGE / "_share" / name
    return shared if shared.is_dir() else PACKAGE.parent / name


def ontology_dir() -> Path:
    """Return the folder of ``hamkor.ttl``, ``forms.ttl``, ``shapes.ttl`` and the alignments."""
    return folder("ontology")


def queries_dir() -> Path:
    """Return the folder of the saved queries."""
    return folder("queries")


def data_dir() -> Path:
    """Return the folder of the default register and its readings."""
    return folder("data")


def read_words(name: str) -> Iterator[tuple[str, list[str]]]:
    """Yield use and words of each line of a table of words in ``data/``: use, language, words.

    Words are parted by |. Comments (#) and the line of titles are left out.
    """
    lines = (data_dir() / name).read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    for use, _, words in rows[1:]:
        yield use, words.split("|")


def editor_dir() -> Path:
    """Return the folder of the query editor that npm installs; it may be absent."""
    return MODULES / "@zazuko" / "yasqe" / "build"


def outlines_file() -> Path:
    """Return the file of the land's outlines (Natural Earth, TopoJSON) that npm installs."""
    return MODULES / "world-atlas" / "land-110m.json"
