"""Lists: facets with honest counts, the address as the state, and the same list as data."""

import csv
import io
import re
from collections import Counter
from html import unescape

import pytest
from conftest import IRIS
from flask.testing import FlaskClient

from graph.ingest import ingest_file
from graph.link.identity import Register, import_tsv
from graph.register import ensure_vocabulary
from graph.resources import data_dir
from graph.settings import Settings
from graph.store import EmbeddedStore, select
from graph.vocab import HK
from graph.web.pages.lists import Entry, count_choices, filter_entries
from server import create_app

HTML = {"Accept": "text/html"}
ENTRIES = [
    Entry("a", "A", {"country": ["UZ"], "form": ["teaching", "internship"]}),
    Entry("b", "B", {"country": ["DE", "UZ"], "form": ["teaching"]}),
    Entry("c", "C", {"country": ["DE"]}),
    Entry("d", "D", {}),
]


@pytest.fixture(scope="module")
def client(register: EmbeddedStore) -> FlaskClient:
    return create_app(Settings(store="memory:"), register).test_client()


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, "abcd"), ({"country": ["UZ"]}, "ab"), ({"country": ["UZ", "DE"]}, "abc"),
        ({"country": ["UZ"], "form": ["internship"]}, "a"), ({"form": ["none"]}, ""),
    ],
)  # fmt: skip
def test_values_widen_and_facets_narrow(wanted: dict[str, list[str]], found: str) -> None:
    assert "".join(entry.iri for entry in filter_entries(ENTRIES, wanted)) == found


def test_a_count_is_what_choosing_the_value_would_show() -> None:
    wanted = {"country": ["UZ"]}
    for facet in ("country", "form"):
        for one in count_choices(ENTRIES, facet, wanted):
            alone = {**wanted, facet: [one.value]}
            assert one.things == len(filter_entries(ENTRIES, alone))
    gone = count_choices(ENTRIES, "country", {"country": ["UZ"], "form": ["none"]})
    assert [(one.value, one.things, one.chosen) for one in gone] == [("UZ", 0, True)]


def shown(text: str) -> list[str]:
    return re.findall(r'<li><a href="(/(?:organization|cooperation)/[^"?]+)', text)


def test_a_page_shows_what_its_address_asks_for(
    client: FlaskClient, register: EmbeddedStore
) -> None:
    rows = select(register, f"SELECT DISTINCT ?p {{ ?p <{HK.countryStated.value}> 'US' }}")
    wanted = {IRIS.page_path(str(row["p"].value)) for row in rows}
    assert wanted
    page = client.get("/organization/?country=US", headers=HTML).text
    assert set(shown(page)) == wanted
    assert re.search(r'name="country" value="US" checked', page)
    whole = client.get("/organization/", headers=HTML).text
    assert f"{len(wanted)} of " in page
    assert f"{len(wanted)} of " not in whole


def test_data_are_exactly_what_is_listed(client: FlaskClient) -> None:
    whole = client.get("/cooperation/", headers=HTML).text
    one, other, *_ = re.findall(r'name="form" value="([\w-]+)"', whole)
    address = f"?agreement=BlankInSource&form={one}&form={other}"
    listed = shown(client.get(f"/cooperation/{address}", headers=HTML).text)
    rows = list(
        csv.DictReader(
            io.StringIO(client.get(f"/cooperation.csv{address}").data.decode("utf-8-sig"))
        )
    )
    data = client.get(f"/cooperation.json{address}").get_json()
    assert listed
    assert [row["page"].removeprefix("http://localhost") for row in rows] == listed
    assert data == rows
    assert {row["agreement"] for row in rows} <= {"blank in the source"}


def test_counts_on_the_page_are_of_the_store(client: FlaskClient) -> None:
    page = client.get("/cooperation/", headers=HTML).text
    counts = {
        value: int(count)
        for value, count in re.findall(
            r'name="agreement" value="(\w+)"> <span>[^<]*</span> <span class="count">(\d+)', page
        )
    }
    rows = csv.DictReader(io.StringIO(client.get("/cooperation.csv").data.decode("utf-8-sig")))
    by_label = Counter(row["agreement"] for row in rows)
    assert sum(counts.values()) == by_label.total()
    assert counts["BlankInSource"] == by_label["blank in the source"] > 0


def test_every_page_of_a_narrowed_list_and_every_language_keeps_what_is_chosen(
    client: FlaskClient,
) -> None:
    page = client.get("/organization/?form=internship&form=other&country=US", headers=HTML).text
    russian = next(unescape(link) for link in re.findall(r'href="([^"]*lang=ru[^"]*)"', page))
    assert russian == "/organization/?form=internship&form=other&country=US&lang=ru"
    data = client.get("/organization.csv?form=internship&lang=ru").text
    assert '"название","IRI","страница","страна"' in data


@pytest.mark.parametrize("kind", ["organization", "person", "agreement"])
def test_a_list_that_nothing_fits_says_so(client: FlaskClient, kind: str) -> None:
    answer = client.get(f"/{kind}/?page=300", headers=HTML)
    assert answer.status_code == 200
    assert "None is known." in answer.text
    refused = client.get(f"/{kind}/?country=XX&page=3&form=<b>", headers=HTML)
    assert refused.status_code == 400
    assert "<b>" not in refused.text
    assert client.get(f"/{kind}/?page=0", headers=HTML).status_code == 400


def test_an_accepted_identity_moves_a_partner_to_another_state(memory: EmbeddedStore) -> None:
    ensure_vocabulary(memory, IRIS)
    ingest_file(memory, IRIS, data_dir() / "department-relations.txt")
    client = create_app(Settings(store="memory:"), memory).test_client()
    before = client.get("/organization.json").get_json()
    assert {row["identifier"] for row in before} == {"not looked for"}
    identities = Register(memory, IRIS)
    import_tsv(identities, (data_dir() / "decisions" / "department-relations.tsv").read_text())
    identities.save("decisions")
    after = Counter(row["identifier"] for row in client.get("/organization.json").get_json())
    accepted = client.get("/organization.json?identifier=Accepted").get_json()
    assert after["accepted"] == len(accepted) > 0
    assert {"looked for, none found", "not looked for"} <= after.keys()
