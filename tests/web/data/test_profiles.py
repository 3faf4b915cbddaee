"""Profiles by negotiation, JSON-LD that search engines accept, Open Graph, the published context."""

import json
import re
import struct
from html import unescape
from typing import Any

import pyoxigraph as ox
import pytest
from conftest import IRIS
from flask.testing import FlaskClient

from graph.ingest import ingest_file
from graph.register import ensure_vocabulary
from graph.resources import data_dir
from graph.settings import Settings
from graph.store import EmbeddedStore, open_store
from graph.vocab import FOAF, FORM, HK, ORG, OWL, RDF, SCHEMA, SKOS
from server import create_app

HTML = {"Accept": "text/html"}
D = "department-relations--"
OXFORD = "/organization/oxford-university"
THINGS = [
    OXFORD, "/organization/mmm-energy", f"/unit/{D}e-and-m", f"/person/{D}tom-bone",
    "/programme/60722900", f"/cooperation/{D}e-and-m--mmm-energy",
    f"/event/{D}scientific-and-practical-seminars", "/source/department-relations",
    "/agreement/soil--soil-physics--green-field-company-llc",
]  # fmt: skip
SPACES = {
    "schema": (SCHEMA.base, RDF.base),
    "org": (ORG.base, SKOS.base, FOAF.base, RDF.base, OWL.sameAs.value),
}
Node = dict[str, Any]


@pytest.fixture(scope="module")
def client(decided: EmbeddedStore) -> FlaskClient:
    return create_app(Settings(store="memory:"), decided).test_client()


@pytest.mark.parametrize("profile", SPACES)
@pytest.mark.parametrize("path", THINGS)
def test_a_profile_keeps_to_its_terms(client: FlaskClient, path: str, profile: str) -> None:
    answer = client.get(f"{path}.ttl?_profile={profile}")
    triples = [*ox.parse(answer.data, format=ox.RdfFormat.TURTLE)]
    assert all(t.predicate.value.startswith(SPACES[profile]) for t in triples)
    types = [t.object.value for t in triples if t.predicate == RDF.type]
    assert all(kind.startswith(SPACES[profile]) for kind in types)
    assert triples
    assert f'<{SPACES[profile][0]}>; rel="profile"' in answer.headers.getlist("Link")
    assert answer.headers["Content-Profile"] == f"<{SPACES[profile][0]}>"


@pytest.mark.parametrize(
    ("header", "profile"),
    [
        ("", HK.base[:-1]), (f"<{SCHEMA.base}>", SCHEMA.base),
        (f"<urn:other>, <{ORG.base}>;q=0.5", ORG.base),
        (f"<{SCHEMA.base}>; q=0.2, <{ORG.base}>; q=0.9", ORG.base),
    ],
)  # fmt: skip
def test_the_header_chooses_a_profile(client: FlaskClient, header: str, profile: str) -> None:
    answer = client.get(f"{OXFORD}.nt", headers={"Accept-Profile": header})
    assert answer.headers["Content-Profile"] == f"<{profile}>"
    assert "Accept-Profile" in answer.headers["Vary"]


@pytest.mark.parametrize("asked", ["?_profile=none", ""])
def test_a_profile_that_is_not_offered_is_406(client: FlaskClient, asked: str) -> None:
    headers = {} if asked else {"Accept-Profile": "<urn:other>, <https://schema.org/>;q=0"}
    answer = client.get(f"{OXFORD}.ttl{asked}", headers=headers)
    assert answer.status_code == 406
    assert "schema <https://schema.org/>" in answer.get_json()["detail"]


def test_profiles_are_told_and_lead_there(client: FlaskClient) -> None:
    links = client.get(OXFORD, headers=HTML).headers.getlist("Link")
    told = [re.match(r"<([^>]+)>.*profile=\"([^\"]+)\"", link) for link in links]
    found = {match[2]: match[1] for match in told if match}
    assert found.keys() == {SCHEMA.base, ORG.base}
    for profile, path in found.items():
        assert client.get(path).headers["Content-Profile"] == f"<{profile}>"


def blocks(page: str) -> list[Node]:
    """The blocks of schema.org in a page."""
    texts = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    found = [json.loads(unescape(text)) for text in texts]
    return [one for one in found if isinstance(one, dict) and "schema.org" in str(one["@context"])]


