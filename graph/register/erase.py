"""Erasing a person, and withholding words: from all graphs, documents and history.

What stays is a tombstone, by which sources that are read later lose the words too.
"""

import base64
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, Quad

from ..errors import NotFound, UsageError
from ..iris import Iris
from ..store import (
    ChangeSet,
    EmbeddedStore,
    Intent,
    bury,
    carry_out,
    internal_graph,
    internal_names,
    put_internal,
    resume,
    tombstones,
)
from ..text import STEM, blank_spans, find_names, find_stems, fold
from ..vocab import HK, ORG, RDF, SKOS, XSD
from .publish import all_quads

__all__ = ["Erasure", "erase_person", "list_places", "resume_erasures", "withhold_words"]

NAMES = (SKOS.prefLabel, SKOS.altLabel, HK.verbatimName, HK.mentionedAs)
#: A node with one of these properties of the person is removed whole.
ABOUT = (RDF.subject, RDF.object, HK.subjectEntity, ORG.member)
#: A name of fewer letters would blank words of others.
SHORTEST = 4
#: Kinds of intents; letters that are shown on both sides of what is blanked.
ERASE, WITHHOLD, AROUND = "erase", "withhold", 30
#: The internal graph of the words that editors withhold.
WITHHELD = "withheld-by-editors"


class Erasure(NamedTuple):
    """What erasing did: quads that went, texts in which words were blanked."""

    removed: int
    blanked: int


def erase_person(store: EmbeddedStore, iris: Iris, slug: str, who: str) -> Erasure | None:
    """Erase a person, and forget the history that has them; None for who was erased already.

    The store must not be served meanwhile. Raises `NotFound` for who was never there. What a kill
    interrupts is finished by `resume_erasures`.
    """
    person = iris.thing("person", slug)
    quads = all_quads(store)
    if not any(quad.subject == person for quad in quads):
        if tombstones(store.ledger).holds(person.value):
            return None
        raise NotFound(f"there is no person/{slug}", where=slug)
    names = names_of(quads, person)
    names |= surnames(names, quads, person)
    intent = {"iri": person.value, "names": sorted(names), "who": who}
    done = [Erasure(0, 0)]
    carry_out(store.ledger, ERASE, intent, lambda intent: done.append(finish(store, intent)))
    return done[-1]


def finish(store: EmbeddedStore, intent: Intent) -> Erasure:
    """Do every step of an erasure that is not done yet."""
    person, folded = NamedNode(intent["iri"]), {fold(name) for name in intent["names"]}
    quads = all_quads(store)
    gone = {quad.subject for quad in quads if quad.predicate in ABOUT and quad.object == person}
    after = {quad: rewrite_quad(quad, {*gone, person}, person, folded) for quad in quads}
    done = rewrite(store, after, ChangeSet((), (), intent["who"], "a person was erased"))
    store.flush()
    bury(store.ledger, intent["iri"], intent["names"], partial(blank_names, names=folded))
    store.compact()
    return done


def withhold_words(store: EmbeddedStore, words: str, who: str) -> Erasure:
    """Blank words wherever they stand, however they are spelled; keep them in an internal graph.

    Names of things (IRIs) stay as they are. The store must not be served meanwhile. Raises
    `UsageError` for words that are too short to be told from others.
    """
    if len(fold(words)) < SHORTEST:
        raise UsageError(f"words need {SHORTEST} letters or digits at least", where=words)
    done = [Erasure(0, 0)]
    intent = {"words": words, "who": who}
    carry_out(store.ledger, WITHHOLD, intent, lambda intent: done.append(blank_all(store, intent)))
    return done[-1]


def blank_all(store: EmbeddedStore, intent: Intent) -> Erasure:
    """Do every step of withholding words that is not done yet."""
    words, folded = intent["words"], {fold(intent["words"])}
    after = {quad: reword_quad(quad, folded) for quad in all_quads(store)}
    done = rewrite(store, after, ChangeSet((), (), intent["who"], "words were withheld"))
    store.flush()
    bury(store.ledger, "", [words], partial(blank_names, names=folded))
    keep_internal(store, words)
    store.compact()
    return done


def resume_erasures(store: EmbeddedStore) -> list[str]:
    """Finish the erasures that a kill interrupted; return one line for each."""
    deeds = {ERASE: partial(finish, store), WITHHOLD: partial(blank_all, store)}
    return [f"finished what was interrupted: {kind}" for kind in resume(store.ledger, deeds)]


