"""Where answers lead, which addresses are meant, and what every address answers to any method."""

import re
from urllib.parse import quote, urlsplit

import pytest
from conftest import IRIS
from flask import Flask
from flask.testing import FlaskClient

from graph.errors import UsageError
from graph.iris import KINDS
from graph.media import NT, TURTLE
from graph.settings import Settings
from graph.store import EmbeddedStore, Update
from server import create_app

THING = "organization/oxford-university"
#: What a path may hold that is no good in a header or leads to another site.
ODD = ["x\r\ny", "\x00", "x\n", "ünï", "a b", "<x>", "%", "?", "#", "\u202e", "x\\y", "😀", '"']
FILLED = {"slug": "oxford-university", "name": "people", "suffix": "json", "_name": "x",
          "filename": "style.css", "graph": "x"}  # fmt: skip


@pytest.fixture(scope="module")
def app(register: EmbeddedStore) -> Flask:
    return create_app(Settings(store="memory:"), register)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def addresses(app: Flask) -> list[tuple[str, set[str]]]:
    """Return an address of every route, and its methods."""
    found = []
    for rule in app.url_map.iter_rules():
        path = rule.rule
        for converter, name in re.findall(r"<(?:([^<>]*?(?:\([^)]*\))?):)?(\w+)>", path):
            choice = re.search(r"any\(\"?([^,)\"]+)", converter)
            value = choice[1] if choice else FILLED[name]
            path = re.sub(rf"<[^<>]*\b{name}>", value, path, count=1)
        found.append((path, set(rule.methods or ())))
    return found


def test_every_address_answers_options_and_head(app: Flask, client: FlaskClient) -> None:
    for path, methods in addresses(app):
        told = client.options(path)
        assert told.status_code in (200, 204), (path, told.status_code)
        assert methods - {"HEAD"} <= {*re.split(r",\s*", told.headers["Allow"])} | {"OPTIONS"}, path
        if "GET" in methods:
            with client.head(path) as head, client.get(path) as whole:
                assert head.status_code == whole.status_code, path
                assert head.data == b""
                assert head.mimetype == whole.mimetype
                assert head.headers.get("ETag") == whole.headers.get("ETag"), path
        elif told.headers.get("Access-Control-Allow-Origin"):
            assert "Access-Control-Allow-Methods" in told.headers


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize(
    "path", ["/id/organization/{}", "/organization/{}/", "/{}/", "/queries/{}/", "/login?then=/link/{}", "/link/organization/{}"]
)  # fmt: skip
def test_nothing_odd_in_a_path_is_a_fault(client: FlaskClient, path: str, odd: str) -> None:
    told = client.get(path.format(quote(odd)), headers={"Accept": "text/html"})
    assert told.status_code < 500
    where = told.headers.get("Location", "/")
    assert where.isascii() and where.isprintable()
    assert where.startswith("/") and not where.startswith("//")


@pytest.mark.parametrize(
    "path", ["/%2Fevil.example/organization/", "/%5Cevil.example/", "/%2F%2Fevil.example%2F..", "/id/organization//evil.example"]
)  # fmt: skip
def test_no_path_leads_to_another_site(client: FlaskClient, path: str) -> None:
    where = client.get(path).headers.get("Location", "")
    assert urlsplit(where).netloc == ""
    assert not where.startswith(("//", "/\\"))


