"""Queries as the engine needs them to answer as the specification says (pyoxigraph 0.5.13).

Each rewrite is text to text and gives a query with the same meaning; docs/decisions/0011 has the
argument for each, and what is left out. A text that none concerns stays as it is.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from ..errors import QuerySyntax
from .lexer import Token, tokens
from .scope import by_graph, closing

__all__ = ["rewritten"]

#: What at least one rewrite may concern; everything else is left alone at once.
SEEN = re.compile(
    r"\b(?:true|false)\b|group_concat|[*?]\s*[?$<\w:]|graph\s*[?$]|[?$\w]\s*<[^<>\s]*>",
    re.IGNORECASE,
)
EXPRESSIONS = frozenset(["FILTER", "BIND", "HAVING", "IF", "COALESCE", "BOUND"])


def rewritten(text: str, graphs: Callable[[], Sequence[str]]) -> str:
    """Return a query with the same meaning that the engine answers rightly.

    `graphs` gives the IRIs of the named graphs of the dataset. Raises `QuerySyntax` where the
    longest token (section 19.8) makes a text wrong that the engine reads otherwise.
    """
    if not SEEN.search(text):
        return text
    check_longest_tokens(text)
    for cure in (small_booleans, concatenated_strings, paths_from_constants):
        text = cure(text)
    return by_graph(text, graphs)


def replaced(text: str, edits: Iterator[tuple[int, int, str]]) -> str:
    """Return `text` with (start, end, new text) edits made, which are in order."""
    parts, done = [], 0
    for start, end, new in edits:
        parts += [text[done:start], new]
        done = end
    return "".join([*parts, text[done:]])


def check_longest_tokens(text: str) -> None:
    """Refuse an expression in which an IRI follows a variable: ``?x<?a&&?b>?y`` (section 19.8)."""
    inside = list[bool]()
    for before, token in pairwise(tokens(text)):
        if token.kind == "mark" and token.text in ("(", "{"):
            is_expression = before.text.upper() in EXPRESSIONS or (bool(inside) and inside[-1])
            inside.append(token.text == "(" and is_expression)
        elif token.kind == "mark" and token.text in (")", "}") and inside:
            inside.pop()
        elif token.kind == "iri" and before.kind == "variable" and inside and inside[-1]:
            place = f"character {token.start}"
            raise QuerySyntax(f"an IRI cannot stand after {before.text}", where=place)


def small_booleans(text: str) -> str:
    """Write ``TRUE`` and ``False`` as the engine reads them (section 19.8, note 1)."""
    words = (t for t in tokens(text) if t.kind == "word" and t.text.lower() in ("true", "false"))
    return replaced(text, ((t.start, t.start + len(t.text), t.text.lower()) for t in words))


def concatenated_strings(text: str) -> str:
    """Have GROUP_CONCAT take strings with a language by their text (section 18.5.1.7).

    With DISTINCT it stays: strings that differ in language only would become one.
    """
    return replaced(text, concatenations(list(tokens(text))))


def concatenations(found: list[Token]) -> Iterator[tuple[int, int, str]]:
    """Yield the edits of `concatenated_strings`; one within another is left alone."""
    done = 0
    for index, token in enumerate(found[:-2]):
        if token.text.upper() != "GROUP_CONCAT" or found[index + 1].text != "(" or index < done:
            continue
        if found[index + 2].text.upper() == "DISTINCT":
            continue
        end = ends(found, index + 1)
        if end:
            first, last = found[index + 2], found[end - 1]
            stop = last.start + len(last.text)
            yield first.start, stop, text_of(found, index + 2, end)
            done = end


def ends(found: list[Token], opening: int) -> int:
    """Return the index of the ``;`` or ``)`` that ends the argument of an aggregate."""
    last = closing(found, opening)
    depth = 0
    for index in range(opening + 1, last):
        depth += (found[index].text in "([{") - (found[index].text in ")]}")
        if depth == 0 and found[index].text == ";":
            return index
    return last


def text_of(found: list[Token], start: int, end: int) -> str:
    """Return an expression whose strings with a language are plain ones."""
    value = " ".join(token.text for token in found[start:end])
    return f'COALESCE(IF(LANG({value}) != "", STR({value}), {value}), {value})'


def paths_from_constants(text: str) -> str:
    """Have a path of length zero find its constant end though the data do not name it.

    ``:s :p* ?o`` has the solution ``?o = :s`` always (section 18.4, ZeroLengthPath).
    """
    found = list(tokens(text))
    if any(token.text.startswith("_:") for token in found):
        return text
    return replaced(text, path_edits(text, found))


def path_edits(text: str, found: list[Token]) -> Iterator[tuple[int, int, str]]:
    """Yield an edit for each triple of a constant, a path that may be empty, and a variable."""
    for index in range(1, len(found) - 3):
        if found[index - 1].text not in ("{", "."):
            continue
        end = path_end(found, index + 1)
        if not end or end + 1 >= len(found) or found[end + 1].text not in (".", "}"):
            continue
        subject, last = found[index], found[end]
        kinds = {subject.kind in ("iri", "name"), last.kind in ("iri", "name")}
        if kinds != {True, False} or "variable" not in (subject.kind, last.kind):
            continue
        variable, constant = (subject, last) if subject.kind == "variable" else (last, subject)
        path = text[found[index + 1].start : last.start]
        stop = last.start + len(last.text)
        yield (
            subject.start,
            stop,
            f"{{ {text[subject.start : stop]} }} UNION {{ VALUES {variable.text} "
            f"{{ {constant.text} }} "
            f"FILTER NOT EXISTS {{ {constant.text} {path} {constant.text} }} }}",
        )


def path_end(found: list[Token], index: int) -> int:
    """Return the index after a path that may be empty (``:p*``, ``^:p?``, ``(…)*``), or 0."""
    if found[index].text == "^":
        index += 1
    if index < len(found) and found[index].text == "(":
        index = closing(found, index)
        if not index:
            return 0
    elif index >= len(found) or not (
        found[index].kind in ("iri", "name") or found[index].text == "a"
    ):
        return 0
    is_open = index + 2 < len(found) and found[index + 1].text in ("*", "?")
    return index + 2 if is_open else 0
