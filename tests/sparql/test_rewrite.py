"""Rewrites: what the engine misreads is answered rightly, everything else stays as it is."""

import json
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph import media
from graph.errors import QuerySyntax
from graph.media import RESULT_FORMATS
from graph.sparql import rewrite_query
from graph.store import Dataset, EmbeddedStore, Limits, ask, select

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
    with pytest.raises(QuerySyntax, match='error at 2:6: the prefix "none:" is not declared'):
        select(store, "SELECT ?o\nFROM none:g FROM <urn:g1> { ?s ?p ?o }")


def test_group_concat_takes_strings_with_a_language(store: EmbeddedStore) -> None:
    text = 'SELECT (GROUP_CONCAT(?o; SEPARATOR="-") AS ?g) { VALUES ?o { "a"@en "b"@uz "c" } }'
    assert sorted(values(store, text)[0][0].split("-")) == ["a", "b", "c"]
    inner = '{ SELECT (GROUP_CONCAT(?o) AS ?g) { VALUES ?o { "1"@en } } }'
    assert ask(store, f'ASK {{ {inner} FILTER(?g = "1") }}')


def test_the_longest_token_is_an_iri() -> None:
    with pytest.raises(QuerySyntax, match="cannot stand after"):
        rewrite_query("SELECT * { FILTER(?x<?a&&?b>?y) }", list)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { FILTER(?x < ?a && ?b > ?y) }",
        'SELECT * { ?s ?p "TRUE group_concat(GRAPH ?g { ?g })" # GRAPH ?g { ?g }\n}',
        "SELECT * { GRAPH ?g { ?s ?p ?o } }",
        "SELECT * { ?s <urn:p>* ?o }",
        "SELECT ?o { { SELECT * { <urn:a> <urn:p>* _:b . _:b <urn:q>? ?o } } }",
        "INSERT { ?o <urn:q> _:b } WHERE { <urn:a> <urn:p>* ?o }",
        "SELECT ?o { <urn:a> <urn:p>+ ?o . <urn:a> <urn:p>*/<urn:q> ?o }",
        "SELECT ?o { <urn:a> <urn:p>* ?o {| <urn:by> ?w |} }",
        "SELECT * { ?s <urn:TRUE> ?o . ?s <urn:p> (?a <urn:b>) }",
        "SELECT (COUNT(*) AS ?n) (GROUP_CONCAT(DISTINCT ?o) AS ?g) { ?s ?p ?o }",
        "PREFIX true: <urn:t> SELECT ?true { ?true true:false true:p }",
    ],
)
def test_what_needs_nothing_stays(text: str) -> None:
    assert rewrite_query(text, lambda: ["urn:g1"]) == text


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
        sorted(str(row) for row in whole.query(t)) for t in (text, rewrite_query(text, list))
    )
    assert plain == cured


def iri(name: str) -> ox.NamedNode:
    return ox.NamedNode(f"urn:{name}")


PATHS = "PREFIX : <urn:> "


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (":none :p* :none", True),
        (":none :p? <urn:none>", True),
        (":none (:p*)+ :none", True),
        (":none (:q|:p?) :none", True),
        (":none :p?/:q* :none", True),
        (":none ^(:p*)/(:q|^:r)? :none", True),
        (":none !(:p|^:q)? :none", True),
        (":none :p* :other", False),
        (":none :p+ :none", False),
        (":none :p*/:q :none", False),
        ("-5.0 :p* -5.0", True),
        ('"a"@en :p* "a"@en', True),
        ('"a"@en :p* "a"@fr', False),
        ('"a"^^:t :p* "a"^^:t', True),
        (":x :p ?o ; :q? ?z . FILTER(1 = 1) :none :p* :none ;", True),
        ("GRAPH :g1 { :none :p* :none }", True),
        ("GRAPH :g1 { :x :p* :x }", True),
        ("FILTER EXISTS { :none :p* :none }", True),
        ("FILTER NOT EXISTS { :none :p* :none }", False),
        ("[] :p* :none", True),
        ("_:b :p* :none . _:b :q? :none", True),
    ],
)
def test_a_path_of_no_steps_needs_no_data(
    store: EmbeddedStore, pattern: str, expected: bool
) -> None:
    assert ask(store, f"{PATHS} ASK {{ {pattern} }}") is expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT ?g { GRAPH ?g { :n :p* :n } }", ["urn:g1", "urn:g2", "urn:g3"]),
        ("SELECT ?g { GRAPH ?g { :n :p* ?o } }", ["urn:g1", "urn:g2", "urn:g3"]),
        ("SELECT ?o { :n (:p?|:q?) ?o }", ["urn:n", "urn:n"]),
        ("SELECT ?o { :x :p ?o ; :q* :x, ?z }", ["urn:y"]),
        ("SELECT ?o { :x a? ?z . BIND(1 AS ?one) ?o :p? 'literal' }", ["literal"]),
        ("SELECT ?o { VALUES ?o { :n :m } FILTER EXISTS { :n :p* ?o } }", ["urn:n"]),
        ("SELECT ?o { VALUES ?o { :n :m } FILTER NOT EXISTS { ?o :p* :n } }", ["urn:m"]),
        ("SELECT ?o { VALUES ?o { :n :m } MINUS { ?o :p? :n } }", ["urn:m"]),
        ("SELECT ?o { :n :p* ?n OPTIONAL { ?o :p* :n } }", ["urn:n"]),
        ("SELECT * { _:b :p* :n }", []),
        ("SELECT DISTINCT * { [] :p* :n . ?o :p? :n }", ["urn:n"]),
    ],
)
def test_rows_of_paths_of_no_steps(store: EmbeddedStore, query: str, expected: list[str]) -> None:
    assert [row[0] for row in values(store, PATHS + query) if row] == expected


