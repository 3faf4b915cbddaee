"""What is not there yet in a language: sentences of pages, labels of terms, titles of queries."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from pyoxigraph import Literal, RdfFormat, parse

from ..resources import ontology_dir, queries_dir
from ..saved_queries import SavedQuery, load_all
from ..vocab import RDFS, SKOS
from .i18n import TRANSLATIONS
from .words import LANGUAGES

__all__ = ["Missing", "missing", "sentences"]

WEB = Path(__file__).parent
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2.ext.babel_extract")]
ONTOLOGY = ("hamkor.ttl", "forms.ttl")
LABELS = (RDFS.label, SKOS.prefLabel)


class Missing(NamedTuple):
    """A text that has no words in a language: the language, where it is, what it says."""

    language: str
    where: str
    text: str


def sentences() -> set[str]:
    """Return the sentences that pages have, in English."""
    found = extract_from_dir(WEB, METHODS)
    return {message for _, _, message, _, _ in found if isinstance(message, str)}


def translated(language: str) -> dict[str, str]:
    """Return sentence -> its words in a language, where there are any."""
    path = TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        return {
            str(m.id): str(m.string) for m in read_po(file, locale=language) if m.id and m.string
        }


def missing() -> Iterator[Missing]:
    """Yield what has no words yet; everything is there in English."""
    for language in LANGUAGES[1:]:
        known = translated(language)
        yield from (Missing(language, "page", text) for text in sorted(sentences() - known.keys()))
        yield from untitled(language)
    yield from unlabelled()


def untitled(language: str) -> Iterator[Missing]:
    """Yield the saved queries without a title in a language."""
    for folder in (queries_dir(), queries_dir() / "report"):
        for query in load_all(folder).values():
            if isinstance(query, SavedQuery) and language not in query.title:
                yield Missing(language, f"query {query.name}", query.title["en"])


def unlabelled() -> Iterator[Missing]:
    """Yield the terms that have a label in English and not in another language."""
    labels: dict[str, dict[str, str]] = {}
    for name in ONTOLOGY:
        for quad in parse((ontology_dir() / name).read_bytes(), format=RdfFormat.TURTLE):
            if quad.predicate in LABELS and isinstance(quad.object, Literal):
                of = labels.setdefault(str(quad.subject.value), {})
                of[quad.object.language or ""] = quad.object.value
    for iri, of in sorted(labels.items()):
        for language in LANGUAGES[1:]:
            if "en" in of and language not in of:
                yield Missing(language, f"term {iri}", of["en"])
