"""Unknown parameters and values are refused in words, on every page alike."""

import pytest
from flask.testing import FlaskClient

from graph.settings import Settings
from graph.store import EmbeddedStore
from graph.web.http.parameters import ASKING, READ
from server import create_app

THING = "organization/oxford-university"
KINDS = ({"Accept": "text/html"}, {"Accept": "application/json"})


@pytest.fixture(scope="module")
def client(register: EmbeddedStore) -> FlaskClient:
    return create_app(Settings(store="memory:"), register).test_client()


@pytest.mark.parametrize("headers", KINDS)
@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/report?from=2027-01-01&through=2026-01-01", "before it begins"),
        ("/report.xlsx?from=2027-01-01&through=2026-01-01", "before it begins"),
        ("/report?form=2026-01-01", "from"), ("/report.xlsx?programm=x", "programme"),
        ("/report?unit=department-relations--e-and-n", "department-relations--e-and-m"),
        ("/report?programme=none", "60722900"), ("/overview?date=2026-01-01", "day"),
        ("/organization/?contry=UZ", "country"), ("/organization/?country=uz", "UZ"),
        ("/organization.csv?country=ZZZ", "Known"), ("/organization.json?agreement=Stated", "StatedInSource"),
        ("/cooperation/?programme=nothing", "60722900"), ("/cooperation.csv?colunm=x", "parameter"),
        ("/person/?country=UZ", "country"), ("/queries/people?nmae=x", "nmae"), ("/queries/people.csv?x=1", "x"),
        ("/queries/agreements-in-force.json?dya=2026-01-01", "day"), ("/compare?one=none", "known"),
        ("/compare?first=a", "one"), ("/changes.atom?since=1", "since"), (f"/{THING}?profile=org", "_profile"),
        (f"/embed/{THING}?colour=red", "colour"), (f"/card/{THING}.svg?size=2", "size"),
        ("/embed/query/people?veiw=table", "view"), ("/embed/query/people?view=tabel", "table"),
        ("/search?query=x", "query"), ("/suggest?text=x", "text"), ("/dataset?x=1", "x"),
    ],
)  # fmt: skip
def test_what_is_not_known_is_refused_with_what_is(
    client: FlaskClient, path: str, words: str, headers: dict[str, str]
) -> None:
    answer = client.get(path, headers=headers)
    assert answer.status_code == 400, answer.text[:200]
    assert words in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/?lang=uz&utm_source=mail", "/report?utm_campaign=a&lang=ru&unit=", "/organization/?country=IT&fbclid=x",
        "/organization/?country=AQ", "/queries/people?utm_medium=x", "/overview?day=", "/report?from=2026-01-01&through=2026-01-01",
        f"/{THING}?_profile=org&page=1", f"/embed/{THING}?lang=ru&utm_source=x", "/queries/people.json?_shape=array&_size=1",
    ],
)  # fmt: skip
def test_what_pages_share_is_let_through(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers={"Accept": "text/html"})
    assert answer.status_code == 200, answer.text[-500:]


def test_every_page_says_what_it_reads(client: FlaskClient) -> None:
    free = {
        "auth.login", "corrections.queue", "dataset.robots", "dataset.sitemap", "description.dataset",
        "editor.file", "editor.terms", "graph_store.graph", "home.opensearch",
        "ontology.context", "openapi.openapi", "reference.docs", "sparql.endpoint", "static",
        "status.healthz", "status.status", "workbench.listing", "workbench.screen",
    }  # fmt: skip
    rules = client.application.url_map.iter_rules()
    pages = {r.endpoint for r in rules if r.methods and "GET" in r.methods}
    pages = {p for p in pages if not p.startswith(("reconcile.", "lists."))}
    assert pages == READ.keys() | ASKING.keys() | free
