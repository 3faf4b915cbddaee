"""Terms as cells of a table: what is written, what it means, and the page that tells more."""

import re
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from ...iris import Iris
from ...vocab import PREFIXES, XSD

__all__ = ["Cell", "cell_of"]

LOCAL = re.compile(r"[\w-]+")


@dataclass(frozen=True)
class Cell:
    """A term: its text, its whole IRI or datatype (`title`), our page of it, its language."""

    text: str
    title: str = ""
    path: str = ""
    language: str = ""


def cell_of(term: object, iris: Iris) -> Cell:
    """Return the cell of a term; an empty one for a variable without value."""
    if isinstance(term, NamedNode):
        return iri_cell(term.value, iris)
    if isinstance(term, Literal):
        plain = term.language or term.datatype == XSD.string
        title = "" if plain else prefixed_name(term.datatype.value)
        return Cell(term.value or '""', title, language=term.language or "")
    return Cell("" if term is None else str(term))


def iri_cell(iri: str, iris: Iris) -> Cell:
    """Return the cell of an IRI, with the page of ours that shows it."""
    path = iris.page_path(iri)
    if path:
        return Cell(path[1:], iri, path)
    name = prefixed_name(iri)
    return Cell(name, iri, f"/ontology#{name[3:]}" if name.startswith("hk:") else "")


def prefixed_name(iri: str) -> str:
    """Return ``prefix:name`` where one of our prefixes fits, else the IRI."""
    for prefix, base in PREFIXES.items():
        if iri.startswith(base) and LOCAL.fullmatch(iri[len(base) :]):
            return f"{prefix}:{iri[len(base) :]}"
    return iri
