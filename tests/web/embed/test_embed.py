"""Embedding over HTTP: pictures, frames, oEmbed, answers of queries; who may frame what; budgets."""

import gzip
import html
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from graph import web
from graph.ingest import Options, ingest_file
from graph.iris import Iris
from graph.link.identity import Register, import_tsv
from graph.register import ensure_vocabulary
from graph.resources import data_dir
from graph.settings import Settings
from graph.store import open_store
from graph.web.pictures.charts import capitals
from server import create_app

OXFORD = "organization/oxford-university"
HOST = "http://localhost"
FRAMED = ["/embed/" + OXFORD, "/embed/query/partners-by-country?view=map",
          "/embed/query/partners-by-country?view=chart", "/embed/query/partners-in-words"]  # fmt: skip


@pytest.fixture(scope="module")
def client() -> Iterator[FlaskClient]:
    settings = Settings(store="memory:")
    with open_store(settings) as store:
        iris = Iris(settings.base_iri)
        ensure_vocabulary(store, iris)
        ingest_file(
            store,
            iris,
            data_dir() / "department-relations.txt",
            Options(source="department-relations"),
        )
        register = Register(store, iris)
        import_tsv(
            register, (data_dir() / "decisions" / "department-relations.tsv").read_text("utf-8")
        )
        register.save("decisions")
        yield create_app(settings, store).test_client()


def test_only_embeds_may_be_framed(client: FlaskClient) -> None:
    for path in FRAMED:
        assert "frame-ancestors *" in client.get(path).headers["Content-Security-Policy"]
    for path in ("/", f"/{OXFORD}", "/queries/partners-by-country", "/sparql", "/login"):
        policy = client.get(path, headers={"Accept": "text/html"}).headers[
            "Content-Security-Policy"
        ]
        assert "frame-ancestors 'none'" in policy


def test_nothing_is_tracked(client: FlaskClient) -> None:
    for path in (
        *FRAMED,
        f"/badge/{OXFORD}.svg",
        f"/card/{OXFORD}.svg",
        f"/embed/{OXFORD}.json",
        "/static/embed.js",
    ):
        told = client.get(path)
        assert told.status_code == 200
        assert "Set-Cookie" not in told.headers
        assert told.headers["Access-Control-Allow-Origin"] == "*"
        told.close()


@pytest.mark.parametrize("lang", ["en", "uz", "ru"])
def test_a_card_says_the_same_in_every_form(client: FlaskClient, lang: str) -> None:
    card = client.get(f"/embed/{OXFORD}.json?lang={lang}").get_json()
    assert card["label"] == "Oxford University"
    assert {"scheme": "ROR", "value": "052gg0110", "url": "https://ror.org/052gg0110"} in card[
        "identifiers"
    ]
    frame = client.get(f"/embed/{OXFORD}?lang={lang}").text
    picture = client.get(f"/card/{OXFORD}.svg?lang={lang}").text
    for text in (card["label"], card["country"], card["kind"], card["forms"][0], "052gg0110"):
        assert html.escape(text) in frame
        assert html.escape(text) in picture
    ET.fromstring(picture)
    ET.fromstring(client.get(f"/badge/{OXFORD}.svg").text)


def test_oembed_gives_one_bare_frame(client: FlaskClient) -> None:
    for address in (f"{HOST}/{OXFORD}", f"http://127.0.0.1:8000/id/{OXFORD}"):
        found = client.get("/oembed", query_string={"url": address}).get_json()
        assert (found["version"], found["type"], found["title"]) == (
            "1.0",
            "rich",
            "Oxford University",
        )
        assert re.fullmatch(r"<iframe [^<>]*></iframe>", found["html"])
        assert f'src="{HOST}/embed/{OXFORD}"' in found["html"]
    small = client.get(
        "/oembed", query_string={"url": f"{HOST}/{OXFORD}", "maxwidth": 200, "maxheight": 100}
    ).get_json()
    assert (small["width"], small["height"]) == (200, 100)
    assert 'width="200" height="100"' in small["html"]
    query = client.get(
        "/oembed", query_string={"url": f"{HOST}/queries/partners-by-country?view=map"}
    ).get_json()
    assert "/embed/query/partners-by-country?view=map" in query["html"]


def test_oembed_speaks_xml(client: FlaskClient) -> None:
    told = client.get("/oembed", query_string={"url": f"{HOST}/{OXFORD}", "format": "xml"})
    assert told.mimetype == "text/xml"
    root = ET.fromstring(told.data)
    assert (root.tag, root.findtext("type")) == ("oembed", "rich")
    assert str(root.findtext("html")).startswith("<iframe ")


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({}, 400), ({"url": "https://evil.example/organization/oxford-university"}, 404),
        ({"url": f"{HOST}/organization/nobody"}, 404), ({"url": f"{HOST}/form/x"}, 404),
        ({"url": "javascript:alert(1)"}, 404), ({"url": f"{HOST}/{OXFORD}", "format": "yaml"}, 501),
        ({"url": f"{HOST}/{OXFORD}", "maxwidth": "wide"}, 400), ({"url": f"{HOST}/queries/none"}, 404),
        ({"url": f"{HOST}/{OXFORD}", "maxwidth": "-1"}, 400), ({"url": "//"}, 404), ({"url": "http://["}, 404),
    ],
)  # fmt: skip
def test_oembed_refuses_in_words(client: FlaskClient, given: dict[str, str], status: int) -> None:
    told = client.get("/oembed", query_string=given, headers={"Accept": "application/json"})
    assert told.status_code == status, told.text


