"""Erasing a person, and withholding words: from all graphs, documents and history.

What stays is a tombstone, by which sources that are read later lose the words too.
"""

import base64
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from .. import media
from ..errors import NotFound, UsageError
from ..iris import Iris
from ..store import ChangeSet, EmbeddedStore, bury, internal_graph, internal_names, put_internal
from ..text import blank, fold, found_names
from ..vocab import HK, ORG, RDF, SKOS, XSD

__all__ = ["Erased", "erase_person", "withhold_words"]

NAMES = (SKOS.prefLabel, SKOS.altLabel, HK.verbatimName, HK.mentionedAs)
#: What points with one of these at the person is about nobody else, and goes whole.
ABOUT = (RDF.subject, RDF.object, HK.subjectEntity, ORG.member)
#: A name of fewer letters would blank words of others.
SHORTEST = 4
#: The internal graph of the words that editors withhold.
WITHHELD = "withheld-by-editors"


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
    quads = all_quads(store)
    if not any(quad.subject == person for quad in quads):
        raise NotFound(f"nobody is called person/{slug}", where=slug)
    names = names_of(quads, person)
    gone = {quad.subject for quad in quads if quad.predicate in ABOUT and quad.object == person}
    folded = {fold(name) for name in names}
    after = {quad: kept(quad, {*gone, person}, person, folded) for quad in quads}
    done = rewrite(store, after, ChangeSet((), (), who, "a person was erased"), len(names))
    bury(store.ledger, person.value, names, partial(without, names=folded))
    store.compact()
    return done


def withhold_words(store: EmbeddedStore, words: str, who: str) -> Erased:
    """Blank words wherever they stand, however they are spelled; keep them in an internal graph.

    Names of things (IRIs) stay as they are. The store must not be served meanwhile. Raises
    `UsageError` for words that are too short to be told from others.
    """
    folded = {fold(words)}
    if len(fold(words)) < SHORTEST:
        raise UsageError(f"words need {SHORTEST} letters or digits at least", where=words)
    after = {quad: reworded(quad, folded) for quad in all_quads(store)}
    done = rewrite(store, after, ChangeSet((), (), who, "words were withheld"), 1)
    bury(store.ledger, "", [words], partial(without, names=folded))
    keep_internal(store, words)
    store.compact()
    return done


def keep_internal(store: EmbeddedStore, words: str) -> None:
    """Add words to the internal graph of what editors withheld."""
    names = internal_names(store.ledger)
    known = internal_graph(store.ledger, WITHHELD) if WITHHELD in names else ""
    line = f"<urn:withheld> {HK.text} {Literal(words)} .\n"
    put_internal(store.ledger, WITHHELD, known if line in known else known + line)


def all_quads(store: EmbeddedStore) -> list[Quad]:
    """Return everything that a store holds."""
    return [
        quad
        for chunk in store.export(media.N_QUADS)
        for quad in parse(chunk, format=RdfFormat.N_QUADS)
    ]


def rewrite(
    store: EmbeddedStore, after: Mapping[Quad, Quad | None], change: ChangeSet, names: int
) -> Erased:
    """Put quads into the place of others, in one change that says who and why."""
    removed = [quad for quad, now in after.items() if now != quad]
    added = [now for quad, now in after.items() if now is not None and now != quad]
    store.update(replace(change, added=added, removed=removed))
    return Erased(names, len(removed) - len(added), len(added))


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
    return reworded(quad, names)


def reworded(quad: Quad, names: Collection[str]) -> Quad:
    """Return a quad with words of its literal blanked."""
    if not isinstance(quad.object, Literal):
        return quad
    return Quad(quad.subject, quad.predicate, blanked(quad.object, names), quad.graph_name)


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
