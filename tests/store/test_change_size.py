"""Terms too large to be read back: refused wherever they come from, left out where they are."""

import gzip
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from serving import Server

import server
from graph import media
from graph.cli.group import cli
from graph.errors import TooLarge
from graph.iris import Iris
from graph.register import ensure_vocabulary
from graph.settings import Settings
from graph.store import Change, ChangeSet, Document, EmbeddedStore, GraphWrite, Update, open_store
from graph.store.change import decode_change, encode_change
from graph.store.change_size import MAX_CHANGE, MAX_DEPTH, MAX_TERM
from graph.vocab import RDF, SKOS

pytestmark = pytest.mark.slow

THING = ox.NamedNode("http://127.0.0.1:8000/id/organization/one")
LONG = ox.Literal("x" * (17 * 1024 * 1024))
A, B = ox.NamedNode("urn:a"), ox.NamedNode("urn:b")


def doubling(times: int) -> str:
    """An update of a few hundred bytes that makes a text of 2^times."""
    binds = " ".join(f"BIND(CONCAT(?v{n}, ?v{n}) AS ?v{n + 1})" for n in range(times))
    return f'INSERT {{ <urn:a> <urn:b> ?v{times} }} WHERE {{ BIND("x" AS ?v0) {binds} }}'


@pytest.mark.parametrize("is_trial", [False, True])
@pytest.mark.parametrize(
    "text",
    [
        doubling(23),
        doubling(24),
        doubling(23).replace("?v23 }", "?i }").replace("AS ?v23)", 'AS ?v23) BIND(IRI(CONCAT("urn:", ?v23)) AS ?i)'),
        doubling(23).replace("?v23 }", "?t }").replace("AS ?v23)", "AS ?v23) BIND(TRIPLE(<urn:a>, <urn:b>, ?v23) AS ?t)"),
        doubling(23).replace("?v23 }", "?l }").replace("AS ?v23)", 'AS ?v23) BIND(STRDT("a", IRI(CONCAT("urn:", ?v23))) AS ?l)'),
    ],
    ids=["text", "longer", "iri", "within a triple", "datatype"],
)  # fmt: skip
def test_what_an_update_makes_is_measured(memory: EmbeddedStore, text: str, is_trial: bool) -> None:
    with pytest.raises(TooLarge, match="one term may have 4,194,304"):
        memory.write(Update(text), is_trial=is_trial)
    assert len(memory._oxigraph) == 0


