"""What is not there yet in a language: sentences of pages, labels of terms, titles of queries."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from pyoxigraph import Literal, RdfFormat, parse
from werkzeug.exceptions import BadRequest, InternalServerError, MethodNotAllowed, NotFound

from ..errors import HamkorError
from ..resources import ontology_dir, queries_dir
from ..saved import SavedQuery, load_all
from ..vocab import RDFS, SKOS
from .http import FACETS, LANGUAGES, TRANSLATIONS, VALUES, spell_name

__all__ = ["MissingText", "find_missing", "find_sentences"]

WEB = Path(__file__).parent
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2.ext.babel_extract")]
ONTOLOGY = ("hamkor.ttl", "forms.ttl")
LABELS = (RDFS.label, SKOS.prefLabel)
#: Columns of the lists as CSV, and of the report as a spreadsheet.
LISTED = (
    "name",
    "iri",
    "page",
    "figure",
    "number",
    "what it counts",
    *(facet for facets in FACETS.values() for facet in facets),
)
#: Errors of HTTP that a reader can meet.
HTTP = (BadRequest(), InternalServerError(), MethodNotAllowed(), NotFound())


class MissingText(NamedTuple):
    """A text that has no words in a language: the language, where it is, what it says."""

    language: str
    where: str
    text: str


def find_sentences() -> set[str]:
    """Return what pages say in English: their sentences, and words of queries and errors."""
    found = extract_from_dir(WEB, METHODS)
    pages = {message for _, _, message, _, _ in found if isinstance(message, str)}
    return (
        pages
        | set(query_words())
        | VALUES
        | {spell_name(name) for name in LISTED}
        | titles()
        | http_words()
    )


def query_words() -> Iterator[str]:
    """Yield what the headers of saved queries say of columns and parameters."""
    for query in shipped_queries():
        for column in query.columns:
            yield from (spell_name(column.name), column.label)
        yield from (parameter.label for parameter in query.parameters)


def titles(error: type[HamkorError] = HamkorError) -> set[str]:
    """Return the title of a kind of error, and those of the kinds under it."""
    kinds = (titles(kind) for kind in error.__subclasses__())
    return {error.title}.union(*kinds)


def http_words() -> set[str]:
    """Return the titles and words of errors of HTTP."""
    return {words for error in HTTP for words in (error.name, error.description or "")}


def shipped_queries() -> Iterator[SavedQuery]:
    """Yield the saved queries and the figures of the report."""
    for folder in (queries_dir(), queries_dir() / "report"):
        for query in load_all(folder).values():
            if isinstance(query, SavedQuery):
                yield query


def load_translations(language: str) -> dict[str, str]:
    """Return sentence -> its words in a language, where there are any."""
    path = TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        return {
            str(m.id): str(m.string) for m in read_po(file, locale=language) if m.id and m.string
        }


def find_missing() -> Iterator[MissingText]:
    """Yield what has no words yet; everything is there in English."""
    asked = find_sentences()
    for language in LANGUAGES[1:]:
        lacks = asked - load_translations(language).keys()
        yield from (MissingText(language, "page", text) for text in sorted(lacks))
        yield from find_untitled(language)
    yield from find_unlabelled()


def find_untitled(language: str) -> Iterator[MissingText]:
    """Yield the saved queries without a title or a description in a language."""
    for query in shipped_queries():
        if language not in query.title:
            yield MissingText(language, f"query {query.name}", query.title["en"])
        if language not in query.translations:
            yield MissingText(language, f"query {query.name}, description", query.description)


def find_unlabelled() -> Iterator[MissingText]:
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
                yield MissingText(language, f"term {iri}", of["en"])
