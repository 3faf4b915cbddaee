"""LOAD SILENT: a load that may fail without a word (SPARQL 1.1 Update, section 3.1.4).

Nothing is ever loaded from the network here, so it always fails, and SILENT makes that a success
that does nothing. What is left is looked at by the guard, which refuses every other LOAD.
"""

import re

from .lexer import Token, tokens

__all__ = ["without_silent_loads"]

SEEN = re.compile(r"load", re.IGNORECASE)
NOTHING = "INSERT DATA {}"
#: The kinds of tokens that name a graph or a document.
IRI = ("iri", "name")


def without_silent_loads(text: str) -> str:
    """Return an update request with an operation that does nothing for each LOAD SILENT."""
    if not SEEN.search(text):
        return text
    found = list(tokens(text))
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
