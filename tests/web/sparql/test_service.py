"""The shipped server as its clients see it: writing, limits, what it refuses, who may ask."""

import csv
import io
import json
import os
import socket
import threading
import time
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import pytest
import rdflib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from serving import Server

pytestmark = pytest.mark.slow

CROSS = "SELECT (COUNT(*) AS ?c) {?a ?b ?c1 . ?d ?e ?f . ?g ?h ?i}"
SORTED = "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?c ?a"
PATH = "SELECT (COUNT(*) AS ?n) { ?s (!<urn:x>|^(!<urn:x>))* ?o . ?o (!<urn:x>|^(!<urn:x>))* ?z }"
CONCAT = "SELECT (GROUP_CONCAT(CONCAT(STR(?c), STR(?f))) AS ?x) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
REGEX = (
    "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i "
    'FILTER(REGEX(CONCAT(STR(?c), STR(?f), STR(?i)), "(a+)+(b+)+$x")) }'
)
HEAVY = {"cross": CROSS, "sorted": SORTED, "path": PATH, "concat": CONCAT, "regex": REGEX}
DEADLINE_S, ROWS = 3.0, 500


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(
        tmp_path_factory.mktemp("service"), deadline_s=DEADLINE_S, query_rows=ROWS,
        query_memory_mb=256, query_bytes=4_000_000, max_change=1000,
    )  # fmt: skip
    yield running
    assert running.stop() == 0


@pytest.fixture(scope="module")
def token(server: Server) -> str:
    return server.token()


def busy_query_workers(server: Server) -> list[int]:
    """Return the niced processes below a server that run or wait for a core (proc(5), stat)."""
    found = dict[int, list[str]]()
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            found[int(path.parent.name)] = path.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
    below, size = {server.process.pid}, 0
    while len(below) > size:
        size = len(below)
        below |= {pid for pid, fields in found.items() if int(fields[1]) in below}
    return [pid for pid in below if found[pid][0] == "R" and int(found[pid][16]) == 15]


@pytest.mark.parametrize("name", HEAVY)
def test_a_query_past_its_limit_is_really_stopped(server: Server, name: str) -> None:
    begun = time.monotonic()
    status, _, body = server.ask(HEAVY[name])
    took = time.monotonic() - begun
    assert status in (413, 503), body
    assert "limit" in json.loads(body)
    assert took < DEADLINE_S + 1.0
    time.sleep(1)
    assert busy_query_workers(server) == []


def test_a_client_may_ask_for_less_time(server: Server) -> None:
    begun = time.monotonic()
    status, _, body = server.ask(CROSS, Prefer="wait=0.3")
    assert (status, json.loads(body)["limit"]) == (503, 0.3)
    assert time.monotonic() - begun < DEADLINE_S


@pytest.mark.parametrize("given", ["soon", "-1", "0", "nan", "inf", "1e9999", "5s", "1,5", "٣"])
def test_a_time_that_is_no_number_is_refused(server: Server, given: str) -> None:
    asked = urllib.parse.urlencode({"query": "ASK {}", "timeout": given})
    kind = {"Content_Type": "application/x-www-form-urlencoded"}
    for answer in (
        server.send("GET", f"sparql?{asked}"),
        server.send("POST", "sparql", asked.encode(), **kind),
    ):
        assert answer[0] == 400
        assert b"seconds" in answer[2]


