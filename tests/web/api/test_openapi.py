"""`/openapi.json`: valid, complete, and what the shipped server really does."""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
import schemathesis
from flask import Flask
from hypothesis import strategies as st
from openapi_spec_validator import validate
from schemathesis.specs.openapi.checks import (
    allow_header_conformance,
    negative_data_rejection,
    positive_data_acceptance,
)
from serving import Server

from graph import media
from graph.resources import queries_dir
from graph.saved.queries import SavedQuery, load_all
from graph.settings import Settings
from graph.store import EmbeddedStore, open_store
from graph.web.api.openapi import EXAMPLES, TYPES
from graph.web.sparql.graph_store import READ
from server import create_app

pytestmark = pytest.mark.slow


def described(**settings: Any) -> tuple[Flask, dict[str, Any]]:
    with open_store(Settings(store="memory:")) as store:
        app = create_app(Settings(store="memory:", **settings), store)
        return app, app.test_client().get("/openapi.json").get_json()


APP, DESCRIPTION = described()
OPERATIONS = {
    f"{method.upper()} {path}": operation
    for path, methods in DESCRIPTION["paths"].items()
    for method, operation in methods.items()
}
SAVED = {n: q for n, q in load_all(queries_dir()).items() if isinstance(q, SavedQuery)}
SAVED_QUERY = "GET /queries/agreements-in-force"
#: The paths of pages and of files for them, which are not for programs.
#: Pages, and what another specification describes: a reconciliation service has a manifest.
PAGES = re.compile(
    r"/$|/(<|badge/|card/|context|dataset|dump|embed/|id/|compare|correct|docs|opensearch|form/|changes|link|log(in|out)|oembed|ontology|(public-)?shapes|overview|report|suggest|queries$|queries\.|reconcile|robots|search|sitemap|sparql/|static/|status)"
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(
        tmp_path_factory.mktemp("openapi"), deadline_s=5, query_bytes=50_000, max_change=2000
    )
    yield running
    assert running.stop() == 0


@pytest.fixture(scope="module")
def token(server: Server) -> str:
    return server.token()


def test_it_is_valid_and_the_same_from_the_server(server: Server) -> None:
    validate(DESCRIPTION)
    served = json.loads(server.get("openapi.json"))
    assert served.pop("servers") == [{"url": server.url}]
    assert served == {name: part for name, part in DESCRIPTION.items() if name != "servers"}


def test_every_operation_has_a_name_a_tag_and_schemas() -> None:
    """What generators of clients need: openapi-generator names functions and classes by them."""
    names = [operation["operationId"] for operation in OPERATIONS.values()]
    assert len({*names}) == len(names)
    tags = {tag["name"] for tag in DESCRIPTION["tags"] if tag["description"]}
    for name, operation in OPERATIONS.items():
        assert len({*operation["tags"]} & tags) == 1, name
        answers = [
            DESCRIPTION["components"]["responses"][answer["$ref"].rsplit("/", 1)[-1]]
            if "$ref" in answer else answer
            for answer in operation["responses"].values()
        ]  # fmt: skip
        for part in (operation.get("requestBody", {}), *answers, *operation.get("parameters", ())):
            for content in [*part.get("content", {}).values(), *([part] if "in" in part else [])]:
                assert content["schema"], (name, part)


def test_it_has_every_path_and_method_of_the_service() -> None:
    routes = {
        f"{method} {re.sub('<[^>]*>', '{name}', rule.rule)}"
        for rule in APP.url_map.iter_rules()
        for method in (rule.methods or set()) - {"OPTIONS", "QUERY"}
        if not PAGES.match(rule.rule)
    }
    documented = {re.sub("/queries/.*", "/queries/{name}", name) for name in OPERATIONS}
    heads = {route for route in routes if route.startswith("HEAD")}
    assert routes - heads == documented - heads


def test_a_saved_query_is_an_operation_with_its_parameters() -> None:
    assert {p.type for query in SAVED.values() for p in query.parameters} <= TYPES.keys()
    for name, query in SAVED.items():
        operation = OPERATIONS[f"GET /queries/{name}"]
        asked = {p["name"]: p for p in operation["parameters"] if p["in"] == "query"}
        assert (operation["operationId"], operation["summary"]) == (name, query.title["en"])
        assert list(asked) == [parameter.name for parameter in query.parameters]
        for parameter in query.parameters:
            given = asked[parameter.name]["schema"].get("default", "")
            assert given == parameter.default


def test_a_rate_is_described_where_there_is_one() -> None:
    paths = described(rate=1.0)[1]["paths"]
    assert all("429" in verb["responses"] for verbs in paths.values() for verb in verbs.values())
    assert not any("429" in operation["responses"] for operation in OPERATIONS.values())


def test_the_first_page_leads_to_it(register: EmbeddedStore) -> None:
    client = create_app(Settings(store="memory:"), register).test_client()
    page = client.get("/", headers={"Accept": "text/html"}).text
    assert '<link rel="service-desc" href="/openapi.json"' in page


Row = tuple[str, int, str, dict[str, str], bytes | None]
TRY = {"Prefer": "tx=rollback"}
NO_KIND, SAME, STALE = {"Accept": "image/png"}, {"If_None_Match": "*"}, {"If_Match": '"stale"'}
PNG, TURTLE = {"Content_Type": "image/png"}, {"Content_Type": "text/turtle"}
QUERY, UPDATE = ({"Content_Type": f"application/sparql-{name}"} for name in ("query", "update"))
FACT, BROKEN = b"<> <urn:p> 1 .", b"<urn:c> a <https://w3id.org/hamkor#Cooperation> ."
WORDS, LIST = (b"<urn:l> <https://w3id.org/hamkor#verbatim> 'x' .",
               b"<urn:l> a <https://w3id.org/hamkor#StatedList> .")  # fmt: skip


def facts(first: int, count: int = 1500) -> bytes:
    return b"".join(b"<> <urn:p> '%040d' ." % number for number in range(first, first + count))


def queries_met() -> Iterator[Row]:
    ask, every = "sparql?query=ASK%7B%7D", b"CONSTRUCT WHERE { ?s ?p ?o }"
    heavy = b"SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    unknown = b"SELECT (<urn:f>(1) AS ?x) {}"
    for status, text, headers in (
        (200, b"ASK {}", {}), (400, b"ASK", {}), (406, b"ASK {}", NO_KIND), (413, every, {}),
        (501, unknown, {}), (503, heavy, {"Prefer": "wait=0.3"}),
    ):  # fmt: skip
        yield "GET /sparql", status, f"sparql?{urlencode({'query': text})}", headers, None
        yield "POST /sparql", status, "sparql", {**QUERY, **headers}, text
    yield "GET /sparql", 304, ask, SAME, None
    yield "POST /sparql", 415, "sparql", PNG, b"ASK {}"
    for status, query, headers in (
        (200, "?day=2024-06-01", {}), (304, "", SAME), (400, "?day=x", {}), (406, "", NO_KIND),
    ):  # fmt: skip
        yield SAVED_QUERY, status, f"queries/agreements-in-force{query}", headers, None
    for name in (".well-known/void", "openapi.json"):
        yield f"GET /{name}", 200, name, {}, None
        yield f"GET /{name}", 304, name, SAME, None
    yield "GET /.well-known/void", 406, ".well-known/void", NO_KIND, None
    yield "GET /healthz", 200, "healthz", {}, None


def updates_met() -> Iterator[Row]:
    text = b"INSERT DATA { %s }"
    for status, body, headers in (
        (200, text % BROKEN, {**UPDATE, **TRY}), (204, text % b"<urn:a> <urn:b> 1", UPDATE),
        (400, b"INSERT", UPDATE), (413, text % facts(0, 2100), UPDATE), (415, text, PNG),
        (422, text % BROKEN, UPDATE),
    ):  # fmt: skip
        yield "POST /update", status, "update", headers, body


def graphs_met(path: str, where: str) -> Iterator[Row]:
    """Yield the rows of a way to name a graph; each sees what those before it did."""
    for method, status, name, headers, body in (
        *((method, status, method, headers, body)
          for method in ("PUT", "POST")
          for status, headers, body in (
            (201, TURTLE, FACT), (204, TURTLE, FACT), (200, {**TURTLE, **TRY}, FACT),
            (400, TURTLE, b"<a> <b"), (412, {**TURTLE, **STALE}, FACT), (415, PNG, FACT),
            (413, TURTLE, facts(0, 2100)), (422, TURTLE, BROKEN))),
        ("POST", 201, "big", TURTLE, facts(0)), ("POST", 204, "big", TURTLE, facts(1500)),
        ("PUT", 201, "words", TURTLE, WORDS), ("PUT", 201, "list", TURTLE, LIST),
        *((method, status, name, headers, None)
          for method in ("GET", "HEAD")
          for status, name, headers in (
            (200, "PUT", {}), (304, "PUT", SAME), (404, "none", {}), (406, "PUT", NO_KIND),
            (413, "big", {}))),
        ("DELETE", 200, "PUT", TRY, None), ("DELETE", 412, "PUT", STALE, None),
        ("DELETE", 404, "none", {}, None), ("DELETE", 413, "big", {}, None),
        ("DELETE", 422, "words", {}, None), ("DELETE", 204, "list", {}, None),
        ("DELETE", 204, "words", {}, None),
    ):  # fmt: skip
        yield f"{method} {path}", status, where + name, headers, body
    if "?" in where:
        for method in ("GET", "HEAD", "DELETE"):
            yield f"{method} {path}", 400, "store", {}, None


def refusals_met(operation: str, target: str) -> Iterator[Row]:
    """Yield what the guard and the token refuse, whatever the operation."""
    joint = "&" if "?" in target else "?"
    yield operation, 400, target, {"Host": "a, b"}, None
    yield operation, 411, target, {"Transfer_Encoding": "chunked"}, None
    yield operation, 413, target, {"Content_Length": "99999999"}, None
    yield operation, 414, f"{target}{joint}x={'x' * 20_000}", {}, None
    yield operation, 415, target, {"Content_Encoding": "gzip"}, None
    if "security" in OPERATIONS[operation]:
        yield operation, 401, target, {"Authorization": ""}, None
        yield operation, 403, target, {"Authorization": "reader"}, None


def test_every_status_that_it_names_occurs(server: Server, token: str) -> None:
    bearers = {"reader": f"Bearer {server.token('reader', 'reads')}", "": ""}
    rows = [*queries_met(), *updates_met(), *graphs_met("/store", "store?graph=urn:x:"),
            *graphs_met("/store/{name}", "store/")]  # fmt: skip
    targets = {operation: target for operation, _, target, *_ in rows}
    rows += [
        row for operation, target in targets.items() for row in refusals_met(operation, target)
    ]
    met: dict[str, set[str]] = {}
    for operation, status, target, headers, body in rows:
        who = bearers.get(headers.get("Authorization", "editor"), f"Bearer {token}")
        sent = {**headers, "Authorization": who}
        found, _, answer = server.send(operation.split()[0], target, body, **sent)
        assert found == status, (operation, status, target[:80], answer[:300])
        met.setdefault(operation, set()).add(str(found))
    for operation, statuses in met.items():
        unmet = OPERATIONS[operation]["responses"].keys() - statuses
        assert not unmet - ELSEWHERE, (operation, unmet)


#: What needs a slow client, a full service or disk: test_slow_clients.py, test_web_service.py,
#: test_disk_full.py. What the client here follows: test_web_dataset.py.
ELSEWHERE = {"303", "408", "503", "507"}


SOUP = st.lists(
    st.sampled_from(["SELECT", "*", "{", "}", "?s", "<urn:a>", "INSERT", "DATA", ";", "'x'", "@en",
                     "WHERE", "(", ")", "GRAPH", "1", ".", "LIMIT", "ASK", "[", "_:a", ":", "\0"]),
    max_size=20,
).map(" ".join)  # fmt: skip
DOCUMENTS = {
    media.TURTLE: "<> <urn:p> 'x'@en, [] .", media.NT: "<urn:a> <urn:b> <urn:c> .",
    media.RDFXML: "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/>",
    media.JSONLD: '{"@id": "urn:a", "urn:b": 1}',
}  # fmt: skip
BODIES = {kind: DOCUMENTS[form] for kind, form in READ.items()} | {
    f"application/sparql-{name}": text for name, text in EXAMPLES.items()
}
for kind, text in BODIES.items():
    schemathesis.openapi.media_type(kind, st.one_of(st.just(text), SOUP).map(str.encode))
schemathesis.openapi.format("iri", st.sampled_from(["urn:g", "http://127.0.0.1:8000/g/vocab"]))
ACCEPTS = ["", "*/*", "image/png", *(form.media_type for form in media.BY_SUFFIX.values())]
#: OpenAPI 3.1 does not know the method QUERY, which `/sparql` has.
METHODS = ["get", "put", "post", "delete", "options", "patch", "trace"]
SCHEMA = schemathesis.openapi.from_dict(DESCRIPTION, config=schemathesis.Config.from_dict({
    "generation": {"deterministic": True, "max-examples": 20, "database": "none"},
    "phases": {"coverage": {"unexpected-methods": METHODS}},
    "checks": {"positive_data_acceptance": {"expected-statuses": ["2xx", "304", "406"]}},
}))  # fmt: skip
#: What a text, a document or a state does to an answer, no schema can say.
LOOSE = [negative_data_rejection, positive_data_acceptance, allow_header_conformance]


@SCHEMA.hook
def flatmap_case(
    context: schemathesis.HookContext, case: schemathesis.Case
) -> st.SearchStrategy[schemathesis.Case]:
    def accepting(kind: str) -> schemathesis.Case:
        case.headers["Accept"] = kind
        return case

    return st.sampled_from(ACCEPTS).map(accepting)


@SCHEMA.parametrize()
def test_whatever_is_sent_is_answered_as_described(
    case: schemathesis.Case, server: Server, token: str
) -> None:
    excluded = [] if case.path.startswith("/queries") else LOOSE
    bearer = {"Authorization": f"Bearer {token}"}
    case.call_and_validate(server.url, headers=bearer, excluded_checks=excluded)