def test_what_is_at_the_limit_is_written_and_read(memory: EmbeddedStore) -> None:
    memory.update(doubling(21))
    controls = ox.Literal("\x01" * (MAX_TERM // 6 - 1))
    memory.update(ChangeSet([ox.Quad(A, B, controls, ox.NamedNode("urn:g"))]))
    for form in (media.NT, media.N_QUADS, media.JSONLD):
        body = b"".join(
            memory.export(form, None if form == media.N_QUADS else ox.NamedNode("urn:g"))
        )
        found = [*ox.parse(body, format=ox.RdfFormat.from_media_type(form.media_type))]
        assert controls in {quad.object for quad in found}


def test_triples_within_one_another_have_a_bound(memory: EmbeddedStore) -> None:
    memory.update("INSERT DATA { <urn:a> <urn:b> <urn:c> }")
    deeper = (
        "DELETE { ?s <urn:b> ?o } INSERT { ?s <urn:b> ?t } "
        "WHERE { ?s <urn:b> ?o BIND(TRIPLE(<urn:x>, <urn:y>, ?o) AS ?t) }"
    )
    for _ in range(MAX_DEPTH):
        memory.update(deeper)
    with pytest.raises(TooLarge, match=f"more than {MAX_DEPTH} others"):
        memory.update(deeper)


def test_every_way_in_is_measured(memory: EmbeddedStore, tmp_path: Path) -> None:
    triple = f"<urn:a> <urn:b> {ox.Literal('x' * (MAX_TERM + 1))} ."
    document = Document(triple.encode(), media.TURTLE, "urn:base:")
    quad = ox.Quad(A, B, ox.Literal("x" * (MAX_TERM + 1)), ox.DefaultGraph())
    with pytest.raises(TooLarge):
        memory.write(GraphWrite("urn:g", (document,), replaces=True))
    with pytest.raises(TooLarge):
        memory.write(Change(ChangeSet([quad])))
    with pytest.raises(TooLarge):
        memory.replace_graph(ox.NamedNode("urn:g"), [quad.triple])
    rdf = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:u="urn:">'
        f'<rdf:Description rdf:about="urn:a"><u:b>{LONG.value}</u:b></rdf:Description></rdf:RDF>'
    )
    for form, text in ((media.NT, triple), (media.N_QUADS, triple), (media.TURTLE, triple),
                       (media.RDFXML, rdf)):  # fmt: skip
        path = tmp_path / f"file.{form.name}"
        path.write_text(text)
        for source in (path, text.encode()):
            with pytest.raises(TooLarge):
                memory.load(source, form)
    with pytest.raises(TooLarge):
        memory.load(f"<urn:a> <urn:b> {LONG} .".encode(), media.NT)
    assert len(memory._oxigraph) == 0
    given = ["--store", str(tmp_path / "store"), "update", doubling(23)]
    done = CliRunner().invoke(cli, given)
    assert isinstance(done.exception, TooLarge)


def test_a_change_has_a_bound(memory: EmbeddedStore) -> None:
    big = [ox.Literal(f"{n}{'x' * (MAX_TERM - 20)}") for n in range(MAX_CHANGE // MAX_TERM + 1)]
    with pytest.raises(TooLarge, match="Send it in parts"):
        memory.update(ChangeSet([ox.Quad(A, B, one, ox.DefaultGraph()) for one in big]))


def test_the_log_reads_again_what_no_parser_of_quads_does() -> None:
    quads = [
        ox.Quad(A, B, LONG, ox.DefaultGraph()),
        ox.Quad(ox.BlankNode("n"), B, LONG, ox.NamedNode("urn:g")),
        ox.Quad(A, B, ox.Literal("short\u2028"), ox.DefaultGraph()),
    ]
    again = decode_change(encode_change(ChangeSet(quads[:1], quads)))
    assert (set(again.added), set(again.removed)) == (set(quads[:1]), set(quads))


def poisoned(folder: str) -> EmbeddedStore:
    """A store in which a text is longer than can be read back, as older versions wrote it."""
    store = open_store(Settings(store=folder))
    assert isinstance(store, EmbeddedStore)
    ensure_vocabulary(store, Iris("http://127.0.0.1:8000/"))
    about = [(THING, RDF.type, ox.NamedNode("http://www.w3.org/ns/org#FormalOrganization")),
             (THING, SKOS.prefLabel, ox.Literal("One")), (THING, SKOS.altLabel, LONG),
             (THING, B, LONG), (A, SKOS.prefLabel, LONG)]  # fmt: skip
    graphs = (ox.DefaultGraph(), ox.NamedNode("urn:g"))
    store._oxigraph.extend([ox.Quad(*triple, graph) for triple in about for graph in graphs])
    return store


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    return server.create_app(Settings(store="memory:"), poisoned("memory:")).test_client()


def test_dumps_say_what_they_leave_out(client: FlaskClient) -> None:
    for name, form in (("dump.ttl.gz", "text/turtle"), ("dump.nq.gz", "application/n-quads")):
        body = gzip.decompress(client.get(f"/{name}").data)
        count = 3 if name == "dump.ttl.gz" else 6
        assert body.count(b"# left out, too long to be read: <") == count
        found = [*ox.parse(body, format=ox.RdfFormat.from_media_type(form))]
        assert ox.Literal("One") in {quad.object for quad in found}
    assert "left out" in client.get("/dataset", headers={"Accept": "text/turtle"}).text


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "too long to be read"), ("uz", "tushirib qoldirilgan"), ("ru", "пропущенные здесь")],
)
def test_pages_say_what_they_leave_out(client: FlaskClient, language: str, words: str) -> None:
    for path in ("/dataset", "/organization/one"):
        answer = client.get(path, headers={"Accept": "text/html", "Accept-Language": language})
        assert answer.status_code == 200
        assert words in answer.text
        assert len(answer.text) < 100_000


def test_no_page_fails_for_one_value(client: FlaskClient) -> None:
    for path in ("/", "/organization/", "/search?q=One", "/organization/one.ttl", "/sitemap.xml",
                 "/organization/one.jsonld", "/badge/organization/one.svg", "/dump.sha256",
                 "/.well-known/void", "/embed/organization/one", "/store?graph=urn:g"):  # fmt: skip
        with client.get(path) as answer:
            assert answer.status_code == 200, path
    assert client.get("/organization/one.ttl").headers["Hamkor-Left-Out"] == "2"
    page = client.get(f"/sparql?query=DESCRIBE+<{THING.value}>", headers={"Accept": "text/html"})
    assert (page.status_code, "longer than this page" in page.text) == (413, True)


def test_a_served_value_that_is_too_long_can_go(tmp_path: Path) -> None:
    poisoned(str(tmp_path / "store")).close()
    running = Server(tmp_path, register=False)
    try:
        token = running.token()
        assert running.send("GET", "dataset")[0] == 200
        status, _, body = running.update(doubling(24), token)
        assert (status, b"one term may have" in body) == (413, True)
        gone = f"DELETE WHERE {{ <{THING.value}> <urn:b> ?o }} ; DROP GRAPH <urn:g>"
        assert running.update(gone, token)[0] == 204
        assert running.update("INSERT DATA { <urn:n> <urn:n> 1 }", token)[0] == 204
        ask = f"ASK {{ <{THING.value}> <urn:b> ?o }}"
        assert b"false" in running.ask(ask)[2]
        assert running.send("GET", "dump.ttl.gz")[0] == 200
    finally:
        assert running.stop() == 0