def list_places(store: EmbeddedStore, iris: Iris, slug: str) -> list[str]:
    """Return a line for each text that erasing a person would blank, with what stays around it."""
    person = iris.thing("person", slug)
    quads = all_quads(store)
    names = names_of(quads, person)
    folded = {fold(name) for name in names | surnames(names, quads, person)}
    lines = dict[str, None]()
    for quad in quads:
        if not isinstance(quad.object, Literal) or is_gone(quad.subject, {person}, person):
            continue
        text = text_of(quad.object)
        for start, end in spans(text, folded):
            around = text[max(start - AROUND, 0) : end + AROUND]
            lines[" ".join(around.split())] = None
    return [*lines]


def surnames(names: Collection[str], quads: Iterable[Quad], person: NamedNode) -> set[str]:
    """Return the words of a person's names that stand in no other name.

    A word is long enough not to be an initial or a common word (`STEM` letters); one that a name of
    another person or thing has stays: to blank it would be a wrong statement about them.
    """
    words = {word for name in names for word in fold(name).split() if len(word) >= STEM}
    others = {
        stem
        for quad in quads
        if quad.subject != person and quad.predicate in NAMES and isinstance(quad.object, Literal)
        if not set(find_stems(fold(quad.object.value))) & {fold(name) for name in names}
        for word in fold(quad.object.value).split()
        for stem in find_stems(word)
    }
    return words - others


def keep_internal(store: EmbeddedStore, words: str) -> None:
    """Add words to the internal graph of what editors withheld."""
    names = internal_names(store.ledger)
    known = internal_graph(store.ledger, WITHHELD) if WITHHELD in names else ""
    line = f"<urn:withheld> {HK.text} {Literal(words)} .\n"
    put_internal(store.ledger, WITHHELD, known if line in known else known + line)


def rewrite(store: EmbeddedStore, after: Mapping[Quad, Quad | None], change: ChangeSet) -> Erasure:
    """Put quads into the place of others, in one change that says who and why."""
    removed = [quad for quad, now in after.items() if now != quad]
    added = [now for quad, now in after.items() if now is not None and now != quad]
    store.update(replace(change, added=added, removed=removed))
    return Erasure(len(removed) - len(added), len(added))


def names_of(quads: Iterable[Quad], person: NamedNode) -> set[str]:
    """Return every name of a person."""
    return {
        quad.object.value
        for quad in quads
        if quad.subject == person and quad.predicate in NAMES and isinstance(quad.object, Literal)
        if len(quad.object.value) >= SHORTEST
    }


def blank_names(text: str, names: Collection[str]) -> str:
    """Return a text with each letter of folded names blanked, however they are spelled there."""
    return blank_spans(text, spans(text, names))


def spans(text: str, names: Collection[str]) -> list[tuple[int, int]]:
    """Return where folded names stand in a text, with their endings, in order."""
    plain = fold(text)
    held = {name for name in names if name in plain}
    counts = {len(name.split()) for name in held}
    found = find_names(text, counts, lambda words: not held.isdisjoint(find_stems(words)))
    return sorted(found) if held else []


def rewrite_quad(
    quad: Quad, gone: Collection[object], person: NamedNode, names: Collection[str]
) -> Quad | None:
    """Return what stays of a quad: itself, itself with words blanked, or nothing."""
    if any(is_gone(term, gone, person) for term in (quad.subject, quad.object)):
        return None
    return reword_quad(quad, names)


def reword_quad(quad: Quad, names: Collection[str]) -> Quad:
    """Return a quad with words of its literal blanked."""
    if not isinstance(quad.object, Literal):
        return quad
    return Quad(quad.subject, quad.predicate, blank_literal(quad.object, names), quad.graph_name)


def is_gone(term: object, gone: Collection[object], person: NamedNode) -> bool:
    """Say whether a term is the person, a part of their page, or only about them."""
    is_part = isinstance(term, NamedNode) and term.value.startswith(f"{person.value}#")
    return is_part or term in gone


def blank_literal(literal: Literal, names: Collection[str]) -> Literal:
    """Return a literal without the names; the bytes of a document, within their text."""
    if literal.datatype == XSD.base64Binary:
        text = text_of(literal)
        now = blank_names(text, names)
        return literal if now == text else as_bytes(now)
    now = blank_names(literal.value, names)
    if now == literal.value:
        return literal
    if literal.language:
        return Literal(now, language=literal.language)
    return Literal(now, datatype=literal.datatype)


def text_of(literal: Literal) -> str:
    """Return the text of a literal; of the bytes of a document, what they say in UTF-8."""
    if literal.datatype == XSD.base64Binary:
        return base64.b64decode(literal.value).decode("utf-8", "replace")
    return literal.value


def as_bytes(text: str) -> Literal:
    """Return a text as the bytes of a document."""
    return Literal(base64.b64encode(text.encode()).decode(), datatype=XSD.base64Binary)
