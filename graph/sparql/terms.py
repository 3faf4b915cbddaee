"""Written values to RDF terms, and terms to SPARQL: the only way a value gets into a query."""

import re
from collections.abc import Callable, Mapping
from datetime import date

from pyoxigraph import Literal, NamedNode

from ..vocab import XSD

__all__ = ["literal_n3", "term_of"]

IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]+")
INTEGER = re.compile(r"[+-]?\d{1,18}")
LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")


def iri(value: str) -> NamedNode:
    """Return an absolute IRI."""
    if not IRI.fullmatch(value):
        raise ValueError("not an absolute IRI, e.g. https://example.org/thing")
    return NamedNode(value)


def day(value: str) -> Literal:
    """Return an xsd:date that the calendar has."""
    return Literal(date.fromisoformat(value).isoformat(), datatype=XSD.date)


def integer(value: str) -> Literal:
    """Return an xsd:integer."""
    if not INTEGER.fullmatch(value):
        raise ValueError("not a whole number")
    return Literal(str(int(value)), datatype=XSD.integer)


def language(value: str) -> Literal:
    """Return a language tag as a plain string."""
    if not LANGUAGE.fullmatch(value):
        raise ValueError("not a language tag, e.g. en")
    return Literal(value.lower())


READERS: Mapping[str, Callable[[str], NamedNode | Literal]] = {
    "iri": iri, "date": day, "integer": integer, "string": Literal, "language": language,
}  # fmt: skip


def term_of(kind: str, value: str) -> NamedNode | Literal:
    """Return the term that `value` writes for a parameter of `kind`; `ValueError` otherwise."""
    return READERS[kind](value)


def literal_n3(term: NamedNode | Literal) -> str:
    """Return a term as SPARQL writes it, escaped; a whole number bare, as OFFSET needs it."""
    is_integer = isinstance(term, Literal) and term.datatype == XSD.integer
    return str(int(term.value)) if is_integer else str(term)
