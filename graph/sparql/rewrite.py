"""Queries as the engine needs them to answer as the specification says (pyoxigraph 0.5.13).

Each rewrite is text to text and gives a query with the same meaning; docs/decisions/0011 has the
argument for each, and what is left out. A text that none concerns stays as it is.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from ..errors import QuerySyntax
from .empty_paths import add_empty_paths
from .lexer import Token, tokenize
from .scope import closing_bracket, split_by_graph

__all__ = ["drop_silent_loads", "rewrite_query", "rewrite_update"]

#: What at least one rewrite may concern; everything else is left alone at once.
SEEN = re.compile(
    r"\b(?:true|false)\b|group_concat|[*?]|graph\s*[?$]|[?$\w]\s*<[^<>\s]*>",
    re.IGNORECASE,
)
EXPRESSIONS = frozenset(["FILTER", "BIND", "HAVING", "IF", "COALESCE", "BOUND"])


def rewrite_query(text: str, graphs: Callable[[], Sequence[str]]) -> str:
    """Return a query with the same meaning that the engine answers rightly.

    `graphs` gives the IRIs of the named graphs of the dataset. Raises `QuerySyntax` where the
    longest token (section 19.8) makes a text wrong that the engine reads otherwise.
    """
    if not SEEN.search(text):
        return text
    check_longest_tokens(text)
    for cure in (lower_booleans, concatenate_plain_strings, add_empty_paths):
        text = cure(text)
    return split_by_graph(text, graphs)


def rewrite_update(text: str) -> str:
    """Return an update with the same meaning that the engine does rightly; see `rewrite_query`."""
    return add_empty_paths(lower_booleans(text))


def apply_edits(text: str, edits: Iterator[tuple[int, int, str]]) -> str:
    """Return `text` with (start, end, new text) edits made, which are in order."""
    parts, done = [], 0
    for start, end, new in edits:
        parts += [text[done:start], new]
        done = end
    return "".join([*parts, text[done:]])


def check_longest_tokens(text: str) -> None:
    """Refuse an expression in which an IRI follows a variable: ``?x<?a&&?b>?y`` (section 19.8)."""
    inside = list[bool]()
    for before, token in pairwise(tokenize(text)):
        if token.kind == "mark" and token.text in ("(", "{"):
            is_expression = before.text.upper() in EXPRESSIONS or (bool(inside) and inside[-1])
            inside.append(token.text == "(" and is_expression)
        elif token.kind == "mark" and token.text in (")", "}") and inside:
            inside.pop()
        elif token.kind == "iri" and before.kind == "variable" and inside and inside[-1]:
            place = f"character {token.start}"
            raise QuerySyntax(f"an IRI cannot stand after {before.text}", where=place)


def lower_booleans(text: str) -> str:
    """Write ``TRUE`` and ``False`` as the engine reads them (section 19.8, note 1)."""
    words = (t for t in tokenize(text) if t.kind == "word" and t.text.lower() in ("true", "false"))
    return apply_edits(text, ((t.start, t.start + len(t.text), t.text.lower()) for t in words))


def concatenate_plain_strings(text: str) -> str:
    """Have GROUP_CONCAT take strings with a language by their text (section 18.5.1.7).

    With DISTINCT it stays: strings that differ in language only would become one.
    """
    return apply_edits(text, find_concatenations(list(tokenize(text))))


def find_concatenations(found: list[Token]) -> Iterator[tuple[int, int, str]]:
    """Yield the edits of `concatenate_plain_strings`; one within another is left alone."""
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
            yield first.start, stop, plain_expression(found, index + 2, end)
            done = end


def ends(found: list[Token], opening: int) -> int:
    """Return the index of the ``;`` or ``)`` that ends the argument of an aggregate."""
    last = closing_bracket(found, opening)
    depth = 0
    for index in range(opening + 1, last):
        depth += (found[index].text in "([{") - (found[index].text in ")]}")
        if depth == 0 and found[index].text == ";":
            return index
    return last


def plain_expression(found: list[Token], start: int, end: int) -> str:
    """Return an expression whose strings with a language are plain ones."""
    value = " ".join(token.text for token in found[start:end])
    return f'COALESCE(IF(LANG({value}) != "", STR({value}), {value}), {value})'


#: SPARQL 1.1 Update, section 3.1.4: a load that may fail and then does nothing.
LOAD = re.compile(r"load", re.IGNORECASE)
NOTHING = "INSERT DATA {}"
#: The kinds of tokens that name a graph or a document.
IRI = ("iri", "name")


def drop_silent_loads(text: str) -> str:
    """Return an update request with an operation that does nothing for each LOAD SILENT.

    Nothing is loaded from the network, so it always fails; the guard refuses every other LOAD.
    """
    if not LOAD.search(text):
        return text
    found = list(tokenize(text))
    parts, done = [], 0
    for index, token in enumerate(found):
        length = silent_load(found[index : index + 6]) if token.text.upper() == "LOAD" else 0
        if length:
            last = found[index + length - 1]
            parts += [text[done : token.start], NOTHING]
            done = last.start + len(last.text)
    return "".join([*parts, text[done:]])


def silent_load(found: list[Token]) -> int:
    """Return how many tokens a LOAD SILENT has that begins `found`, 0 where there is none."""
    words = [token.text.upper() for token in found]
    if len(found) < 3 or words[1] != "SILENT" or found[2].kind not in IRI:
        return 0
    has_graph = words[3:5] == ["INTO", "GRAPH"] and len(found) > 5 and found[5].kind in IRI
    return 6 if has_graph else 3