@pytest.mark.parametrize(
    "path", [f"/{THING}", f"/id/{THING}", "/queries/people", "/queries", "/ontology", "/report", "/dataset", "/form/internship",
             "/dump.ttl", "/overview", f"/embed/{THING}", f"/card/{THING}.svg", "/docs", "/shapes"],
)  # fmt: skip
def test_a_slash_too_many_leads_to_the_page(client: FlaskClient, path: str) -> None:
    for slashes in ("/", "//"):
        told = client.get(f"{path}{slashes}?lang=uz&utm_source=x")
        assert told.status_code == 308
        assert told.headers["Location"] == f"{path}?lang=uz&utm_source=x"
    assert client.get(path).status_code in (200, 303)
    assert client.options(f"{path}/").headers["Allow"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_slash_too_few_leads_to_the_list(client: FlaskClient, kind: str) -> None:
    told = client.get(f"/{kind}?country=UZ", headers={"Host": "dept.example"})
    assert (told.status_code, told.headers["Location"]) == (308, f"/{kind}/?country=UZ")


def test_letters_are_encoded_once(client: FlaskClient) -> None:
    assert client.get("/queries//%C3%BC").headers["Location"] == "/queries/%C3%BC"
    assert client.get("/organization/%C3%BC/").headers["Location"] == "/organization/%C3%BC"


def test_what_is_nowhere_stays_404(client: FlaskClient) -> None:
    for path in ("/nope/", "/queries/none/x/", "/nope//"):
        assert client.get(path).status_code == 404
    assert client.get(f"/oembed?url=http://localhost/{THING}/").status_code == 200


def test_the_parameters_of_a_thing_go_along(client: FlaskClient) -> None:
    told = client.get(f"/id/{THING}?lang=ru&_profile=org")
    assert (told.status_code, told.headers["Location"]) == (303, f"/{THING}?lang=ru&_profile=org")


NAMES = [
    "ünï",
    "a(b)",
    "UPPER",
    "a.b",
    "a--",
    "-a",
    "a---b",
    "%C3%BC",
    "a_b",
    "a/b",
    "",
    "қарши",
    "a,b",
    "a%20b",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_can_have_no_page_is_not_written(memory: EmbeddedStore, name: str) -> None:
    """Wherever it stands: as subject, object, in a triple term; by update, graph or bulk load."""
    memory.ledger.set_setting("base_iri", IRIS.base)
    iri = f"<{IRIS.base}id/organization/{name}>"
    for fact in (
        f"{iri} <urn:p> 1",
        f"<urn:s> <urn:p> {iri}",
        f"<urn:s> <urn:p> <<( {iri} <urn:p> 1 )>>",
    ):
        for is_trial in (True, False):
            with pytest.raises(UsageError, match="can have no page"):
                memory.write(Update(f"INSERT DATA {{ {fact} }}"), is_trial=is_trial)
    with pytest.raises(UsageError, match="can have no page"):
        memory.load(f"{iri} <urn:p> 1 .".encode(), TURTLE)
    escaped = f"<urn:s> <urn:p> <{IRIS.base}i\\u0064/organization/{name}> .\n".encode()
    with pytest.raises(UsageError, match="can have no page"):
        memory.load(b"<urn:a> <urn:b> <urn:c> .\n" * 3 + escaped, NT)
    with pytest.raises(UsageError, match="can have no page"):
        memory.write(Update(f"INSERT DATA {{ GRAPH {iri} {{ <urn:s> <urn:p> 1 }} }}"))
    assert memory.version() == "0"
    words = f'<urn:s> <urn:p> "as text: {iri}" .\n'.encode()
    assert memory.load(words, NT) == 1
    good = f"<{IRIS.base}id/organization/a1-b--c> <urn:p> <{IRIS.base}id/organization/x#part>"
    memory.update(f"INSERT DATA {{ {good} }}")


def test_an_unknown_kind_is_told_the_known_ones(memory: EmbeddedStore) -> None:
    memory.ledger.set_setting("base_iri", IRIS.base)
    with pytest.raises(UsageError, match="laboratory"):
        memory.update(f"INSERT DATA {{ <{IRIS.base}id/planet/x> <urn:p> 1 }}")


@pytest.mark.parametrize(
    "path", ["/", f"/{THING}", "/organization/?country=IT", "/queries/people", "/sparql", "/overview", "/report", "/dataset",
             "/ontology", "/link", "/login", "/compare", "/form/internship", "/docs", f"/embed/{THING}", "/nope", "/search?q=a"],
)  # fmt: skip
def test_below_a_folder_everything_leads_below_it(register: EmbeddedStore, path: str) -> None:
    """The proxy takes `/partners` off; clients see it."""
    public = "https://dept.example/partners/"
    client = create_app(Settings(store="memory:", public_url=public), register).test_client()
    told = client.get(path, headers={"Accept": "text/html"})
    if told.status_code == 303:
        assert told.headers["Location"].startswith("/partners/")
        return
    found = re.findall(r'\b(?:href|src|action|formaction|data-[a-z]+)="([^"]*)"', told.text)
    links = [link for link in found if link.startswith(("/", "https://dept.example"))]
    assert links
    below = ("/partners/", public, "//")
    assert [link for link in links if not link.startswith(below)] == []
    assert [link for link in links if link.startswith("/partners/partners")] == []
    assert not re.findall(r"<(/(?!partners/)[^>]*)>", ", ".join(told.headers.getlist("Link")))
    where = client.get(f"/id/{THING}?lang=uz").headers["Location"]
    assert where == f"/partners/{THING}?lang=uz"
    assert client.get("/organization").headers["Location"] == "/partners/organization/"
