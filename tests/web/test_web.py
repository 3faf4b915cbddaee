"""Pages, linked data and the SPARQL endpoint through the application."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from conftest import IRIS
from flask.testing import FlaskClient

import server
from graph import media, web
from graph.iris import KINDS
from graph.register import ensure_vocabulary
from graph.settings import Settings
from graph.store import Answer, ChangeSet, EmbeddedStore, Records, open_store
from graph.vocab import HK, ORG, RDF, SKOS
from graph.web.http.answers import send_answer

D = "department-relations--"
THINGS = [
    "/organization/mmm-energy", f"/unit/{D}e-and-m", f"/person/{D}tom-bone", "/programme/60722900",
    f"/cooperation/{D}e-and-m--mmm-energy", f"/event/{D}scientific-and-practical-seminars",
    f"/laboratory/{D}metrology-standardization-and-certification", "/source/department-relations",
    "/form/summer-internship",
]  # fmt: skip
PAGES = [
    "/", "/search?q=o'zbek", "/form/", "/queries", "/queries/partners-by-country", "/sparql",
    "/ontology", *[f"/{kind}/" for kind in KINDS], *THINGS,
]  # fmt: skip
HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture(scope="module")
def client(register: EmbeddedStore) -> FlaskClient:
    app = server.create_app(Settings(store="memory:"), register)
    return app.test_client()


@pytest.mark.parametrize("language", ["en", "uz", "ru"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_there_in_three_languages_and_light(
    client: FlaskClient, path: str, language: str
) -> None:
    answer = client.get(path, headers={**HTML, "Accept-Language": language})
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.text
    assert answer.headers["Content-Language"] == language
    style = (Path(web.STATIC) / "style.css").read_bytes()
    assert len(gzip.compress(answer.data)) + len(gzip.compress(style)) <= 40_000
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    data, files = '<script type="application/ld+json">', '<script src="/'
    assert "<script" not in answer.text.replace(data, "").replace(files, "")


def test_the_home_page_is_honest_about_agreements(client: FlaskClient) -> None:
    assert "Agreement not given in the source: 17" in client.get("/", headers=HTML).text


@pytest.mark.parametrize("path", [t for t in THINGS if not t.startswith("/form/")])
def test_a_thing_sends_to_its_document(client: FlaskClient, path: str) -> None:
    answer = client.get(f"/id{path}")
    assert (answer.status_code, answer.headers["Location"]) == (303, path)
    assert client.head(f"/id{path}").status_code == 303


FORMATS = {
    "ttl": ("text/turtle", ox.RdfFormat.TURTLE),
    "nt": ("application/n-triples", ox.RdfFormat.N_TRIPLES),
    "rdf": ("application/rdf+xml", ox.RdfFormat.RDF_XML),
    "jsonld": ("application/ld+json", ox.RdfFormat.JSON_LD),
}


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("path", THINGS)
def test_a_document_is_negotiated_and_the_same_in_every_format(
    client: FlaskClient, path: str, name: str
) -> None:
    media_type, form = FORMATS[name]
    by_header = client.get(path, headers={"Accept": media_type})
    by_suffix = client.get(f"{path}.{name}", headers={"Accept": "text/html"})
    assert by_header.data == by_suffix.data
    assert by_header.mimetype == media_type
    assert {"Accept", "Accept-Language"} <= set(by_header.vary)
    link = by_header.headers.get_all("Link")
    assert any('rel="alternate"' in part for part in link)
    assert any('rel="describedby"' in part for part in link)
    triples = {quad.triple for quad in ox.parse(by_header.data, format=form)}
    turtle = client.get(f"{path}.ttl").data
    assert triples == {q.triple for q in ox.parse(turtle, format=ox.RdfFormat.TURTLE)}
    assert any(str(t.subject.value).endswith(path.rsplit("/", 1)[-1]) for t in triples)


def test_an_answer_that_the_client_has_is_not_sent_again(client: FlaskClient) -> None:
    for path in ("/", "/organization/mmm-energy.ttl", "/sparql?query=ASK{}"):
        first = client.get(path)
        again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
    other = client.get("/", headers={"Accept-Language": "ru"})
    assert other.headers["ETag"] != client.get("/").headers["ETag"]


def test_evidence_is_on_the_page_word_for_word(client: FlaskClient) -> None:
    page = client.get("/organization/mmm-energy", headers=HTML).text
    assert "<mark>LLC</mark>" in page
    assert "<mark>&#34;MMM Energy&#34; LLC enterprise.</mark>" in page
    assert "blank in the source" in page


def test_the_source_page_shows_the_document_and_its_proposals(client: FlaskClient) -> None:
    page = client.get("/source/department-relations", headers=HTML).text
    assert "empty" in page
    assert "A proposal states nothing" in page


@pytest.mark.parametrize("text", ["Ўзбек экспертиза", "O'ZBEK", "oʻzbek ekspertiza", "ozbek"])
def test_search_folds_alphabet_case_and_apostrophe(client: FlaskClient, text: str) -> None:
    assert "/organization/ozbek-ekspertiza" in client.get("/search", query_string={"q": text}).text


def test_what_is_unknown_is_404_with_help(client: FlaskClient) -> None:
    page = client.get("/organization/mmm-energies", headers=HTML)
    assert page.status_code == 404
    assert "Search" in page.text
    problem = client.get("/organization/mmm", headers={"Accept": "text/turtle"})
    assert problem.mimetype == "application/problem+json"
    assert json.loads(problem.data)["status"] == 404
    for path in ("/nope", "/organization/A%00B", "/id/planet/x", "/form/..", "/queries/none"):
        assert client.get(path).status_code == 404


def test_what_was_removed_is_410() -> None:
    with open_store(Settings(store="memory:")) as store:
        ensure_vocabulary(store, IRIS)
        store.update(ChangeSet(records=Records(gone=[f"{IRIS.base}id/unit/gone"])))
        client = server.create_app(Settings(store="memory:"), store).test_client()
        assert client.get("/unit/gone").status_code == 410
        assert client.get("/unit/never").status_code == 404
        assert client.get("/", headers=HTML).status_code == 200


@pytest.mark.parametrize("name", ["json", "xml", "tsv"])
def test_saved_queries_answer_in_every_format(client: FlaskClient, name: str) -> None:
    form = media.BY_SUFFIX[name]
    path = "/queries/partners-by-country"
    by_suffix = client.get(f"{path}.{name}")
    by_header = client.get(path, headers={"Accept": form.media_type})
    assert by_suffix.data == by_header.data
    assert by_suffix.mimetype == form.media_type
    assert b"ES" in by_suffix.data


def test_an_answer_that_is_cut_says_so_whatever_sends_it(client: FlaskClient) -> None:
    with client.application.test_request_context("/queries/people.csv"):
        cut = send_answer(Answer(b"", "text/csv", "1", is_cut=True), media.CSV)
        whole = send_answer(Answer(b"", "text/csv", "1", is_cut=False), media.CSV)
    assert (cut.headers["Hamkor-Cut"], whole.headers.get("Hamkor-Cut")) == ("after=1000000", None)


@pytest.mark.parametrize("path", ["/sparql", "/.well-known/void"])
def test_a_description_names_the_host_that_is_asked(client: FlaskClient, path: str) -> None:
    for host in ("a.example", "b.example"):
        text = client.get(path, headers={"Host": host, "Accept": "text/turtle"}).text
        assert f"<http://{host}/sparql>" in text


def test_a_wrong_parameter_is_told_on_the_page_and_in_json(client: FlaskClient) -> None:
    path = "/queries/agreements-ending?today=soon"
    assert client.get(path, headers=HTML).status_code == 400
    assert "For example" in client.get(path, headers=HTML).text
    problem = client.get(path, headers={"Accept": "application/json"})
    assert problem.status_code == 400
    assert "today" in json.loads(problem.data)["detail"]


COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?c a <https://w3id.org/hamkor#Cooperation> }"


def test_queries_by_get_form_and_body_are_the_same(client: FlaskClient) -> None:
    get = client.get("/sparql", query_string={"query": COUNT})
    form = client.post("/sparql", data={"query": COUNT})
    body = client.post(
        "/sparql", data=COUNT, content_type="Application/SPARQL-Query; charset=UTF-8"
    )
    assert get.data == form.data == body.data
    assert json.loads(get.data)["results"]["bindings"][0]["n"]["value"] == "17"
    assert client.head("/sparql", query_string={"query": COUNT}).data == b""


@pytest.mark.parametrize(
    ("query", "accept", "mimetype"),
    [
        (COUNT, "text/csv", "text/csv"),
        (COUNT, "application/sparql-results+xml", "application/sparql-results+xml"),
        ("ASK {}", "*/*", "application/sparql-results+json"),
        ("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o } LIMIT 1", "*/*", "text/turtle"),
        ("DESCRIBE <urn:x>", "application/ld+json", "application/ld+json"),
    ],
)
def test_answers_come_in_the_type_that_is_asked(
    client: FlaskClient, query: str, accept: str, mimetype: str
) -> None:
    answer = client.get("/sparql", query_string={"query": query}, headers={"Accept": accept})
    assert (answer.status_code, answer.mimetype) == (200, mimetype)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"query_string": {"query": "SELECT"}}, 400),
        ({"query_string": {"query": ""}}, 400),
        ({"query_string": "query=ASK{}&query=ASK{}"}, 400),
        ({"query_string": {"query": "DROP ALL"}}, 400),
        ({"query_string": {"query": "SELECT (<urn:f>(1) AS ?x) {}"}}, 501),
        ({"query_string": {"query": "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"}}, 400),
        ({"query_string": {"query": "ASK {}", "default-graph-uri": "not an iri"}}, 400),
        ({"query_string": {"query": "SELECT * {" + "{" * 600}}, 400),
        ({"method": "POST", "data": b"\xff", "content_type": "application/sparql-query"}, 400),
        ({"method": "POST", "data": "ASK {}", "content_type": "text/plain"}, 415),
        ({"method": "POST", "data": "x" * 20_000_000, "content_type": "text/plain"}, 413),
        ({"method": "PUT"}, 405),
        ({"method": "POST", "headers": {"Transfer-Encoding": "chunked"}}, 411),
        ({"query_string": {"query": "ASK {}"}, "headers": {"Accept": "text/csv"}}, 406),
        ({"query_string": {"default-graph-uri": "urn:g"}}, 400),
    ],
)  # fmt: skip
def test_bad_requests_are_told_and_never_500(
    client: FlaskClient, sent: dict[str, object], status: int
) -> None:
    answer = client.open("/sparql", **{"method": "GET", **sent})  # type: ignore[arg-type]
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"


def test_writing_needs_a_token(client: FlaskClient) -> None:
    for path in ("/update", "/store", "/store?default"):
        answer = client.post(path, data="DROP ALL")
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_the_form_shows_rows_and_reasons(client: FlaskClient) -> None:
    assert "17" in client.get("/sparql", query_string={"query": COUNT}, headers=HTML).text
    wrong = client.get("/sparql", query_string={"query": "SELECT"}, headers=HTML)
    assert (wrong.status_code, 'role="alert"' in wrong.text) == (400, True)


HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(1)>"


@pytest.fixture
def hostile() -> Iterator[FlaskClient]:
    thing = IRIS.thing("organization", "evil")
    name = ox.Literal(HOSTILE)
    quads = [
        ox.Quad(thing, RDF.type, ORG.Organization),
        ox.Quad(thing, SKOS.prefLabel, name),
        ox.Quad(thing, HK.verbatimName, name),
        ox.Quad(thing, HK.reviewNote, ox.Literal("javascript:alert(1)")),
    ]
    with open_store(Settings(store="memory:")) as store:
        ensure_vocabulary(store, IRIS)
        store.update(ChangeSet(quads))
        yield server.create_app(Settings(store="memory:"), store).test_client()


@pytest.mark.parametrize("path", ["/organization/evil", "/organization/", "/search?q=script"])
def test_names_are_never_markup(hostile: FlaskClient, path: str) -> None:
    page = hostile.get(path, headers=HTML).text
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    text = hostile.get("/sparql", query_string={"query": f"# {HOSTILE}\nSELECT * {{"}, headers=HTML)
    assert "<script>alert" not in text.text


def test_health(client: FlaskClient) -> None:
    assert client.get("/healthz").get_json()["status"] == "ok"


def test_the_ontology_is_served_as_page_and_rdf(client: FlaskClient) -> None:
    page = client.get("/ontology", headers={**HTML, "Accept-Language": "uz"}).text
    assert 'id="Cooperation"' in page
    assert "Hamkorlik" in page
    triples = list(ox.parse(client.get("/ontology.ttl").data, format=ox.RdfFormat.TURTLE))
    assert len(triples) > 1000
