"""The workbench over HTTP: signing in, the queue, each decision, undo, several at once."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from ror_records import LINE, RENAMED, V1, crowd
from serving import Server

from graph.ingest import Options, ingest_file
from graph.iris import Iris
from graph.link.authority import build_index, ror
from graph.link.identity import (
    SURE,
    Assertion,
    RecordChange,
    Register,
    Status,
    count_cooperations,
    list_open,
)
from graph.link.schemes import Identifier
from graph.register import ensure_vocabulary
from graph.resources import data_dir
from graph.settings import Settings
from graph.store import Store, create_token, open_store, select
from server import create_app

pytestmark = pytest.mark.slow

IRIS = Iris("https://partners.example.edu/")
KARSHI, TURIN = "karshi-institute-of-engineering-economics", "turin-polytechnic-university"
SAME = "SELECT ?s ?o { ?s <http://www.w3.org/2002/07/owl#sameAs> ?o }"


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store(Settings(store="memory:")) as found:
        ensure_vocabulary(found, IRIS)
        ingest_file(found, IRIS, data_dir() / "department-relations.txt", Options(source="page"))
        yield found


@pytest.fixture
def client(store: Store, tmp_path: Path) -> FlaskClient:
    build_index(
        tmp_path / "ror", map(ror.organization, (*crowd(), RENAMED, V1, LINE)), {"release": "v0.1"}
    )
    settings = Settings(store="memory:", base_iri=IRIS.base, authorities=str(tmp_path))
    return create_app(settings, store).test_client()


@pytest.fixture
def editor(client: FlaskClient, store: Store) -> FlaskClient:
    secret = create_token(store.ledger, "steward", "editor")
    done = client.post("/login", data={"token": secret, "then": "/link"})
    assert (done.status_code, done.location) == (303, "/link")
    cookie = done.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie
    return client


def decide(client: FlaskClient, slug: str, action: str, **form: str) -> str:
    done = client.post(f"/link/organization/{slug}", data={"action": action, **form})
    assert done.status_code == 303, done.text
    return str(done.location)


def same(store: Store) -> dict[str, str]:
    return {row["s"].value.rsplit("/", 1)[-1]: row["o"].value for row in select(store, SAME)}


@pytest.mark.parametrize("path", ["/link", f"/link/organization/{KARSHI}"])
def test_who_is_not_signed_in_is_sent_to_the_form(client: FlaskClient, path: str) -> None:
    sent = client.get(path)
    assert (sent.status_code, sent.location) == (303, f"/login?then={path}")
    assert 'type="password"' in client.get(sent.location).text
    for action in ("suggest", "batch", "seen", f"organization/{KARSHI}"):
        assert client.post(f"/link/{action}").location == "/login?then=/link"


def test_only_an_editor_signs_in(client: FlaskClient, store: Store) -> None:
    reader = create_token(store.ledger, "visitor", "reader")
    for secret in ("", "nonsense", reader):
        told = client.post("/login", data={"token": secret})
        assert told.status_code == 401
        assert "Set-Cookie" not in told.headers
    assert client.get("/link").status_code == 303


@pytest.mark.parametrize(
    "then", ["https://evil.example/", "//evil.example", "/link/\\evil", "/store"]
)
def test_signing_in_leads_to_the_workbench_only(
    client: FlaskClient, store: Store, then: str
) -> None:
    secret = create_token(store.ledger, "steward", "editor")
    assert client.post("/login", data={"token": secret, "then": then}).location == "/link"


def test_a_form_of_another_site_is_refused(editor: FlaskClient) -> None:
    told = editor.post(
        "/link/suggest", headers={"Origin": "https://evil.example", "Accept": "text/html"}
    )
    assert told.status_code == 403
    assert "Access-Control-Allow-Origin" not in told.headers


def test_behind_https_the_cookie_stays_there(store: Store) -> None:
    settings = Settings(store="memory:", public_url="https://partners.example.edu/")
    secret = create_token(store.ledger, "steward", "editor")
    done = create_app(settings, store).test_client().post("/login", data={"token": secret})
    assert "Secure" in done.headers["Set-Cookie"]


def test_signing_out_forgets(editor: FlaskClient) -> None:
    assert editor.get("/link").headers["Cache-Control"] == "no-store"
    editor.post("/logout")
    assert editor.get("/link").status_code == 303


def test_from_nothing_to_a_decision_and_back(editor: FlaskClient, store: Store) -> None:
    assert "Look for candidates" in editor.get("/link").text
    assert re.search(r"did=proposed-[1-9]", editor.post("/link/suggest").location)
    shown = editor.get(f"/link/organization/{KARSHI}").text
    for words in (
        "Karshi State Technical University",
        "same name",
        "QMII",
        "Q25528138",
        "Qarshi",
        "<svg",
    ):
        assert words in shown
    following = decide(editor, KARSHI, "accept", identifier="04xs15c78", note="renamed")
    assert f"last={KARSHI}" in following and f"organization/{KARSHI}?" not in following
    assert same(store) == {KARSHI: "https://ror.org/04xs15c78"}
    page = editor.get(f"/organization/{KARSHI}").text
    assert "accepted by steward" in page and "Q25528138" in page
    mirrored = (
        f"ASK {{ GRAPH <{IRIS.mirror('ror').value}> {{ <https://ror.org/04xs15c78> ?p ?o }} }}"
    )
    assert b"true" in store.query(mirrored).body
    assert decide(editor, KARSHI, "undo").startswith(f"/link/organization/{KARSHI}?")
    assert same(store) == {}
    decide(editor, KARSHI, "none", note="looked twice")
    assert "none found by steward" in editor.get(f"/organization/{KARSHI}").text
    decide(editor, KARSHI, "undo")
    assert "possible match, not reviewed" in editor.get(f"/organization/{KARSHI}").text
    decide(editor, KARSHI, "reject", identifier="04xs15c78")
    editor.post("/link/suggest")
    kept = Register(store, IRIS).of(IRIS.thing("organization", KARSHI).value)
    assert [one.status for one in kept if one.identifier.value == "04xs15c78"] == [Status.REJECTED]


def test_all_partners_can_be_decided(editor: FlaskClient, store: Store) -> None:
    """From the first of the queue to an empty one, as the page leads."""
    editor.post("/link/suggest")
    location, steps = "/link", 0
    while left := list_open(Register(store, IRIS), count_cooperations(store)):
        slug = left[0].thing.rsplit("/", 1)[-1]
        location = decide(editor, slug, "none")
        steps += 1
        assert steps <= 21
    assert location.startswith("/link/organization/")
    assert "Every partner is decided." in editor.get("/link").text


def test_another_record_is_accepted_by_hand_in_any_form(editor: FlaskClient, store: Store) -> None:
    form = {"by_hand": "1", "note": "web site"}
    decide(editor, "mmm-energy", "accept", identifier="https://www.wikidata.org/wiki/Q42", **form)
    assert same(store) == {"mmm-energy": "http://www.wikidata.org/entity/Q42"}
    told = editor.post("/link/organization/mmm-energy", headers={"Accept": "text/html"},
                       data={"action": "accept", "identifier": "04xs15c79", **form})  # fmt: skip
    assert (told.status_code, "check digits" in told.text) == (400, True)
    assert editor.post("/link/organization/mmm-energy", data={"action": "guess"}).status_code == 400
    assert editor.post("/link/organization/nobody", data={"action": "none"}).status_code == 404
    assert editor.get("/link?order=size").status_code == 400


def status_line(client: FlaskClient, location: str) -> str:
    """What the page says was done, in words."""
    page = client.get(location).text
    found = re.search(r'<p class="done" role="status">(.*?)</p>', page, re.S)
    assert found is not None, page
    return " ".join(re.sub(r"<[^>]*>", "", found[1]).split())


def undo(client: FlaskClient, at: str = "mmm-energy") -> str:
    return status_line(client, decide(client, at, "undo"))


def second_editor(client: FlaskClient, store: Store, name: str = "second") -> FlaskClient:
    other = client.application.test_client()
    other.post("/login", data={"token": create_token(store.ledger, name, "editor")})
    return other


def test_undo_takes_back_the_last_act_wherever_it_is_asked(
    editor: FlaskClient, store: Store
) -> None:
    decide(editor, KARSHI, "accept", identifier="04xs15c78")
    decide(editor, TURIN, "none")
    decide(editor, TURIN, "later")
    assert undo(editor) == "Taken back: Turin Polytechnic University (None of these)"
    assert same(store) == {KARSHI: "https://ror.org/04xs15c78"}
    again = create_app(Settings(store="memory:", base_iri=IRIS.base), store).test_client()
    again.set_cookie("hamkor", str(editor.get_cookie("hamkor").value))  # type: ignore[union-attr]
    done = again.post("/link/undo", data={"order": "value"})
    assert f"/link/organization/{KARSHI}?" in done.location and "order=value" in done.location
    words = "Taken back: Karshi Institute of Engineering Economics (Accepted)"
    assert status_line(again, done.location) == words
    assert same(store) == {}
    nothing = "You have decided nothing that could be taken back."
    assert undo(editor) == nothing
    assert status_line(again, again.post("/link/undo").location) == nothing
    assert Register(store, IRIS).of(IRIS.thing("organization", KARSHI).value) == []


def test_undo_restores_what_the_act_replaced(editor: FlaskClient, store: Store) -> None:
    by_hand = {"by_hand": "1", "identifier": "https://ror.org/00bgk9508"}
    decide(editor, KARSHI, "none")
    decide(editor, KARSHI, "accept", identifier="04xs15c78")
    decide(editor, KARSHI, "accept", **by_hand)
    assert same(store) == {KARSHI: "https://ror.org/00bgk9508"}
    undo(editor)
    assert same(store) == {KARSHI: "https://ror.org/04xs15c78"}
    undo(editor)
    assert same(store) == {}
    assert "none found by steward" in editor.get(f"/organization/{KARSHI}").text


def test_each_reviewer_takes_back_only_their_own(editor: FlaskClient, store: Store) -> None:
    other = second_editor(editor, store)
    decide(editor, KARSHI, "accept", identifier="04xs15c78")
    decide(other, TURIN, "accept", identifier="00bgk9508")
    assert undo(editor, TURIN).startswith("Taken back: Karshi")
    assert undo(editor, TURIN).startswith("You have decided nothing")
    assert same(store) == {TURIN: "https://ror.org/00bgk9508"}
    assert undo(other, KARSHI).startswith("Taken back: Turin")


@pytest.mark.parametrize("since", [
    {"action": "accept", "identifier": "00bgk9508"}, {"action": "reject", "identifier": "04xs15c78"},
])  # fmt: skip
def test_an_act_that_another_has_superseded_is_not_undone_but_told(
    editor: FlaskClient, store: Store, since: dict[str, str]
) -> None:
    decide(editor, KARSHI, "accept", identifier="04xs15c78")
    decide(second_editor(editor, store), KARSHI, **since)
    before, version = same(store), store.version()
    for _ in range(2):
        assert undo(editor) == (
            "Not taken back: there is a later decision: "
            "Karshi Institute of Engineering Economics (Accepted)"
        )
    assert (same(store), store.version()) == (before, version)


def test_a_rejection_is_not_undone_over_the_acceptance_of_another(
    editor: FlaskClient, store: Store
) -> None:
    other = second_editor(editor, store)
    decide(other, KARSHI, "accept", identifier="04xs15c78")
    decide(editor, KARSHI, "reject", identifier="04xs15c78")
    decide(other, KARSHI, "accept", identifier="00bgk9508")
    assert undo(editor).startswith("Not taken back")
    assert same(store) == {KARSHI: "https://ror.org/00bgk9508"}


def test_decisions_in_bulk_are_one_act(editor: FlaskClient, store: Store) -> None:
    register = Register(store, IRIS)
    for slug, id_ in ((KARSHI, "04xs15c78"), (TURIN, "00bgk9508")):
        one = Assertion(
            register.resolve(slug), Identifier("ror", id_), name=id_, method=SURE, score=0.97
        )
        register.propose(one)
    register.save("propose")
    shown = re.findall(r'name="assertion" value="([^"]+)"', editor.get("/link").text)
    editor.post("/link/batch", data={"assertion": shown})
    assert len(same(store)) == 2
    decide(second_editor(editor, store), TURIN, "reject", identifier="00bgk9508")
    words = undo(editor)
    assert "Taken back: Karshi Institute of Engineering Economics (Accepted)" in words
    assert "later decision: Turin Polytechnic University (Accepted)" in words
    assert same(store) == {}
    statuses = {one.thing.rsplit("/", 1)[-1]: one.status for one in
                Register(store, IRIS).assertions.values()}  # fmt: skip
    assert statuses == {KARSHI: Status.CANDIDATE, TURIN: Status.REJECTED}


def test_a_look_at_a_change_is_taken_back(editor: FlaskClient, store: Store) -> None:
    register = Register(store, IRIS)
    change = RecordChange(register.resolve(KARSHI), Identifier("ror", "04xs15c78"), "renamed", "v2",
                          "v2: renamed: A → B", "2026-11-25T10:00:00Z")  # fmt: skip
    register.note_change(change)
    register.save("watch")
    editor.post("/link/seen", data={"change": change.iri})
    editor.post("/link/suggest")
    assert undo(editor).endswith("(Looked at)")
    assert "renamed: A → B" in editor.get("/link").text


@pytest.mark.parametrize(
    ("lang", "words"), [("uz", "Qaytarildi: Turin"), ("ru", "Возвращено: Turin")]
)
def test_an_undo_is_told_in_the_language_of_the_page(
    editor: FlaskClient, lang: str, words: str
) -> None:
    decide(editor, TURIN, "none")
    done = editor.post(f"/link/organization/{KARSHI}?lang={lang}", data={"action": "undo"})
    assert status_line(editor, done.location).startswith(words)


def test_what_the_matcher_is_sure_of_is_accepted_together(
    editor: FlaskClient, store: Store
) -> None:
    register = Register(store, IRIS)
    from_matcher = {"method": SURE, "score": 0.97}
    for slug, id_ in ((KARSHI, "04xs15c78"), (TURIN, "00bgk9508")):
        thing = register.resolve(slug)
        register.propose(Assertion(thing, Identifier("ror", id_), name=id_, **from_matcher))
    register.save("propose")
    shown = editor.get("/link").text
    (first, second) = re.findall(r'name="assertion" value="([^"]+)"', shown)
    done = editor.post("/link/batch", data={"assertion": [first, f"{second}x", "urn:other"]})
    assert done.location.endswith("did=accepted-1")
    assert len(same(store)) == 1


def test_a_change_of_a_record_is_looked_at(editor: FlaskClient, store: Store) -> None:
    register = Register(store, IRIS)
    change = RecordChange(register.resolve(KARSHI), Identifier("ror", "04xs15c78"), "renamed", "v2",
                          "v2: renamed: A → B", "2026-11-25T10:00:00Z")  # fmt: skip
    register.note_change(change)
    register.save("watch")
    assert "renamed: A → B" in editor.get("/link").text
    editor.post("/link/seen", data={"change": change.iri})
    assert "renamed: A → B" not in editor.get("/link").text
    assert Register(store, IRIS).changes[change.key].reviewer == "steward"


def test_the_state_of_the_service_has_the_coverage(editor: FlaskClient) -> None:
    told = editor.get("/status", headers={"Accept": "application/json"}).get_json()
    assert told["ror"] == "v0.1"
    assert told["coverage"]["ROR"]["not looked for"] == 21
    decide(editor, "mmm-energy", "none")
    assert "Coverage by identifiers" in editor.get("/status", headers={"Accept": "text/html"}).text
    told = editor.get("/status", headers={"Accept": "application/json"}).get_json()
    assert told["coverage"]["ROR"] == {
        "accepted": 0,
        "candidate": 0,
        "none found": 1,
        "not looked for": 20,
    }


def test_without_an_authority_the_workbench_still_decides(store: Store, tmp_path: Path) -> None:
    alone = create_app(Settings(store="memory:", authorities=str(tmp_path)), store).test_client()
    alone.post("/login", data={"token": create_token(store.ledger, "steward", "editor")})
    assert "hamkor authority update ror" in alone.get("/link").text
    assert alone.post("/link/suggest").status_code == 404
    decide(alone, KARSHI, "accept", identifier="04xs15c78")
    assert same(store) == {KARSHI: "https://ror.org/04xs15c78"}


def test_on_the_shipped_server_a_decision_is_guarded_and_mirrored(tmp_path: Path) -> None:
    build_index(
        tmp_path / "ror", map(ror.organization, (*crowd(), RENAMED, V1, LINE)), {"release": "v0.1"}
    )
    server = Server(tmp_path / "run", authorities=tmp_path)
    try:
        secret = server.token(name="steward")
        kind = {"Content_Type": "application/x-www-form-urlencoded", "Cookie": f"hamkor={secret}"}
        form = f"action=accept&identifier={V1['id'].rsplit('/', 1)[-1]}".encode()
        status, _, body = server.send("POST", f"link/organization/{TURIN}", form, **kind)
        assert (status, b"Accepted" in body) == (200, True), body
        query = (
            "PREFIX owl: <http://www.w3.org/2002/07/owl#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
            f"ASK {{ ?s owl:sameAs ?r . SERVICE <{server.url}mirror/ror> {{ ?r skos:prefLabel ?n }} }}"
        )
        assert b"true" in server.ask(query)[2]
        assert server.ask(query.replace("mirror/ror", "mirror/other"))[0] == 400
        said = f"<{Settings().base_iri}id/organization/mmm-energy> <http://www.w3.org/2002/07/owl#sameAs>"
        status, _, body = server.update(
            f"INSERT DATA {{ {said} <https://ror.org/04xs15c78> }}", secret
        )
        assert (status, b"a person decides" in body) == (422, True)
    finally:
        assert server.stop() == 0


def test_a_statement_whose_ground_has_no_words_hurts_no_page(store: Store) -> None:
    client = create_app(Settings(store="memory:", base_iri=IRIS.base), store).test_client()
    thing = IRIS.thing("organization", KARSHI)
    prefixes = "PREFIX hk: <https://w3id.org/hamkor#> PREFIX prov: <http://www.w3.org/ns/prov#> PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>"
    for span in ("<urn:nowhere>", "_:node"):
        store.update(
            f"{prefixes} INSERT DATA {{ GRAPH <urn:g> {{ [] rdf:subject {thing} ; rdf:predicate <urn:p> ; "
            f"rdf:object 1 ; hk:basis hk:Stated ; hk:rule 'x' ; prov:wasDerivedFrom {span} }} }}"
        )
    assert client.get(f"/organization/{KARSHI}", headers={"Accept": "text/html"}).status_code == 200
