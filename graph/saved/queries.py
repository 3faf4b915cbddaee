"""Saved queries: a file of SPARQL with a header that says what it asks, takes and gives.

The header is a run of comment lines ``#+ key: value`` (docs/reference/saved-queries.md). A
parameter stands in the text as a variable and is replaced, token by token, by an RDF term: a
value is never pasted as text.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from ..errors import HamkorError, UsageError
from ..iris import KINDS, Iris
from ..sparql import check_prefixes, check_query, literal_n3, term_of, tokenize
from .subqueries import read_with_subqueries, replace_variables

__all__ = [
    "BrokenQuery",
    "Column",
    "Parameter",
    "SavedQuery",
    "bind",
    "load_all",
    "read_query",
    "state_of",
    "without_header",
]

LINE = re.compile(r"#\+\s*(?P<key>[a-z]+)(?:@(?P<language>[a-z]{2}))?:\s*(?P<value>.*\S)\s*")
TYPE = re.compile(r"(?P<name>iri|date|integer|string|language|kind|enum)(?:\((?P<of>[^)]*)\))?")
#: A name that may stand in an address.
NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
#: What else a header may say, once, and how it is written.
ABOUT = {"owner": r".{1,100}", "stability": "stable|experimental", "version": r"\d+(?:\.\d+)*"}


@dataclass(frozen=True)
class Parameter:
    """A typed parameter; `of` is the kind of thing, or the values of an enum.

    `default` is empty where a value must be given, and ``today`` for the present day.
    """

    name: str
    type: str
    default: str
    example: str
    label: str
    of: tuple[str, ...] = ()


@dataclass(frozen=True)
class Column:
    """A column of the answer: its variable, the type of its values, what it says."""

    name: str
    type: str
    label: str


@dataclass(frozen=True)
class SavedQuery:
    """A saved query: its name (also in its address), titles by language, and text.

    `stability` is stable, or experimental for one whose columns may still change; `owner` is the
    role of who answers for it.
    """

    name: str
    title: Mapping[str, str]
    description: str
    parameters: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    text: str
    owner: str = ""
    stability: str = "stable"
    version: str = "1"
    #: Language -> the description in it, beside the English one.
    translations: Mapping[str, str] = field(default_factory=dict)

    def describe(self, language: str) -> str:
        """Return the description in a language, the English one where there is none."""
        return self.translations.get(language, self.description)

    def title_in(self, language: str) -> str:
        """Return the title in a language, the English one where there is none."""
        return self.title.get(language, self.title["en"])


def without_header(text: str) -> str:
    """Return the text of a saved query without the lines of its header."""
    return "\n".join(line for line in text.splitlines() if not line.startswith("#+")).strip()


@dataclass(frozen=True)
class BrokenQuery:
    """A file in the folder that is not a saved query, and why."""

    name: str
    reason: str


@dataclass
class Header:
    """The header lines of one file, as they come."""

    title: dict[str, str] = field(default_factory=dict)
    description: dict[str, list[str]] = field(default_factory=dict)
    parameters: list[Parameter] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)
    about: dict[str, str] = field(default_factory=dict)


def load_all(*folders: Path) -> dict[str, SavedQuery | BrokenQuery]:
    """Return name -> query of every ``*.rq`` of some folders; a broken file hurts no other.

    A name of an earlier folder is taken: a later file of that name is broken.
    """
    found: dict[str, SavedQuery | BrokenQuery] = {}
    for path in [path for folder in folders for path in sorted(folder.glob("*.rq"))]:
        name = path.stem if path.stem not in found else f"{path.stem}-taken"
        try:
            if name != path.stem or not NAME.fullmatch(name):
                raise UsageError("the name is taken, or is no name", where=path.name)
            found[name] = read_query(path)
        except (HamkorError, OSError, UnicodeDecodeError) as error:
            found[name] = BrokenQuery(name, str(error))
    return found


def state_of(*folders: Path) -> str:
    """Return what changes when a file of the folders does."""
    paths = [path for folder in folders for path in sorted(folder.glob("*.rq"))]
    return " ".join(f"{path.name}:{path.stat().st_mtime_ns}" for path in paths)


def read_query(path: Path) -> SavedQuery:
    """Read one file. Raises `UsageError` with its line, `QueryRefused` for what it may not do."""
    text = read_with_subqueries(path)
    header = Header()
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("#+"):
            read_line(header, line, f"{path.name}, line {number}")
    check_query(text)
    check_prefixes(text)
    if "en" not in header.title or "en" not in header.description or not header.columns:
        raise UsageError("the header lacks a title, description or columns", where=path.name)
    variables = {token.text[1:] for token in tokenize(text) if token.kind == "variable"}
    unused = [p.name for p in header.parameters if p.name not in variables]
    if unused:
        raise UsageError(f"the query never uses ?{unused[0]}", where=path.name)
    words = {language: " ".join(lines) for language, lines in header.description.items()}
    return SavedQuery(
        path.stem, header.title, words.pop("en"), tuple(header.parameters),
        tuple(header.columns), text, **header.about, translations=words,
    )  # fmt: skip


def read_line(header: Header, line: str, where: str) -> None:
    """Read one header line."""
    match = LINE.fullmatch(line)
    parts = [part.strip() for part in match["value"].split("|")] if match else []
    key = match["key"] if match else ""
    if match and key == "title":
        header.title[match["language"] or "en"] = match["value"]
    elif match and key == "description":
        header.description.setdefault(match["language"] or "en", []).append(match["value"])
    elif match and key in ABOUT and re.fullmatch(ABOUT[key], match["value"]):
        header.about[key] = match["value"]
    elif key == "param" and len(parts) == 5:
        header.parameters.append(parameter_of(parts, where))
    elif key == "column" and len(parts) == 3:
        header.columns.append(Column(*parts))
    else:
        raise UsageError(f"not a header line: {line}", where=where)


def parameter_of(parts: Sequence[str], where: str) -> Parameter:
    """Read ``name | type | default | example | label``."""
    name, type_text, default, example, label = parts
    match = TYPE.fullmatch(type_text)
    of = tuple(part.strip() for part in (match["of"] or "").split(",") if part) if match else ()
    if match is None or (match["name"] == "kind" and not set(of) <= set(KINDS)):
        raise UsageError(f'"{type_text}" is not a type of parameter', where=where)
    return Parameter(name, match["name"], default, example, label, of)


def bind(query: SavedQuery, values: Mapping[str, str], iris: Iris) -> str:
    """Return the text with its parameters replaced by terms.

    Raises `UsageError` for a parameter that is unknown, missing, or of the wrong type.
    """
    known = {parameter.name: parameter for parameter in query.parameters}
    unknown = sorted(values.keys() - known.keys())
    if unknown:
        remedy = f"It takes: {', '.join(known) or 'no parameters'}."
        raise UsageError("the query has no such parameter", where=unknown[0], remedy=remedy)
    terms = {n: literal_n3(value_of(p, values.get(n, ""), iris)) for n, p in known.items()}
    return "".join(replace_variables(query.text, terms))


def value_of(parameter: Parameter, written: str, iris: Iris) -> NamedNode | Literal:
    """Return the term of a value, or of the default where none is written."""
    value = written or parameter.default
    if parameter.type == "date" and value == "today":
        value = datetime.now(UTC).date().isoformat()
    try:
        return read_value(parameter, value, iris)
    except ValueError as error:
        expected = f" of {'|'.join(parameter.of)}" if parameter.of else ""
        detail = f'"{value}" is not a value of type {parameter.type}{expected} ({error})'
        remedy = f"For example: {parameter.example}."
        raise UsageError(detail, where=parameter.name, remedy=remedy) from error


def read_value(parameter: Parameter, value: str, iris: Iris) -> NamedNode | Literal:
    """Return the term that a value of the parameter's type writes; `ValueError` otherwise."""
    if not value:
        raise ValueError("a value is needed")
    if parameter.type == "enum":
        if value not in parameter.of:
            raise ValueError("not one of these")
        return Literal(value)
    if parameter.type == "kind":
        return iris.thing(parameter.of[0], value) if ":" not in value else term_of("iri", value)
    return term_of(parameter.type, value)
