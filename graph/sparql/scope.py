"""GRAPH with a variable as section 18.6 defines it: the union of what each named graph gives.

The engine takes ``GRAPH ?g { P }`` for quads whose graph is ``?g``. That differs where P names
``?g`` itself, counts, or takes away: then the union is written out, one member a graph.
"""

from collections.abc import Callable, Sequence

from .lexer import Token, tokenize

__all__ = ["closing_bracket", "split_by_graph"]

OPEN, CLOSE = frozenset("([{"), frozenset(")]}")
#: What makes the engine's reading differ though ``?g`` is not named.
SCOPED = frozenset(["SELECT", "MINUS"])
#: Rows that a filter tests and no quad brings, as `empty_paths` writes them.
ROWS = frozenset(["VALUES", "EXISTS"])
MOST_GRAPHS = 200
LONGEST = 1024 * 1024


def closing_bracket(found: Sequence[Token], opening: int) -> int:
    """Return the index of the bracket that closes the one at `opening`, 0 where none does."""
    depth = 0
    for index in range(opening, len(found)):
        token = found[index]
        if token.kind == "mark":
            depth += (token.text in OPEN) - (token.text in CLOSE)
            if depth == 0:
                return index
    return 0


def split_by_graph(text: str, graphs: Callable[[], Sequence[str]]) -> str:
    """Return a query whose GRAPH blocks are written out where the engine would misread them.

    Blocks with labelled blank nodes stay, since a label may stand in one block only. `graphs`
    gives the named graphs of the dataset, of the request or of the query.
    """
    count = sum(token.text.upper() == "GRAPH" for token in tokenize(text))
    done = text
    for number in reversed(range(count)):
        found = list(tokenize(done))
        places = [i for i, t in enumerate(found) if t.kind == "word" and t.text.upper() == "GRAPH"]
        done = write_union(done, found, places[number], graphs)
        if len(done) > LONGEST:
            return text
    return done


def write_union(
    text: str, found: list[Token], place: int, graphs: Callable[[], Sequence[str]]
) -> str:
    """Return `text` with the GRAPH at token `place` as a union, where it needs to be one."""
    if place + 2 >= len(found) or found[place + 1].kind != "variable":
        return text
    end = closing_bracket(found, place + 2) if found[place + 2].text == "{" else 0
    inside = found[place + 3 : end] if end else []
    words = {token.text.upper() for token in inside if token.kind == "word"}
    if not words >= ROWS and not any(is_misread(token, found[place + 1]) for token in inside):
        return text
    names = graphs()
    if any(token.text.startswith("_:") for token in inside) or len(names) > MOST_GRAPHS:
        return text
    variable, block = found[place + 1].text, text[found[place + 2].start : found[end].start + 1]
    members = [f"{{ VALUES {variable} {{ <{iri}> }} GRAPH <{iri}> {block} }}" for iri in names]
    union = " UNION ".join(members) or f"{{ VALUES {variable} {{ }} }}"
    return f"{text[: found[place].start]}{union}{text[found[end].start + 1 :]}"


def is_misread(token: Token, variable: Token) -> bool:
    """Say whether a token makes the engine's reading of its block differ."""
    is_same = token.kind == "variable" and token.text[1:] == variable.text[1:]
    return is_same or (token.kind == "word" and token.text.upper() in SCOPED)
