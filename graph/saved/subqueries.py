"""Queries within queries: one definition, written once, that many texts use.

A line ``# with NAME`` of a query stands for the SELECT of the file NAME.rq, as a subquery; with
``# with NAME day=?today`` its variable ``?day`` is another term there. The file is looked for
beside the query and one folder above. Prefixes are those of the query that uses it.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from ..errors import UsageError
from ..sparql import tokenize

__all__ = ["read_with_subqueries", "replace_variables"]

WITH = re.compile(r"[ \t]*# with (?P<name>[a-z0-9-]+)(?: (?P<variable>\w+)=(?P<term>\S+))?")
DEEPEST = 5


def read_with_subqueries(path: Path, deep: int = 0) -> str:
    """Return the text of a query with the queries that it uses in their places.

    Raises `UsageError` for one that is not there, and for one that uses itself.
    """
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    return "".join(part_of(path, line, deep) if WITH.match(line) else line for line in lines)


def part_of(path: Path, line: str, deep: int) -> str:
    """Return the subquery that a line of a file stands for."""
    match = WITH.fullmatch(line.rstrip())
    name = match["name"] if match else ""
    files = (folder / f"{name}.rq" for folder in (path.parent, path.parent.parent))
    file = next((one for one in files if one.is_file()), None)
    if match is None or file is None or deep == DEEPEST:
        raise UsageError(f"no query can stand here: {line.strip()}", where=path.name)
    text = read_with_subqueries(file, deep + 1)
    select = next(token.start for token in tokenize(text) if token.text.upper() == "SELECT")
    terms = {match["variable"]: match["term"]} if match["variable"] else {}
    return f"{{ {''.join(replace_variables(text[select:].strip(), terms))} }}\n"


def replace_variables(text: str, terms: Mapping[str, str]) -> Iterator[str]:
    """Yield `text` with the variables that are parameters replaced by their terms."""
    position = 0
    for token in tokenize(text):
        if token.kind == "variable" and token.text[1:] in terms:
            yield text[position : token.start]
            yield terms[token.text[1:]]
            position = token.start + len(token.text)
    yield text[position:]
