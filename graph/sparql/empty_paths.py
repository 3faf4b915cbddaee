"""Paths that may be empty, from or to a term that the data do not name (SPARQL 1.1, section 18.4).

``:s :p* ?o`` always has the solution ``?o = :s``, and ``:s :p* :s`` always holds: ZeroLengthPath
asks of the data only where both ends are variables. The engine looks for the term in the data, so
that one solution is written beside the triple wherever the engine does not give it.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from .lexer import Token, tokenize
from .paths import Part, Path, Statement, Triple, is_constant, is_node, statement
from .scope import closing_bracket

__all__ = ["add_empty_paths"]

#: Before a triple stands one of these: a bracket of a group, an expression or data; a full stop.
BEFORE = frozenset(["{", "}", ".", ")"])
FORMS = frozenset(["SELECT", "ASK", "DESCRIBE", "CONSTRUCT", "INSERT", "DELETE", "WITH"])
#: Before a star that shows all variables.
STARRED = frozenset(["SELECT", "DISTINCT", "REDUCED"])


def add_empty_paths(text: str) -> str:
    """Return a text whose paths of no steps are found; one that none concerns stays as it is."""
    found = list(tokenize(text))
    edits = list(find_statements(found))
    nodes = name_blank_nodes(text, found, edits) if edits else None
    if nodes is None:
        return text
    writer = Writer(text, found, nodes)
    parts, done = [], 0
    for edit in edits:
        last = found[edit.end - 1]
        start = found[edit.triples[0].subject.start].start
        parts += [writer.rename_nodes(done, start), writer.write(edit.triples)]
        done = last.start + len(last.text)
    return "".join([*parts, writer.rename_nodes(done, len(text))])


def find_statements(found: Sequence[Token]) -> Iterator[Statement]:
    """Yield what is said of each subject of which a triple needs to be written otherwise."""
    place = 1
    while place < len(found):
        is_start = found[place - 1].text in BEFORE
        one = statement(found, place) if is_start else Statement((), 0)
        if any(needs_cure(found, triple) for triple in one.triples):
            yield one
            place = one.end
        else:
            place += 1


def needs_cure(found: Sequence[Token], triple: Triple) -> bool:
    """Say whether a path may be empty and an end is no variable; an end in brackets is neither."""
    starts = triple.subject.start, triple.object.start
    fixed = [is_constant(found[start]) for start in starts]
    open_ = [found[start].kind == "variable" or is_node(found, start) for start in starts]
    return bool(triple.path.ways) and any(fixed) and sum(fixed) + sum(open_) == len(starts)


def name_blank_nodes(
    text: str, found: Sequence[Token], edits: Sequence[Statement]
) -> Mapping[int, str] | None:
    """Return place -> variable for the blank nodes that a text would have in more groups than one.

    None where the variable would tell: in a template, which makes nodes, and in ``*`` of a query
    within.
    """
    first = next((t.text.upper() for t in found if t.text.upper() in FORMS), "")
    opening = next((n for n, t in enumerate(found) if t.text == "{"), 0)
    template = range(opening, closing_bracket(found, opening)) if first == "CONSTRUCT" else range(0)
    labelled = [n for n, t in enumerate(found) if t.text.startswith("_:") and n not in template]
    ends = {
        end.start for edit in edits for one in edit.triples for end in (one.subject, one.object)
    }
    unnamed = [n for n in sorted(ends) if found[n].text == "[" and is_node(found, n)]
    if labelled and first not in ("SELECT", "ASK", "DESCRIBE", "CONSTRUCT"):
        return None
    if (labelled or unnamed) and is_starred(found):
        return None
    stem = "?node"
    while stem in text:
        stem += "_"
    known = dict[str, int]()
    first_of = {n: known.setdefault(found[n].text, n) for n in labelled} | {n: n for n in unnamed}
    return {n: f"{stem}{first_of[n]}" for n in sorted(first_of)}


def is_starred(found: Sequence[Token]) -> bool:
    """Say whether a star takes variables to describe, to count, within, or would take only ours."""
    depth = 0 if any(token.kind == "variable" for token in found) else 1
    for before, token in pairwise(found):
        depth += (before.text in ("{", "(")) - (before.text in ("}", ")"))
        word = before.text.upper() if token.text == "*" else ""
        if word == "DESCRIBE" or (word in STARRED and depth):
            return True
    return False


class Writer:
    """Writes triples anew."""

    def __init__(self, text: str, found: Sequence[Token], nodes: Mapping[int, str]) -> None:
        """Write those of a text, with variables for its blank nodes."""
        self._text, self._found, self._nodes = text, found, nodes

    def rename_nodes(self, start: int, end: int) -> str:
        """Return the text from character to character with variables for its blank nodes."""
        parts = []
        for place, name in self._nodes.items():  # in the order of the text
            token = self._found[place]
            if start <= token.start < end:
                last = self._found[place + (token.text == "[")]
                parts += [self._text[start : token.start], name]
                start = last.start + len(last.text)
        return "".join([*parts, self._text[start:end]])

    def source(self, part: Part | Path) -> str:
        """Return the text of some tokens."""
        last = self._found[part.end - 1]
        return self.rename_nodes(self._found[part.start].start, last.start + len(last.text))

    def write(self, triples: Sequence[Triple]) -> str:
        """Return the triples of one subject, each on its own."""
        parts, was_plain = [], False
        for triple in triples:
            is_plain = not needs_cure(self._found, triple)
            text = self.plain(triple) if is_plain else self.cure(triple)
            parts += [" . " if is_plain and was_plain else " ", text]
            was_plain = is_plain
        return "".join(parts).strip()

    def plain(self, triple: Triple) -> str:
        """Return a triple as it is."""
        return " ".join(self.source(part) for part in triple)

    def cure(self, triple: Triple) -> str:
        """Return a triple, or else the solutions of no steps (decision 0011)."""
        subject, path, value = (self.source(part) for part in triple)
        ends = triple.subject.start, triple.object.start
        is_fixed = [is_constant(self._found[start]) for start in ends]
        constant, variable = (subject, value) if is_fixed[0] else (value, subject)
        same = f"FILTER(sameTerm({subject}, {value}))"
        solution = same if all(is_fixed) else f"VALUES {variable} {{ {constant} }}"
        empty = f"{{ FILTER NOT EXISTS {{ {constant} {path} {constant} }} {solution} }}"
        return " UNION ".join([f"{{ {self.plain(triple)} }}", *[empty] * triple.path.ways])
