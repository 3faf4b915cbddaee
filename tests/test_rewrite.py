"""Rewrites: what the engine misreads is answered rightly, everything else stays as it is."""

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import QuerySyntax
from graph.sparql import rewritten
from graph.store import Dataset, EmbeddedStore, ask, select

DATA = """
<urn:g1> { <urn:a> <urn:p> <urn:o> , <urn:g1> . }
<urn:g2> { <urn:a> <urn:p> <urn:b> . <urn:b> <urn:p> <urn:c> }
<urn:x> <urn:p> <urn:y> . <urn:y> <urn:p> <urn:z> .
"""


@pytest.fixture
def store(memory: EmbeddedStore) -> EmbeddedStore:
    memory._oxigraph.add_graph(iri("g3"))
    memory._oxigraph.load(DATA.encode(), format=ox.RdfFormat.TRIG)
    return memory


def values(store: EmbeddedStore, text: str) -> list[tuple[str, ...]]:
    rows = select(store, text)
    return sorted(tuple(str(value.value) for value in row.values()) for row in rows)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SELECT ?o { <urn:none> <urn:p>* ?o }", [("urn:none",)]),
        ("SELECT ?o { <urn:none> <urn:p>? ?o }", [("urn:none",)]),
        ("SELECT ?s { ?s ^<urn:p>* <urn:none> }", [("urn:none",)]),
        ("SELECT ?s { ?s (<urn:p>|<urn:q>)* <urn:none> . }", [("urn:none",)]),
        ("SELECT ?o { <urn:x> <urn:p>* ?o }", [("urn:x",), ("urn:y",), ("urn:z",)]),
        ("SELECT ?o { <urn:x> <urn:p>? ?o . FILTER(?o != <urn:x>) }", [("urn:y",)]),
        ("SELECT ?g { GRAPH ?g { ?s ?p ?g } }", [("urn:g1",)]),
        ("SELECT ?g { GRAPH ?g { FILTER(BOUND(?g)) } }", []),
        (
            "SELECT ?g ?c { GRAPH ?g { SELECT (COUNT(*) AS ?c) { ?s ?p ?o } } }",
            [("urn:g1", "2"), ("urn:g2", "2"), ("urn:g3", "0")],
        ),
        (
            "SELECT ?g { GRAPH ?g { ?a <urn:p> <urn:o> MINUS { ?b <urn:p> <urn:o> } } }",
            [("urn:g1",)],
        ),
        ("SELECT ?t ?f { BIND(TRUE AS ?t) BIND(False AS ?f) }", [("true", "false")]),
    ],
)
def test_what_the_engine_misreads(
    store: EmbeddedStore, text: str, expected: list[tuple[str, ...]]
) -> None:
    assert values(store, text) == expected


FROM = "BASE <urn:> PREFIX g: <urn:g> SELECT (COUNT(*) AS ?n)"
BOTH = "{ <urn:a> <urn:p> <urn:o> }"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{FROM} {BOTH}", "0"),
        (f"{FROM} FROM <urn:g1> FROM <urn:g4> {BOTH}", "1"),
        (f"{FROM} FROM <urn:g1> FROM <urn:g1> {BOTH}", "1"),
        (f"{FROM} FROM g:1 from g:4 WHERE {BOTH}", "1"),
        (f"{FROM} FROM <urn:g1> #<urn:x> FROM\n FROM # <x>\n g:4 {BOTH}", "1"),
        (f"{FROM} FROM g:4 FROM NAMED g:1 {{ GRAPH ?g {BOTH} }}", "1"),
        (f"{FROM} FROM NAMED g:4 FROM NAMED g:1 {{ GRAPH ?g {BOTH} }}", "2"),
        (f"{FROM} FROM NAMED g:4 FROM NAMED g:1 {BOTH}", "0"),
        (f"{FROM} FROM g:1 FROM g:4 {{ {{ SELECT * {BOTH} }} }}", "1"),
        (f"{FROM} FROM g:1 FROM g:4 {{ {{ SELECT * {BOTH} }} FILTER('FROM <urn:x>' != '') }}", "1"),
        (f"{FROM} FROM NAMED g:1 {{ GRAPH ?g {{ ?s ?p ?g }} }}", "1"),
        (f"{FROM} FROM NAMED g:2 {{ GRAPH ?g {{ ?s ?p ?g }} }}", "0"),
        ("SELECT (COUNT(*) AS ?n) FROM <g1> FROM <./g4> { ?s ?p 'x' }", "1"),
        ("BASE <http://x/y> BASE <z/> SELECT (COUNT(*) AS ?n) FROM <g4> FROM <../g1> { ?s ?p 'x' }", "1"),
    ],
)  # fmt: skip
def test_graphs_that_a_query_names_are_merged(
    store: EmbeddedStore, text: str, expected: str
) -> None:
    store._oxigraph.load(MORE.encode(), format=ox.RdfFormat.TRIG)
    assert values(store, text) == [(expected,)]


