"""SERVICE answered without the network: of a mirror that the store holds as a named graph.

`SERVICE <mirror> { P }` means the same as `GRAPH <graph> { P }` where the mirror's default graph is
that named graph and its dataset has no other (SPARQL 1.1 Federated Query, section 4). The guard
reads what comes out: any other SERVICE is still refused.
"""

from collections.abc import Iterator, Mapping

from ..errors import QueryRefused
from .lexer import Token, tokenize
from .paging import top_level_tokens
from .scope import closing_bracket

__all__ = ["replace_mirrors"]


def replace_mirrors(text: str, mirrors: Mapping[str, str], has_dataset: bool = False) -> str:
    """Return a query that asks named graphs in place of services; `mirrors`: service -> graph.

    Only an IRI that is written in full names a mirror. Raises `QueryRefused` for GRAPH within it,
    since a mirror has no named graphs, and for a query that names a dataset, which would not have
    the mirror.
    """
    if not any(service in text for service in mirrors):
        return text
    edits = [
        *find_calls(list(tokenize(text)), {f"<{iri}>": graph for iri, graph in mirrors.items()})
    ]
    if not edits:
        return text
    if has_dataset or any(token.text.upper() == "FROM" for token in top_level_tokens(text)):
        remedy = "Leave out FROM and the parameters of the dataset."
        raise QueryRefused("a query that asks a mirror cannot name its dataset", remedy=remedy)
    parts, done = [], 0
    for start, end, graph in edits:
        parts += [text[done:start], f"GRAPH <{graph}> "]
        done = end
    return "".join([*parts, text[done:]])


def find_calls(found: list[Token], mirrors: Mapping[str, str]) -> Iterator[tuple[int, int, str]]:
    """Yield where SERVICE (SILENT) of a mirror begins, where its pattern does, and the graph."""
    for place, token in enumerate(found):
        if token.kind != "word" or token.text.upper() != "SERVICE":
            continue
        is_silent = [t.text.upper() for t in found[place + 1 : place + 2]] == ["SILENT"]
        names = found[place + 1 + is_silent : place + 3 + is_silent]
        if len(names) == 2 and names[0].text in mirrors and names[1].text == "{":
            opening = place + 2 + is_silent
            check_inside(found[opening : closing_bracket(found, opening)])
            yield token.start, names[1].start, mirrors[names[0].text]


def check_inside(found: list[Token]) -> None:
    """Refuse GRAPH in the pattern of a mirror."""
    for token in found:
        if token.kind == "word" and token.text.upper() == "GRAPH":
            place = f"character {token.start}"
            raise QueryRefused("a mirror has no named graphs", where=place)
