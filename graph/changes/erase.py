"""Erasing a person: from all graphs, the words of documents and history; a tombstone stays."""

import base64
from collections.abc import Collection, Iterable
from functools import partial
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from .. import media
from ..errors import NotFound
from ..iris import Iris
from ..store import ChangeSet, EmbeddedStore, bury
from ..text import blank, fold, found_names
from ..vocab import HK, ORG, RDF, SKOS, XSD

__all__ = ["Erased", "erase_person"]

NAMES = (SKOS.prefLabel, SKOS.altLabel, HK.verbatimName, HK.mentionedAs)
#: What points with one of these at the person is about nobody else, and goes whole.
ABOUT = (RDF.subject, RDF.object, HK.subjectEntity, ORG.member)
#: A name of fewer letters would blank words of others.
SHORTEST = 4


class Erased(NamedTuple):
    """What erasing did: names, quads that went, texts in which words were blanked."""

    names: int
    removed: int
    blanked: int


def erase_person(store: EmbeddedStore, iris: Iris, slug: str, who: str) -> Erased:
    """Erase a person in one change, and forget the history that has them.

    The store must not be served meanwhile. Raises `NotFound` for who is not there.
    """
    person = iris.thing("person", slug)
    quads = [
        quad
        for chunk in store.export(media.N_QUADS)
        for quad in parse(chunk, format=RdfFormat.N_QUADS)
    ]
    names = names_of(quads, person)
    if not any(quad.subject == person for quad in quads):
        raise NotFound(f"nobody is called person/{slug}", where=slug)
    gone = {quad.subject for quad in quads if quad.predicate in ABOUT and quad.object == person}
    gone |= {person}
    folded = {fold(name) for name in names}
    after = {quad: kept(quad, gone, person, folded) for quad in quads}
    removed = [quad for quad, now in after.items() if now != quad]
    added = [now for quad, now in after.items() if now is not None and now != quad]
    store.update(ChangeSet(added, removed, who, "a person was erased"))
    bury(store.ledger, person.value, names, partial(without, names=folded))
    store.compact()
    return Erased(len(names), len(removed) - len(added), len(added))


def names_of(quads: Iterable[Quad], person: NamedNode) -> set[str]:
    """Return every name of a person."""
    return {
        quad.object.value
        for quad in quads
        if quad.subject == person and quad.predicate in NAMES and isinstance(quad.object, Literal)
        if len(quad.object.value) >= SHORTEST
    }


def without(text: str, names: Collection[str]) -> str:
    """Return a text with each letter of folded names blanked, however they are spelled there."""
    plain = fold(text)
    held = {name for name in names if name in plain}
    if not held:
        return text
    spans = found_names(text, {len(name.split()) for name in held}, held.__contains__)
    for start, end in spans:
        text = text[:start] + blank(text[start:end]) + text[end:]
    return text


def kept(
    quad: Quad, gone: Collection[object], person: NamedNode, names: Collection[str]
) -> Quad | None:
    """Return what stays of a quad: itself, itself with words blanked, or nothing."""
    if any(is_gone(term, gone, person) for term in (quad.subject, quad.object)):
        return None
    if isinstance(quad.object, Literal):
        now = blanked(quad.object, names)
        return Quad(quad.subject, quad.predicate, now, quad.graph_name)
    return quad


def is_gone(term: object, gone: Collection[object], person: NamedNode) -> bool:
    """Say whether a term is the person, a part of their page, or only about them."""
    is_part = isinstance(term, NamedNode) and term.value.startswith(f"{person.value}#")
    return is_part or term in gone


def blanked(literal: Literal, names: Collection[str]) -> Literal:
    """Return a literal without the names; the bytes of a document, within their text."""
    if literal.datatype == XSD.base64Binary:
        text = base64.b64decode(literal.value).decode("utf-8", "replace")
        now = without(text, names)
        return literal if now == text else as_bytes(now)
    now = without(literal.value, names)
    if now == literal.value:
        return literal
    if literal.language:
        return Literal(now, language=literal.language)
    return Literal(now, datatype=literal.datatype)


def as_bytes(text: str) -> Literal:
    """Return a text as the bytes of a document."""
    return Literal(base64.b64encode(text.encode()).decode(), datatype=XSD.base64Binary)