MORE = """
<urn:g4> { <urn:a> <urn:p> <urn:o> }
<http://127.0.0.1:8000/g1> { <urn:s> <urn:p> "x" } <http://127.0.0.1:8000/g4> { <urn:s> <urn:p> "x" }
<http://x/g1> { <urn:s> <urn:p> "x" } <http://x/z/g4> { <urn:s> <urn:p> "x" }
"""


def test_the_dataset_of_the_request_wins(store: EmbeddedStore) -> None:
    text, given = "SELECT ?o FROM <urn:g1> { ?s ?p ?o }", Dataset(("urn:g2", "urn:g2"))
    assert sorted(str(row["o"].value) for row in select(store, text, given)) == ["urn:b", "urn:c"]
    assert values(store, text.replace("<urn:g1>", "<urn:none>")) == []


def test_a_graph_that_cannot_be_resolved_is_told_with_its_place(store: EmbeddedStore) -> None:
    with pytest.raises(QuerySyntax, match="error at 2:12: expected one of Prefix"):
        select(store, "SELECT ?o\nFROM none:g FROM <urn:g1> { ?s ?p ?o }")


def test_group_concat_takes_strings_with_a_language(store: EmbeddedStore) -> None:
    text = 'SELECT (GROUP_CONCAT(?o; SEPARATOR="-") AS ?g) { VALUES ?o { "a"@en "b"@uz "c" } }'
    assert sorted(values(store, text)[0][0].split("-")) == ["a", "b", "c"]
    inner = '{ SELECT (GROUP_CONCAT(?o) AS ?g) { VALUES ?o { "1"@en } } }'
    assert ask(store, f'ASK {{ {inner} FILTER(?g = "1") }}')


def test_the_longest_token_is_an_iri() -> None:
    with pytest.raises(QuerySyntax, match="cannot stand after"):
        rewritten("SELECT * { FILTER(?x<?a&&?b>?y) }", list)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { FILTER(?x < ?a && ?b > ?y) }",
        'SELECT * { ?s ?p "TRUE group_concat(GRAPH ?g { ?g })" # GRAPH ?g { ?g }\n}',
        "SELECT * { GRAPH ?g { ?s ?p ?o } }",
        "SELECT * { ?s <urn:p>* ?o }",
        "SELECT * { <urn:a> <urn:p>* _:b . _:b <urn:q>? ?o }",
        "SELECT * { ?s <urn:TRUE> ?o . ?s <urn:p> (?a <urn:b>) }",
        "SELECT (COUNT(*) AS ?n) (GROUP_CONCAT(DISTINCT ?o) AS ?g) { ?s ?p ?o }",
        "PREFIX true: <urn:t> SELECT ?true { ?true true:false true:p }",
    ],
)
def test_what_needs_nothing_stays(text: str) -> None:
    assert rewritten(text, lambda: ["urn:g1"]) == text


NODES = st.sampled_from(["<urn:a>", "<urn:b>", "<urn:none>", "?v", "?w"])
STEPS = st.sampled_from(["<urn:p>", "^<urn:p>", "(<urn:p>/<urn:q>)", "a"])


@given(
    triples=st.lists(st.tuples(*[st.sampled_from("abc")] * 2), max_size=5),
    subject=NODES, step=STEPS, mark=st.sampled_from("*?"), value=NODES,
)  # fmt: skip
def test_paths_mean_what_the_definition_says(
    triples: list[tuple[str, str]], subject: str, step: str, mark: str, value: str
) -> None:
    """Once the data name every constant, the engine is right: both texts agree then."""
    named = [ox.Quad(iri("n" + name), iri("named"), iri(name)) for name in ("a", "b", "none")]
    whole = ox.Store()
    whole.extend([*named, *(ox.Quad(iri(s), iri("p"), iri(o)) for s, o in triples)])
    text = f"SELECT * {{ {subject} {step}{mark} {value} . }}"
    plain, cured = (
        sorted(str(row) for row in whole.query(t)) for t in (text, rewritten(text, list))
    )
    assert plain == cured


def iri(name: str) -> ox.NamedNode:
    return ox.NamedNode(f"urn:{name}")
