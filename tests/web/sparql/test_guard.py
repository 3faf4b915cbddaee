"""What nests or goes on for ever is refused in time, at every door, and no process dies of it."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import pyoxigraph as ox
import pytest
from serving import Server

from graph import media
from graph.errors import DocumentRefused, HamkorError, QueryRefused
from graph.sparql import check_length, check_query, check_update
from graph.store.documents import check_document

pytestmark = pytest.mark.slow

#: head, what repeats, core, what closes each, tail; within the braces of a WHERE.
Shape: TypeAlias = tuple[str, str, str, str, str]
NESTS: dict[str, tuple[str, str, str]] = {
    "group": ("{", "", "}"), "union": ("{} UNION {", "", "}"), "union first": ("{", "", "} UNION {}"),
    "optional": ("OPTIONAL {", "", "}"), "minus": ("MINUS {", "", "}"),
    "graph": ("GRAPH ?g {", "", "}"), "graph of an iri": ("GRAPH <urn:g> {", "", "}"),
    "exists": ("FILTER EXISTS {", "", "}"), "not exists": ("FILTER NOT EXISTS {", "", "}"),
    "exists within": ("FILTER(1 && EXISTS {", "", "})"), "subselect": ("{ SELECT * {", "", "} }"),
}  # fmt: skip
CALLS: dict[str, tuple[str, str, str]] = {
    "paren": ("(", "1", ")"), "not": ("!(", "1", ")"), "negative": ("-(", "1", ")"), "call": ("STR(", "1", ")"),
    "cast": ("<http://www.w3.org/2001/XMLSchema#string>(", "1", ")"), "if": ("IF(1, 2, ", "3", ")"),
    "if first": ("IF(", "1", ", 2, 3)"), "coalesce": ("COALESCE(1, ", "1", ")"),
    "concat": ('CONCAT("a", ', '"b"', ")"), "in": ("1 IN (", "1", ")"), "not in": ("1 NOT IN (", "1", ")"),
    "in left": ("(", "1", " IN (1))"), "regex": ('REGEX("a", ', '"b"', ")"),
    "replace": ('REPLACE("a", "b", ', '"b"', ")"), "substr": ("SUBSTR(", '"b"', ", 1)"),
    "triple": ("TRIPLE(<urn:a>, <urn:b>, ", "1", ")"), "subject": ("SUBJECT(", "1", ")"),
}  # fmt: skip
SHAPES: dict[str, Shape] = {
    **{name: ("", *shape, "") for name, shape in NESTS.items()},
    **{name: ("FILTER(", *shape, ")") for name, shape in CALLS.items()},
    "list": ("?s ?p ", "( ", "1", " )", ""), "list subject": ("", "( ", "1", " )", " ?p ?o"),
    "bnode": ("?s ?p ", "[ ?p ", "1", " ]", ""), "bnode subject": ("", "[ ?p ", "1", " ]", " ?p ?o"),
    "bnode and list": ("?s ?p ", "[ ?p (", "1", ")]", ""),
    "quoted": ("", "<< ", "?a", " ?p ?o >>", " ?p ?o"), "quoted object": ("?s ?p ", "<< ?s ?p ", "?a", " >>", ""),
    "quoted term": ("?s ?p ", "<<( ?s ?p ", "?a", " )>>", ""),
    "quoted in an expression": ("BIND(", "<<( ?s ?p ", "?a", " )>>", " AS ?t)"),
    "quoted in data": ("VALUES ?x { ", "<<( <urn:a> <urn:b> ", "1", " )>>", " }"),
    "annotation": ("?s ?p ?o ", "{| ?p ?o ", "", "|}", ""),
    "aggregate": ("{ SELECT (SUM(", "(", "1", ")", ") AS ?x) {} }"),
    "having": ("{ SELECT (COUNT(*) AS ?c) {} HAVING(", "(", "1", ")", ") }"),
    "group by": ("{ SELECT ?x {} GROUP BY (", "STR(", "1", ")", " AS ?x) }"),
    "order by": ("{ SELECT * {} ORDER BY ", "(", "1", ")", " }"), "bind": ("BIND(", "(", "1", ")", " AS ?x)"),
    "path": ("?s ", "(", "<urn:p>", ")", " ?o"), "path star": ("?s ", "(", "<urn:p>", ")*", " ?o"),
    "path plus": ("?s ", "(", "<urn:p>", ")+", " ?o"), "path once": ("?s ", "(", "<urn:p>", ")?", " ?o"),
    "path inverse": ("?s ", "^(", "<urn:p>", ")", " ?o"), "path or": ("?s ", "(<urn:p>|", "<urn:p>", ")", " ?o"),
    "path and": ("?s ", "(<urn:p>/", "<urn:p>", ")", " ?o"),
}  # fmt: skip
#: What never nests: each link is one more level of the engine's parser or plan.
CHAINS: dict[str, Shape] = {
    **{mark: ("FILTER(", f"1{mark}", "1", "", ")") for mark in ("+", "-", "*", "/", "||", "&&")},
    "signs": ("FILTER(1 ", "-1 ", "", "", ")"), "path /": ("?s ", "<urn:p>/", "<urn:p>", "", " ?o"),
    "path |": ("?s ", "<urn:p>|", "<urn:p>", "", " ?o"), "negated set": ("?s !(", "a|^a|", "a", "", ") ?o"),
    "unions": ("{}", " UNION {}", "", "", ""), "optionals": ("", "OPTIONAL {} ", "", "", ""),
    "minuses": ("", "MINUS {} ", "", "", ""), "graphs": ("", "GRAPH ?g {} ", "", "", ""),
    "groups": ("", "{ ?s ?p 1 } ", "", "", ""), "subselects": ("", "{ SELECT * {} } ", "", "", ""),
    "filters": ("", "FILTER(1) ", "", "", ""), "filters exist": ("", "FILTER EXISTS {} ", "", "", ""),
    "values": ("", "VALUES ?x { 1 } ", "", "", ""), "binds": ("", "BIND(1 AS ?x{}) ", "", "", ""),
    "triples": ("", "?s ?p 1 . ", "", "", ""), "properties": ("?s ?p 1", "; ?p 1", "", "", ""),
    "objects": ("?s ?p 1", ", 1", "", "", ""), "paths": ("", "?s a* ?o . ", "", "", ""),
    "items": ("?s ?p (", "1 ", "", "", ")"), "empty nodes": ("?s ?p (", "[] ", "", "", ")"),
    "glued items": ("?s ?p (truefalse(", "1 ", "", "", "))"), "nodes": ("", "[] ?p 1 . ", "", "", ""),
    "annotations": ("", "?s ?p ?o {| ?p ?o |} . ", "", "", ""), "reifiers": ("?s ?p ?o ", "~ ?r ", "", "", ""),
    "selected": ("{ SELECT ", "(1 AS ?x{}) ", "", "", "{} }"), "having all": ("{ SELECT (COUNT(*) AS ?c) {} HAVING ", "(1) ", "", "", "}"),
    "counted": ("{ SELECT ", "(COUNT(*) AS ?x{}) ", "", "", "{} }"), "grouped": ("{ SELECT (COUNT(*) AS ?c) {} GROUP BY ", "(1 AS ?x{}) ", "", "", "}"),
}  # fmt: skip
#: Chains that are short, each within a link of another: 100 links and a bracket a level.
WITHIN = {
    "sums within exists": ("", "FILTER(" + "1+" * 99 + "1 && EXISTS { ", "", "})", ""),
    "negations within exists": ("", "FILTER(" + "!" * 99 + "EXISTS { ", "", "})", ""),
    "triples within groups": ("", "?s ?p 1 . " * 99 + "{ ", "", "} ", ""),
}
ALL = {**SHAPES, **CHAINS, **WITHIN}
#: What is long and flat: rows, items of IN, arguments, quads, operations.
FLAT = {
    "rows": "SELECT * { VALUES ?x { @ } }", "pairs": "SELECT * { VALUES (?x ?y) { (1 -1) @ } }",
    "in": "SELECT * { FILTER(1 IN (@ 1)) }", "arguments": 'SELECT * { FILTER(CONCAT(@ "a")) }',
}  # fmt: skip
ROWS = {"rows": "1 ", "pairs": "(1 -1) ", "in": "1, ", "arguments": '"a", '}

RDF = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:a="urn:a:">'
CONTEXT = ('{"@context": {"t": "urn:t"', ', "t{}": {"@id": "t{+}:x"}', "", "", '}, "urn:b": 1}')
#: Documents, of each format; the deep part is hidden from a scan of brackets alone in some.
DOCUMENTS: dict[str, tuple[media.Format, Shape]] = {
    "turtle list": (media.TURTLE, ("<a> <b> ", "( ", "1", " )", " .")),
    "turtle node": (media.TURTLE, ("<a> <b> ", "[ <b> ", "1", " ]", " .")),
    "turtle term": (media.TURTLE, ("<a> <b> ", "<<( <a> <b> ", "1", " )>>", " .")),
    "turtle quoted": (media.TURTLE, ("", "<< ", "<a>", " <b> 1 >>", " <b> 1 .")),
    "turtle annotation": (media.TURTLE, ("<a> <b> 1 ", "{| <b> 1 ", "", "|}", " .")),
    "turtle escaped name": (media.TURTLE, ("@prefix a: <urn:> . <a> <b> a:\\' , ", "( ", "1", " )", ", 'x' .")),
    "lines": (media.NT, ("<urn:a> <urn:b> ", "<<( <urn:a> <urn:b> ", '"1"', " )>>", " .")),
    "json": (media.JSONLD, ("", '{"urn:b": ', "1", "}", "")),
    "json list": (media.JSONLD, ('{"urn:b": ', '{"@list": [', "1", "]}", "}")),
    "json context": (media.JSONLD, CONTEXT),
    "xml": (media.RDFXML, (RDF, "<a:b><a:c>", "<a:d/>", "</a:c></a:b>", "</rdf:RDF>")),
    "xml quoted end": (media.RDFXML, (RDF, '<a:b a:x="/>"><a:c>', "<a:d/>", "</a:c></a:b>", "</rdf:RDF>")),
    "xml quoted comment": (media.RDFXML, (f'{RDF}<a:b a:x="<!--"/>', "<a:b><a:c>", "<a:d/>", "</a:c></a:b>", '<a:b a:x="-->"/></rdf:RDF>')),
}  # fmt: skip
LONGEST = 8 * 1024 * 1024
TOLD = r"longer than|nested|more than"
DEPTHS = [1000, 10_000, 100_000, 1_000_000]


def made(shape: Shape, depth: int) -> str:
    """Return a shape at a depth; a text beyond 8 MiB is cut there, as it would be at the door."""
    head, one, core, close, tail = shape
    depth = min(depth, LONGEST // len(one + close))
    many = one * depth if "{}) " not in one and "{+}" not in one else numbered(one, depth)
    return f"{head}{many}{core}{close * depth}{tail}"


def numbered(one: str, depth: int) -> str:
    return "".join(one.replace("{}", str(n)).replace("{+}", str(n + 1)) for n in range(depth))


def query(name: str, depth: int) -> str:
    return f"SELECT * {{ {made(ALL[name], depth)} }}"


def update(name: str, depth: int) -> str:
    return f"INSERT {{}} WHERE {{ {made(ALL[name], depth)} }}"


def guarded(text: str) -> None:
    check_length(text)
    check_query(text)


@pytest.mark.parametrize("name", [*SHAPES, *CHAINS])
def test_what_is_shallow_is_read(name: str) -> None:
    for depth in (1, 10):
        text = query(name, depth)
        guarded(text)
        ox.Store().query(text)
        check_update(update(name, depth))
        ox.Store().update(update(name, depth))


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("depth", DEPTHS)
def test_what_is_deep_is_refused_before_any_parser(name: str, depth: int) -> None:
    with pytest.raises(QueryRefused, match=TOLD):
        guarded(query(name, depth))
    with pytest.raises(QueryRefused, match=TOLD):
        check_update(update(name, depth))


@pytest.mark.parametrize("name", SHAPES)
def test_a_hundred_and_one_is_too_deep(name: str) -> None:
    with pytest.raises(QueryRefused, match=TOLD):
        guarded(query(name, 101))


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
@pytest.mark.parametrize("name", ALL)
def test_the_deepest_that_passes_breaks_nothing(name: str) -> None:
    """In a process of its own, for a moment: what takes longer is stopped by the deadline."""
    deepest = largest(lambda depth: passes(query(name, depth)))
    ended = ended_by(query(name, deepest))
    assert ended in (0, signal.SIGALRM), f"{name} x {deepest} ends its process by {ended}"


def passes(text: str) -> bool:
    try:
        guarded(text)
    except HamkorError:
        return False
    return True


def largest(holds: Callable[[int], bool]) -> int:
    low, high = 1, 4000
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if holds(middle) else (low, middle - 1)
    return low


def ended_by(text: str) -> int:
    """Return the signal that ends a process which evaluates `text`, 0 where none does."""
    pid = os.fork()
    if pid == 0:
        try:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            signal.setitimer(signal.ITIMER_REAL, 0.3)
            ox.Store().query(text)
        finally:
            os._exit(0)
    return os.WTERMSIG(os.waitpid(pid, 0)[1])


@pytest.mark.parametrize("name", FLAT)
def test_what_is_long_and_flat_is_read(name: str) -> None:
    text = FLAT[name].replace("@", ROWS[name] * (40_000 // len(ROWS[name])))
    assert passes(text)
    ox.Store().query(text)


def test_an_update_may_have_many_operations_and_quads() -> None:
    check_update("DELETE { ?s ?p -1 } INSERT { ?s ?p -2 } WHERE { OPTIONAL { ?s ?p 1 } } ;" * 2000)
    check_update("INSERT DATA {" + "GRAPH <urn:g> { <urn:a> <urn:b> -1, -2 ; <urn:c> -3 } " * 2000)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_documents_are_read_to_a_depth_and_refused_beyond(name: str) -> None:
    form, shape = DOCUMENTS[name]
    check_document(made(shape, 10).encode(), form)
    for depth in DEPTHS[:-1] if name == "json context" else DEPTHS:
        with pytest.raises(DocumentRefused):
            check_document(made(shape, depth + 1).encode(), form)


def test_what_is_not_json_is_told_and_what_is_not_closed_costs_one_pass() -> None:
    with pytest.raises(DocumentRefused, match="not JSON"):
        check_document(b'{"@context": {"a": "b:c"} x', media.JSONLD)
    with pytest.raises(DocumentRefused, match="not JSON"):
        check_document(b'"@context' + b'\\"[' * 300_000, media.JSONLD)
    begun = time.process_time()
    check_document(b"<a> <b> a:\\'" + b" '" * 300_001, media.TURTLE)
    check_document(b'"' + b'\\"[' * 300_000, media.TURTLE)
    assert time.process_time() - begun < 5


def test_entities_that_grow_are_refused() -> None:
    value, uses = b"x" * 10_000, b"&e;" * 10_000
    with pytest.raises(DocumentRefused, match="longer"):
        check_document(
            b'<!DOCTYPE r [<!ENTITY e "' + value + b'">]><r>' + uses + b"</r>", media.RDFXML
        )


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("guard"), register=False, deadline_s=3)
    before = processes_of(running)
    assert len(before) >= 4
    yield running
    assert processes_of(running) == before, "a process has died of what a client sent"
    assert running.stop() == 0


@pytest.fixture(scope="module")
def token(server: Server) -> str:
    return server.token()


def processes_of(server: Server) -> set[int]:
    """Return the workers, the writer and the fork server."""
    listed = Path(f"/proc/{server.process.pid}/task").glob("*/children")
    return {int(child) for path in listed for child in path.read_text().split()}


@pytest.mark.parametrize("name", ALL)
def test_the_server_refuses_what_is_deep(server: Server, token: str, name: str) -> None:
    for depth in (1000, 30_000):
        assert server.ask(query(name, min(depth, 10_000)))[0] == 400
        assert server.update(update(name, depth), token)[0] == 400


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_server_reads_documents_to_a_depth(server: Server, token: str, name: str) -> None:
    form, shape = DOCUMENTS[name]
    sent = {"Content_Type": form.media_type, "Authorization": f"Bearer {token}"}
    status, _, body = server.send("PUT", "store?graph=urn:g", made(shape, 10).encode(), **sent)
    assert status in (201, 204), body
    for depth in (1001, 100_000):
        data = made(shape, depth).encode()
        assert server.send("PUT", "store?graph=urn:g", data, **sent)[0] == 400