def test_memory_is_bounded(server: Server) -> None:
    doubled = "?x0" + "".join(f"\nBIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(36))
    text = f'SELECT (STRLEN(?x36) AS ?n) {{ BIND("ab" AS {doubled.replace("?x0", "?x0)", 1)} }}'
    status, _, body = server.ask(text)
    assert status == 503, body
    assert json.loads(body)["limit"] in (256, DEADLINE_S)


def test_heavy_queries_leave_the_others_alone(server: Server) -> None:
    heavy = [threading.Thread(target=server.ask, args=(CROSS,)) for _ in range(10)]
    for thread in heavy:
        thread.start()
    answers = [server.ask("ASK { ?s ?p 1 }")[0] for _ in range(100)]
    for thread in heavy:
        thread.join()
    assert set(answers) == {200}


def test_an_answer_is_complete_or_flagged(server: Server) -> None:
    text = "SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?s ?p ?o"
    status, headers, body = server.ask(text, Accept="text/csv")
    rows = list(csv.reader(io.StringIO(body.decode())))
    assert (status, len(rows)) == (200, ROWS + 1)
    assert headers["hamkor-cut"] == f"after={ROWS}"
    link = headers["link"].split(">")[0].strip("<")
    _, _, rest = server.send("GET", link.removeprefix(server.url), Accept="text/csv")
    following = list(csv.reader(io.StringIO(rest.decode())))[1:]
    assert following and not {*map(tuple, following)} & {*map(tuple, rows)}
    _, _, body = server.ask(text, Accept="application/sparql-results+json")
    assert json.loads(body)["head"]["link"]
    _, _, body = server.ask(text, Accept="application/sparql-results+xml")
    assert b"<link href=" in body
    _, headers, body = server.ask("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", Accept="text/turtle")
    assert body.rstrip().endswith(b"there are more")
    assert "hamkor-cut" in headers
    assert len(rdflib.Graph().parse(data=body, format="turtle")) == ROWS


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(limit=st.integers(0, 2 * ROWS), offset=st.integers(0, ROWS), is_ordered=st.booleans())
def test_fewer_rows_than_there_are_implies_a_flag(
    server: Server, limit: int, offset: int, is_ordered: bool
) -> None:
    order = "ORDER BY ?n" if is_ordered else ""
    numbers = " ".join(map(str, range(ROWS + 100)))
    text = f"SELECT ?n {{ VALUES ?n {{ {numbers} }} }} {order} LIMIT {limit} OFFSET {offset}"
    _, headers, body = server.ask(text, Accept="text/tab-separated-values")
    there_are = min(limit, ROWS + 100 - offset)
    given_rows = body.count(b"\n") - 1
    assert given_rows == min(there_are, ROWS)
    assert ("hamkor-cut" in headers) == (given_rows < there_are)


def test_bytes_are_bounded(server: Server) -> None:
    values = "VALUES ?x { " + " ".join(f'"{n:09}"' for n in range(300)) + " }"
    text = f"SELECT (CONCAT({', '.join(['?x'] * 400)}) AS ?y) (?y AS ?z) (?y AS ?w) (?y AS ?v) {{ {values} }}"
    wide = text.replace("(?y AS ?v)", " ".join(f"(?y AS ?v{n})" for n in range(10)))
    status, _, body = server.ask(wide)
    assert (status, json.loads(body)["limit"]) == (413, 4_000_000)


def test_a_write_is_seen_at_once_by_every_worker(server: Server, token: str) -> None:
    for number in range(20):
        text = f"DELETE {{ <urn:n> <urn:is> ?o }} INSERT {{ <urn:n> <urn:is> {number} }} WHERE {{ OPTIONAL {{ <urn:n> <urn:is> ?o }} }}"
        assert server.update(text, token)[0] == 204
        _, _, body = server.ask("SELECT ?o { <urn:n> <urn:is> ?o }", Accept="text/csv")
        assert body.split() == [b"o", str(number).encode()]


def test_a_trial_changes_nothing(server: Server, token: str) -> None:
    text = "INSERT DATA { <urn:try> <urn:p> 1 }"
    status, headers, body = server.update(text, token, Prefer="tx=rollback")
    assert status == 200
    assert headers["preference-applied"] == "tx=rollback"
    assert json.loads(body)["added"].startswith("<urn:try> <urn:p>")
    assert json.loads(server.ask("ASK { <urn:try> ?p ?o }")[2])["boolean"] is False


def test_a_write_that_breaks_a_shape_is_refused(server: Server, token: str) -> None:
    text = "INSERT DATA { <urn:bad> a <https://w3id.org/hamkor#Cooperation> }"
    status, _, body = server.update(text, token)
    assert (status, json.loads(body)["title"]) == (422, "The data break a rule")
    _, _, body = server.update(text, token, Prefer="tx=rollback")
    assert json.loads(body)["report"]
    assert json.loads(server.ask("ASK { <urn:bad> ?p ?o }")[2])["boolean"] is False


def test_blank_nodes_keep_their_identity(server: Server, token: str) -> None:
    add = "INSERT DATA { GRAPH <urn:nodes> { _:a <urn:p> _:b . _:b <urn:q> 'x' } }"
    assert server.update(add, token)[0] == 204
    change = "DELETE { GRAPH <urn:nodes> { ?b <urn:q> 'x' } } INSERT { GRAPH <urn:nodes> { ?b <urn:q> 'y' } } WHERE { GRAPH <urn:nodes> { ?b <urn:q> 'x' } }"
    assert server.update(change, token)[0] == 204
    joined = "ASK { GRAPH <urn:nodes> { ?a <urn:p> ?b . ?b <urn:q> 'y' } }"
    assert json.loads(server.ask(joined)[2])["boolean"] is True
    assert (
        json.loads(server.ask("ASK { GRAPH <urn:nodes> { ?b <urn:q> 'x' } }")[2])["boolean"]
        is False
    )


def test_a_change_beyond_the_limit_is_refused(server: Server, token: str) -> None:
    text = "INSERT { ?s <urn:copy> ?o } WHERE { ?s ?p ?o }"
    status, _, body = server.update(text, token)
    assert (status, json.loads(body)["limit"]) == (413, 1000)
    assert "hamkor load" in json.loads(body)["detail"]


def test_roles_and_tokens(server: Server) -> None:
    text = "INSERT DATA { <urn:a> <urn:b> 1 }"
    assert server.update(text, "hk_wrong")[0] == 401
    reader = server.token("reader", "only reads")
    assert server.update(text, reader)[0] == 403
    assert server.send("POST", "update", text.encode())[0] == 401


def test_a_graph_by_its_address(server: Server, token: str) -> None:
    bearer, turtle = {"Authorization": f"Bearer {token}"}, {"Content_Type": "text/turtle"}
    data = b"<> <urn:p> 1 ."
    status, headers, _ = server.send("POST", "store", data, **bearer, **turtle)
    assert status == 201
    path = headers["location"].removeprefix(server.url)
    status, headers, body = server.send("GET", path, Accept="application/n-triples")
    assert (status, body.split()[0].decode()) == (200, f"<{server.url}{path}>")
    stale = {"If_Match": '"0.nt"'}
    assert server.send("PUT", path, data, **bearer, **turtle, **stale)[0] == 412
    fresh = {"If_Match": headers["etag"]}
    assert server.send("PUT", path, data, **bearer, **turtle, **fresh)[0] == 204
    assert server.send("DELETE", path, **bearer)[0] == 204
    assert server.send("GET", path)[0] == 404
    assert server.send("PUT", path, b"<a> <b", **bearer, **turtle)[0] == 400
    assert server.send("PUT", path, b"x", Content_Type="image/png", **bearer)[0] == 415


@pytest.mark.parametrize(
    "iri", ["a b", "no-scheme", "http://a/%zz", "http://a/\x85", "http://[", "a:<"]
)
def test_what_is_no_iri_is_refused(server: Server, token: str, iri: str) -> None:
    bearer, written = {"Authorization": f"Bearer {token}"}, urllib.parse.quote(iri)
    assert server.send("GET", f"sparql?query=ASK%7B%7D&default-graph-uri={written}")[0] == 400
    for method in ("GET", "PUT", "POST", "DELETE"):
        data = b"" if method in ("PUT", "POST") else None
        kind = {"Content_Type": "text/turtle"}
        found = server.send(method, f"store?graph={written}", data, **bearer, **kind)
        assert (found[0], json.loads(found[2])["title"]) == (400, "Not understood")


def test_a_graph_has_the_address_that_a_request_has(server: Server, token: str) -> None:
    bearer, path = {"Authorization": f"Bearer {token}"}, "store/%3E%20%C3%A9%25:@"
    sent = server.send("PUT", path, b"<> <urn:p> 1 .", Content_Type="text/turtle", **bearer)
    assert sent[0] == 201
    named = f"ASK {{ GRAPH <{server.url}{path}> {{ <{server.url}{path}> ?p 1 }} }}"
    assert json.loads(server.ask(named)[2])["boolean"] is True


def test_who_writes_is_asked_first(server: Server) -> None:
    assert server.send("DELETE", "store")[0] == 401


def raw(server: Server, request: bytes) -> bytes:
    """Send bytes as they are; return what comes back, up to the end or two seconds."""
    host, port = server.url.split("/")[2].split(":")
    with socket.create_connection((host, int(port)), 10) as client:
        client.sendall(request)
        client.settimeout(6)
        parts = []
        try:
            while part := client.recv(65536):
                parts.append(part)
                if b"\r\n\r\n" in b"".join(parts):
                    break
        except (TimeoutError, ConnectionError):
            pass
    return b"".join(parts)


HEAD = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
PUT = (
    b"PUT /store?default HTTP/1.1\r\nHost: x\r\nContent-Type: text/turtle\r\nAuthorization: Bearer "
)


@pytest.mark.parametrize(
    "request_bytes",
    [
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n6\r\nASK {}\r\n0\r\n\r\n",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nZZ\r\nASK {}\r\n0\r\n\r\n",
        HEAD + b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nASK {}\r\n0\r\n\r\n",
        HEAD + b"Content-Length: 6\r\nContent-Length: 7\r\n\r\nASK {} ",
        HEAD + b"Content-Length: -1\r\n\r\nASK {}",
        HEAD + b"Content-Length: 1000000000\r\n\r\n",
        HEAD + b"Content-Encoding: gzip\r\nContent-Length: 6\r\n\r\nASK {}",
        b"GET /sparql?query=" + b"A" * 70_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nContent_Length: 5\r\n\r\n",
    ],
)
def test_what_cannot_be_read_truthfully_is_refused(server: Server, request_bytes: bytes) -> None:
    answer = raw(server, request_bytes)
    assert answer == b"" or answer.split()[1].startswith(b"4"), answer[:200]
    assert server.get("healthz")


def test_a_cut_put_empties_nothing(server: Server, token: str) -> None:
    before = server.ask("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")[2]
    host, port = server.url.split("/")[2].split(":")
    with socket.create_connection((host, int(port)), 10) as client:
        client.sendall(
            PUT + token.encode() + b"\r\nContent-Length: 1000\r\n\r\n<urn:a> <urn:b> 1 ."
        )
        client.shutdown(socket.SHUT_WR)
        assert b" 204 " not in client.recv(4000).split(b"\r\n")[0]
    assert server.ask("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")[2] == before


def test_query_is_a_method(server: Server) -> None:
    status, _, body = server.send(
        "QUERY", "sparql", b"ASK {}", Content_Type="application/sparql-query"
    )
    assert (status, json.loads(body)["boolean"]) == (200, True)


def test_the_data_are_described(server: Server) -> None:
    _, _, body = server.send("GET", ".well-known/void", Accept="text/turtle")
    graph = rdflib.Graph().parse(data=body, format="turtle")
    void = rdflib.Namespace("http://rdfs.org/ns/void#")
    counted = json.loads(server.ask("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")[2])
    described = graph.value(
        predicate=void.sparqlEndpoint, object=rdflib.URIRef(server.url + "sparql")
    )
    stated = graph.value(described, void.triples)
    assert str(stated) == counted["results"]["bindings"][0]["n"]["value"]


TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(
        st.sampled_from(["SELECT", "*", "{", "}", "?s", "<urn:a>", "INSERT", "DATA", ";", "'x'",
                         "WHERE", "(", ")", "GRAPH", "1", ".", "LIMIT", "COUNT", "AS", "<<", "ASK"]),
        max_size=25,
    ).map(" ".join),
)  # fmt: skip


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXTS, method=st.sampled_from(["GET", "POST", "PUT", "QUERY"]),
       path=st.sampled_from(["sparql", "update", "store", "store?default", "store/x"]),
       kind=st.sampled_from(["application/sparql-query", "application/sparql-update",
                             "application/x-www-form-urlencoded", "text/turtle", "application/ld+json",
                             "application/rdf+xml", "multipart/form-data; boundary=x", "é"]))  # fmt: skip