def accepted(node: Node) -> None:
    """What Google documents of structured data that it accepts (search gallery, 2026).

    Dataset needs name and a description of 50 to 5,000 characters; a breadcrumb needs positions
    from 1, names, and an address of all but the last; an Event would need startDate and location.
    """
    kinds = node["@type"] if isinstance(node["@type"], list) else [node["@type"]]
    assert not any(kind.endswith(("Event", "EventSeries")) for kind in kinds)
    if "Dataset" in kinds:
        assert node["name"]
        assert 50 <= len(node["description"]) <= 5000
        for one in node["distribution"]:
            assert one["@type"] == "DataDownload"
            assert one["contentUrl"].startswith("http")
    if "BreadcrumbList" in kinds:
        steps = node["itemListElement"]
        assert [step["position"] for step in steps] == [*range(1, len(steps) + 1)]
        assert all(step["name"] and step["@type"] == "ListItem" for step in steps)
        assert all(step["item"].startswith("http") for step in steps[:-1])
        return
    assert node["name"]
    for key in ("url", "sameAs"):
        values = node.get(key, [])
        for value in values if isinstance(values, list) else [values]:
            assert re.match(r"https?://", value)
    if "address" in node:
        assert node["address"]["@type"] == "PostalAddress"
        assert re.fullmatch("[A-Z]{2}", node["address"]["addressCountry"])


@pytest.mark.parametrize("path", [*THINGS, "/dataset"])
def test_search_engines_accept_what_is_in_the_page(client: FlaskClient, path: str) -> None:
    found = blocks(client.get(path, headers=HTML).text)
    assert found
    for node in found:
        accepted(node)


def test_a_university_is_one_for_search_engines_too(client: FlaskClient) -> None:
    node = blocks(client.get(OXFORD, headers=HTML).text)[0]
    assert node["@id"] == f"http://127.0.0.1:8000/id{OXFORD}"
    assert "CollegeOrUniversity" in node["@type"]
    assert node["address"]["addressCountry"] == "GB"
    assert "https://ror.org/052gg0110" in node["sameAs"]
    garbled = client.get("/organization/mmm-energy", headers=HTML).text
    assert '"MMM Energy" LLC enterprise.' in blocks(garbled)[0]["alternateName"]


def test_a_page_has_a_picture_for_those_who_show_links(client: FlaskClient) -> None:
    for path in ("/", OXFORD):
        page = client.get(path, headers=HTML).text
        told = dict(re.findall(r'<meta property="og:([\w:]+)" content="([^"]*)">', page))
        assert {"title", "type", "url", "image", "description"} <= told.keys()
        assert told["url"] == f"http://localhost{path}"
        with client.get(told["image"].removeprefix("http://localhost")) as picture:
            assert picture.mimetype == "image/png"
            size = struct.unpack(">II", picture.data[16:24])
        assert tuple(map(str, size)) == (told["image:width"], told["image:height"])


def test_the_context_means_our_terms(client: FlaskClient) -> None:
    answer = client.get("/context.jsonld")
    assert answer.mimetype == "application/ld+json"
    node = {
        **answer.get_json(), "@id": "urn:c", "party": "urn:p", "validFrom": "2026-01-01",
        "verbatimName": "words", "skos:prefLabel": "label",
    }  # fmt: skip
    triples = {*ox.parse(json.dumps(node), format=ox.RdfFormat.JSON_LD)}
    me = ox.NamedNode("urn:c")
    day = ox.NamedNode("http://www.w3.org/2001/XMLSchema#date")
    assert {quad.triple for quad in triples} == {
        ox.Triple(me, HK.party, ox.NamedNode("urn:p")),
        ox.Triple(me, HK.validFrom, ox.Literal("2026-01-01", datatype=day)),
        ox.Triple(me, HK.verbatimName, ox.Literal("words")),
        ox.Triple(me, SKOS.prefLabel, ox.Literal("label")),
    }


def test_what_points_at_itself_has_a_page() -> None:
    with open_store(Settings(store="memory:")) as store:
        ensure_vocabulary(store, IRIS)
        ingest_file(store, IRIS, data_dir() / "department-relations.txt")
        me = IRIS.thing("organization", "mmm-energy")
        for term in (ORG.subOrganizationOf, ORG.memberOf, OWL.sameAs):
            store.update(f"INSERT DATA {{ {me} {term} {me} }}")
        store.update(f'INSERT DATA {{ <{FORM.base}a/b> {SKOS.prefLabel} "X"@en }}')
        client = create_app(Settings(store="memory:"), store).test_client()
        for path in ("/organization/mmm-energy", "/organization/", "/unit.csv"):
            assert client.get(path, headers=HTML).status_code == 200