def test_a_page_offers_its_embeds(client: FlaskClient) -> None:
    page = client.get(f"/{OXFORD}", headers={"Accept": "text/html"}).text
    links = re.findall(r'<link rel="alternate" type="([^"]+oembed)" href="([^"]+)"', page)
    assert [kind for kind, _ in links] == ["application/json+oembed", "text/xml+oembed"]
    assert all(client.get(html.unescape(address)).status_code == 200 for _, address in links)
    boxes = [
        html.unescape(box)
        for box in re.findall(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)
    ]
    assert len(boxes) == 5
    for box in boxes:
        for address in re.findall(r'(?:src|href)="http://localhost([^"]+)"', box):
            with client.get(address) as told:
                assert told.status_code == 200, address


def test_an_answer_is_drawn_above_its_table(client: FlaskClient) -> None:
    chart = client.get("/embed/query/partners-by-country?view=chart").text
    mapped = client.get("/embed/query/partners-by-country?view=map").text
    table = client.get("/embed/query/partners-by-country").text
    assert chart.count("<rect") == 9 and "<svg" in mapped and "<svg" not in table
    assert mapped.count("<circle") == 6
    assert all("<table>" in text for text in (chart, mapped, table))
    asked = client.get("/embed/query/agreements-in-force?day=2024-06-01&view=table")
    assert asked.status_code == 200
    for path, status in (("none", 404), ("people?view=map", 501), ("partners-in-words?view=pie", 400),
                         ("agreements-in-force?day=soon", 400), ("people?view=chart", 501)):  # fmt: skip
        assert client.get(f"/embed/query/{path}").status_code == status, path


def test_capitals_are_where_they_are() -> None:
    known = capitals()
    for code, (latitude, longitude) in {
        "US": (38.9, -77.0),
        "UZ": (41.3, 69.2),
        "GB": (51.5, -0.1),
    }.items():
        assert abs(known[code][0] - latitude) < 0.5 and abs(known[code][1] - longitude) < 0.5


def test_budgets_are_kept(client: FlaskClient) -> None:
    """Bytes as they travel, packed (design/web.md, section 5)."""

    def packed(data: bytes) -> int:
        return len(gzip.compress(data, 9))

    static = Path(web.STATIC)
    assert packed((static / "embed.js").read_bytes()) <= 2048
    assert packed((static / "style.css").read_bytes()) <= 4096
    for path in FRAMED:
        assert packed(client.get(path).data) <= 15_000, path
    for path in ("/", f"/{OXFORD}", "/queries/partners-by-country", "/organization/", "/form/"):
        assert packed(client.get(path, headers={"Accept": "text/html"}).data) <= 12_000, path


def test_a_thing_that_is_gone_has_no_card(client: FlaskClient) -> None:
    for path in ("/badge/organization/nobody.svg", "/card/organization/nobody.svg", "/embed/organization/nobody",
                 "/embed/organization/nobody.json", "/embed/form/x"):  # fmt: skip
        assert client.get(path, headers={"Accept": "application/json"}).status_code == 404
    assert (
        json.loads(
            client.get("/embed/organization/x.json", headers={"Accept": "application/json"}).data
        )["status"]
        == 404
    )


@pytest.mark.parametrize(
    "accept", ["text/html,*/*", "image/avif,image/svg+xml,*/*;q=0.8", "*/*", ""]
)
@pytest.mark.parametrize(
    ("path", "status", "kind"),
    [
        ("/embed/organization/nobody", 404, "text/html"), ("/embed/nothing/at/all", 404, "text/html"),
        ("/embed/query/people?view=chart", 501, "text/html"), ("/embed/query/none", 404, "text/html"),
        ("/embed/query/people?veiw=map", 400, "text/html"), ("/badge/organization/nobody.svg", 404, "image/svg+xml"),
        ("/card/organization/nobody.svg", 404, "image/svg+xml"), (f"/card/{OXFORD}.svg?size=1", 400, "image/svg+xml"),
    ],
)  # fmt: skip
def test_an_error_is_shown_where_it_was_asked_for(
    client: FlaskClient, path: str, status: int, kind: str, accept: str
) -> None:
    joint = "&" if "?" in path else "?"
    told = client.get(f"{path}{joint}lang=ru", headers={"Accept": accept} if accept else {})
    assert (told.status_code, told.mimetype) == (status, kind)
    assert len(told.data) < 2_000
    assert told.headers["Content-Language"] == "ru"
    assert re.search("Не найдено|не предлагается|непонятен", told.text)
    if kind == "text/html":
        assert "frame-ancestors *" in told.headers["Content-Security-Policy"]
        assert "<nav" not in told.text
    else:
        ET.fromstring(told.data)
    problem = client.get(path, headers={"Accept": "application/json"})
    assert problem.mimetype == "application/problem+json"