def test_no_input_is_a_500(
    server: Server, token: str, text: str, method: str, path: str, kind: str
) -> None:
    data = text.encode("utf-8", "surrogatepass")
    query = f"?query={urllib.parse.quote(data)}" if method == "GET" and path == "sparql" else ""
    sent = {"Content_Type": kind.encode().decode("latin-1"), "Authorization": f"Bearer {token}",
            "Prefer": "tx=rollback"}  # fmt: skip
    status, _, body = server.send(method, path + query, None if method == "GET" else data, **sent)
    assert status != 500, body


def test_a_writer_that_is_killed_comes_back_and_has_all(server: Server, token: str) -> None:
    assert server.update("INSERT DATA { <urn:kept> <urn:p> 1 }", token)[0] == 204
    holder = json.loads((server.store / "hamkor.lock").read_text())["pid"]
    os.kill(holder, 9)
    for _ in range(200):
        status, _, _ = server.update("INSERT DATA { <urn:kept> <urn:p> 2 }", token)
        if status == 204:
            break
        assert status == 503
        time.sleep(0.1)
    _, _, body = server.ask("SELECT ?o { <urn:kept> <urn:p> ?o } ORDER BY ?o", Accept="text/csv")
    assert body.split() == [b"o", b"1", b"2"]


def test_no_two_query_workers_draw_the_same(server: Server, token: str) -> None:
    """Blank nodes and UUIDs: a query worker is a fork, and a fork has its parent's random numbers."""
    found = list[str]()

    def ask() -> None:
        body = server.ask("SELECT (STRUUID() AS ?u) {}", Accept="text/csv")[2]
        found.append(body.decode().split()[1])

    for _ in range(5):
        asking = [threading.Thread(target=ask) for _ in range(6)]
        for thread in asking:
            thread.start()
        for thread in asking:
            thread.join()
    assert len(found) == len({*found}) == 30
    kind = {"Content_Type": "text/turtle", "Authorization": f"Bearer {token}"}
    for graph in ("a", "b", "c", "d"):
        server.send("PUT", f"store?graph=urn:nodes:{graph}", b"[] <urn:nodes:p> [] .", **kind)
    query = "SELECT (COUNT(DISTINCT ?n) AS ?c) { GRAPH ?g { { ?n <urn:nodes:p> ?o } UNION { ?s <urn:nodes:p> ?n } } }"
    assert server.ask(query, Accept="text/csv")[2].decode().split()[1] == "8"
