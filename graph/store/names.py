"""What is written under our own base is named so that it has a page: a kind, then a slug."""

import io
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import chain, islice
from pathlib import Path

import pyoxigraph as ox

from .. import media
from ..errors import UsageError
from ..iris import KINDS, Iris
from ..text import shorten
from .change import ChangeSet
from .serial import RDF_FORMATS

__all__ = ["check_names", "check_names_in_source"]

#: Lines that are parsed at once.
BATCH = 10_000
REMEDY = "Write letters a-z, digits and single or double hyphens between them."


def check_names(change: ChangeSet, base: str | None) -> None:
    """Refuse a change that adds an IRI below ``{base}id/`` for which no page can be.

    Raises `UsageError`. Without a base, nothing is ours yet. What is removed may have any name.
    """
    if base:
        check_iris(chain(iris_of(change.added), (g.value for g in change.created)), Iris(base))


def check_names_in_source(
    source: bytes | Path, form: media.Format, base_iri: str, base: str | None
) -> None:
    """Refuse a file of RDF with such an IRI, as `check_names` does; faults are left to its reader.

    A format of lines may be larger than memory: its lines are read in batches, and only those that
    may hold such an IRI are parsed.
    """
    if not base:
        return
    is_lines = form in (media.NT, media.N_QUADS)
    with source.open("rb") if isinstance(source, Path) else io.BytesIO(source) as file:
        parts = lines_with(f"{base}id/".encode(), file) if is_lines else [file.read()]
        for part in parts:
            with suppress(SyntaxError, ValueError):
                quads = ox.parse(part, format=RDF_FORMATS[form.name], base_iri=base_iri)
                check_iris(iris_of(quads), Iris(base))


def lines_with(start: bytes, file: Iterable[bytes]) -> Iterator[bytes]:
    """Yield batches of the lines that hold `start`, or an escape that may be a part of it."""
    found = (line for line in file if start in line or b"\\u" in line.lower())
    while batch := b"".join(islice(found, BATCH)):
        yield batch


def check_iris(found: Iterable[str], iris: Iris) -> None:
    """Refuse the first IRI below ``{base}id/`` that names no thing (`Iris.parse`)."""
    start = f"{iris.base}id/"
    for iri in found:
        if iri.startswith(start) and iris.parse(iri) is None:
            kind = iri.removeprefix(start).split("/")[0]
            remedy = REMEDY if kind in KINDS else f"The kinds are {', '.join(KINDS)}."
            detail = "this address can have no page; nothing was written"
            raise UsageError(detail, where=shorten(iri, 200), remedy=remedy)


def iris_of(quads: Iterable[ox.Quad | ox.Triple]) -> Iterator[str]:
    """Yield the IRIs of quads, their graphs', and those in triple terms, each once."""
    terms = {term for quad in quads for term in quad}
    for term in terms:
        if isinstance(term, ox.NamedNode):
            yield term.value
        elif isinstance(term, ox.Triple):
            yield from iris_of([term])