def test_updates_know_paths_of_no_steps(memory: EmbeddedStore) -> None:
    memory.update(f"{PATHS} INSERT {{ ?o :found [] }} WHERE {{ :none :p* ?o }}")
    assert ask(memory, "ASK { <urn:none> <urn:found> ?o }")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("SELECT * { ?z ?a ?m BIND(1 AS ?b) }", ["z", "a", "m", "b"]),
        ("SELECT DISTINCT * { { SELECT ?c ?b { ?b ?c ?a } } OPTIONAL { $a ?b ?x } }", ["c", "b", "a", "x"]),
        ("SELECT REDUCED * WHERE { FILTER EXISTS { ?q ?q ?q } ?s ?p ?o } LIMIT 3", ["s", "p", "o"]),
        ("SELECT ?b ?a { ?a ?p ?b }", ["b", "a"]),
        ("SELECT * { <urn:x> <urn:p>* ?z . ?z ?b _:c }", ["z", "b"]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("limits", [None, Limits(rows=1), Limits(rows=100)])
def test_columns_stand_in_the_order_of_the_query(
    store: EmbeddedStore, text: str, names: list[str], limits: Limits | None
) -> None:
    marked = {form: store.query(text, result=form, limits=limits).body for form in RESULT_FORMATS}
    assert marked[media.CSV].split(b"\r\n")[0].decode().split(",") == names
    assert marked[media.TSV].split(b"\n")[0].decode().split("\t") == [f"?{name}" for name in names]
    assert json.loads(marked[media.JSON])["head"]["vars"] == names
    head = ElementTree.fromstring(marked[media.XML])[0]
    assert [one.get("name") for one in head if one.get("name")] == names


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ASK { ?s a skos:Concept }", 'error at 1:12: the prefix "skos:" is not declared'),
        ("ASK { ?s a skos:Concept }", "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>"),
        ("PREFIX a: <urn:a>\nASK { ?s a:p 'b:c' ;\n b:p 1 }", 'error at 3:2: the prefix "b:"'),
        ('ASK { ?s ?p "1"^^nix:type }', "PREFIX nix: <the IRI that it stands for>"),
        ("ASK { FILTER(:f(1)) }", 'the prefix ":" is not declared'),
        ("ASK { VALUES ?x { ex:a } }", 'the prefix "ex:" is not declared'),
        ("SELECT ?x WHERE ?s ex:p", "error at 1:17: expected"),
    ],
)
def test_an_undeclared_prefix_is_named(store: EmbeddedStore, text: str, words: str) -> None:
    with pytest.raises(QuerySyntax) as caught:
        ask(store, text)
    assert words in str(caught.value)


@pytest.mark.parametrize("text", ["INSERT DATA { ex:a a ex:b }", "DELETE WHERE { ?s ex:p ?o }",
                                  "WITH ex:g DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }"])  # fmt: skip
def test_an_undeclared_prefix_of_an_update_is_named(memory: EmbeddedStore, text: str) -> None:
    with pytest.raises(QuerySyntax, match='the prefix "ex:" is not declared'):
        memory.update(text)
