"""The Reconciliation API over HTTP: both dialects, both services, against the specification's schemas."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft4Validator
from referencing import Registry, Resource
from ror_records import LINE, V1, V2, crowd
from werkzeug.test import TestResponse

from graph.ingest import Options, ingest_file
from graph.iris import Iris
from graph.link.authority import build_index, ror
from graph.register import ensure_vocabulary
from graph.resources import data_dir
from graph.settings import Settings
from graph.store import open_store
from server import create_app

SPECS = Path(__file__).parents[4] / "shared" / "conformance" / "reconciliation-specs"
needs_specs = pytest.mark.skipif(not SPECS.exists(), reason="needs ../shared/conformance")
BASE = "https://partners.example.edu/"
SERVICES = ("ror", "register")
TURIN = "Turin Polytechnic University"
CHICAGO = "organization/chicago-university"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    folder = tmp_path_factory.mktemp("authorities")
    build_index(
        folder / "ror", map(ror.organization, (*crowd(), V2, V1, LINE)), {"release": "v0.1"}
    )
    chosen = Settings(store="memory:", base_iri=BASE, authorities=str(folder))
    with open_store(chosen) as store:
        ensure_vocabulary(store, Iris(BASE))
        ingest_file(store, Iris(BASE), data_dir() / "department-relations.txt", Options())
        yield create_app(chosen, store).test_client()


def valid(version: str, name: str, value: Any) -> None:
    """Hold a value against a schema of the specification, where that is beside this checkout."""
    if not SPECS.exists():
        return
    folder = SPECS / version / "schemas"
    schemas = {path.name: json.loads(path.read_text()) for path in folder.glob("*.json")}
    known = [(f"{stem}", Resource.opaque(schema)) for stem, schema in schemas.items()]
    known += [
        (schema["$id"], Resource.opaque(schema)) for schema in schemas.values() if "$id" in schema
    ]
    known += [(f"https://reconciliation-api.github.io/specs/{place}/schemas/{stem}", Resource.opaque(schema))
              for stem, schema in schemas.items() for place in ("draft", "0.2")]  # fmt: skip
    known.append(("http://swagger.io/v2/schema.json", Resource.opaque(SWAGGER)))
    registry: Registry[Any] = Registry().with_resources(known)
    Draft4Validator(schemas[f"{name}.json"], registry=registry).validate(value)


SWAGGER = {"definitions": {"securityDefinitions": {"additionalProperties": {}}}}


def answer(response: TestResponse) -> Any:
    assert response.status_code == 200, response.text
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    return response.get_json()


def batch(client: FlaskClient, service: str, **queries: Any) -> Any:
    found = answer(client.post(f"/reconcile/{service}", data={"queries": json.dumps(queries)}))
    valid("0.2", "reconciliation-result-batch", found)
    assert found.keys() == queries.keys()
    return found


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("lang", ["", "en/", "uz/", "ru/"])
def test_both_manifests_are_what_the_schemas_say(
    client: FlaskClient, service: str, lang: str
) -> None:
    old = answer(client.get(f"/reconcile/{lang}{service}"))
    valid("0.2", "manifest", old)
    assert old["suggest"]["entity"]["service_url"].endswith(f"/reconcile/{lang}{service}")
    assert "{{id}}" in old["view"]["url"] and "{{id}}" in old["preview"]["url"]
    new = answer(client.get(f"/reconcile/draft/{lang}{service}"))
    valid("1.0-draft", "manifest", new)
    assert new["lang"] == (lang.strip("/") or "en")


def test_the_services_are_listed_for_people_and_programs(client: FlaskClient) -> None:
    found = answer(client.get("/reconcile", headers={"Accept": "application/json"}))
    assert len(found) == 12
    assert all(
        client.get(re.sub("^http://localhost", "", url)).status_code == 200
        for url in found.values()
    )
    assert "OpenRefine" in client.get("/reconcile", headers={"Accept": "text/html"}).text


def test_a_batch_is_answered_query_by_query(client: FlaskClient) -> None:
    found = batch(client, "ror", a={"query": "Politecnico di Torino"}, b={"query": TURIN, "limit": 1},
                  c={"query": "Qwertz"}, d={"query": TURIN, "type": "company"}, e={"properties": []})  # fmt: skip
    assert found["a"]["result"][0]["id"] == "00bgk9508"
    assert len(found["b"]["result"]) == 1
    assert found["c"]["result"] == found["d"]["result"] == found["e"]["result"] == []
    alone = batch(client, "ror", a={"query": "Politecnico di Torino"})
    assert alone["a"] == found["a"]
    scores = [one["score"] for one in batch(client, "ror", q={"query": TURIN})["q"]["result"]]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 100 for score in scores)


def test_a_country_helps(client: FlaskClient) -> None:
    given = [{"pid": "country", "v": "Italy"}, {"pid": "city", "v": "Turin"}]
    found = batch(client, "ror", q={"query": TURIN, "properties": given})["q"]["result"]
    by_id = {one["id"]: {f["id"]: f["value"] for f in one["features"]} for one in found}
    assert by_id["00bgk9508"]["same_country"] is True
    assert by_id["042xrxv40"]["same_country"] is False


def test_an_identifier_is_certain(client: FlaskClient) -> None:
    for text in ("https://ror.org/00bgk9508", "ror:00bgk9508"):
        (one,) = batch(client, "ror", q={"query": text})["q"]["result"]
        assert (one["id"], one["score"], one["match"]) == ("00bgk9508", 100, True)
    assert batch(client, "ror", q={"query": "https://ror.org/04xs15c79"})["q"]["result"] == []


def test_our_register_is_certain_only_of_the_same_words(client: FlaskClient) -> None:
    result = batch(
        client, "register", q={"query": "university of CHICAGO", "type": "organization"}
    )["q"]["result"]
    assert (result[0]["id"], result[0]["match"], result[0]["score"]) == (CHICAGO, True, 100)
    assert not any(one["match"] for one in result[1:])
    (near, *_) = batch(
        client, "register", q={"query": "Chicago Univ Press", "type": ["organization"]}
    )["q"]["result"]
    assert not near["match"]
    other = [{"pid": "hk:countryStated", "v": "FR"}]
    query = {"query": "New Mexico State University", "type": "organization", "properties": other}
    found = {one["id"]: one for one in batch(client, "register", q=query)["q"]["result"]}
    mexico = found["organization/new-mexico-state-university"]
    assert (mexico["score"], mexico["match"]) == (60, False)


def test_openrefine_asks_by_get_too(client: FlaskClient) -> None:
    asked = json.dumps(
        {"q0": {"query": TURIN, "type": "education", "type_strict": "should", "limit": 5}}
    )
    found = answer(client.get("/reconcile/ror", query_string={"queries": asked}))
    assert found["q0"]["result"]


@pytest.mark.parametrize(("service", "id_", "wanted"), [
    ("ror", "00bgk9508", ["name", "label", "country", "isni", "latitude", "established", "related", "nothing"]),
    ("register", CHICAGO, ["skos:prefLabel", "rdf:type", "hk:verbatimName", "nothing:at-all"]),
])  # fmt: skip
def test_values_are_given_for_every_pair(
    client: FlaskClient, service: str, id_: str, wanted: list[str]
) -> None:
    asked = {"ids": [id_, "nobody"], "properties": [{"id": one} for one in wanted]}
    found = answer(client.post(f"/reconcile/{service}", data={"extend": json.dumps(asked)}))
    valid("0.2", "data-extension-response", found)
    assert [one["id"] for one in found["meta"]] == wanted
    assert {*found["rows"]} == {id_, "nobody"}
    assert all([*row] == wanted for row in found["rows"].values())
    assert found["rows"][id_][wanted[-1]] == [] == found["rows"]["nobody"][wanted[0]]
    assert all(found["rows"][id_][one] for one in wanted[:-1])
    again = answer(client.post(f"/reconcile/draft/{service}/extend", json=asked))
    valid("1.0-draft", "data-extension-response", again)
    assert again["rows"][0]["properties"][0]["values"] == found["rows"][id_][wanted[0]]


@pytest.mark.parametrize("service", SERVICES)
def test_properties_types_and_entities_are_suggested(client: FlaskClient, service: str) -> None:
    proposed = answer(client.get(f"/reconcile/{service}/properties?type=organization&limit=3"))
    valid("0.2", "data-extension-property-proposal", proposed)
    assert len(proposed["properties"]) == 3
    valid("1.0-draft", "data-extension-property-proposal",
          answer(client.get(f"/reconcile/draft/{service}/extend/propose?type=organization")))  # fmt: skip
    for what, schema, prefix in (
        ("entity", "entities", "Politecnico"),
        ("type", "types", "o"),
        ("property", "properties", "name"),
    ):
        found = answer(client.get(f"/reconcile/{service}/suggest/{what}?prefix={prefix}"))
        valid("0.2", f"suggest-{schema}-response", found)
        later = answer(
            client.get(f"/reconcile/draft/{service}/suggest/{what}?prefix={prefix}&cursor=100")
        )
        valid("1.0-draft", f"suggest-{schema}-response", later)
        assert later["result"] == []
        for one in found["result"]:
            shown = answer(
                client.get(f"/reconcile/{service}/flyout/{what}", query_string={"id": one["id"]})
            )
            assert one["name"].split(" & ")[0] in shown["html"]
    assert answer(client.get("/reconcile/register/suggest/entity?prefix=chicago univ"))["result"]


def test_a_preview_is_framed_by_anybody_and_escapes(client: FlaskClient) -> None:
    shown = client.get("/reconcile/ror/preview?id=00bgk9508")
    assert "Polytechnic University of Turin" in shown.text
    assert "frame-ancestors *" in shown.headers["Content-Security-Policy"]
    none = client.get("/reconcile/ror/preview", query_string={"id": "<script>alert(1)</script>"})
    assert none.status_code == 404
    assert "<script>" not in none.text


def test_names_are_in_the_language_of_the_service(client: FlaskClient) -> None:
    assert answer(client.get("/reconcile/ru/register/suggest/type?prefix=орг"))["result"]
    places = {
        lang: client.get(f"/reconcile/{lang}/ror/preview?id=00bgk9508").text
        for lang in ("en", "ru")
    }
    assert "Italy" in places["en"] and "Италия" in places["ru"]


@pytest.mark.parametrize(
    ("method", "path", "data"),
    [
        ("POST", "/reconcile/ror", {}), ("POST", "/reconcile/ror", {"queries": "{"}),
        ("POST", "/reconcile/ror", {"queries": "[]"}), ("POST", "/reconcile/ror", {"extend": "{}"}),
        ("POST", "/reconcile/draft/ror/match", {}), ("POST", "/reconcile/draft/ror/extend", {}),
        ("GET", "/reconcile/ror/suggest/entity", {}), ("GET", "/reconcile/ror/suggest/entity?prefix=a&cursor=x", {}),
        ("GET", "/reconcile/ror/properties?limit=-1", {}),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told(
    client: FlaskClient, method: str, path: str, data: Mapping[str, str]
) -> None:
    told = client.open(path, method=method, data=data, headers={"Accept": "application/json"})
    assert told.status_code == 400, told.text
    assert told.get_json()["detail"]


def test_unknown_services_and_ids_are_not_found(client: FlaskClient) -> None:
    for path in (
        "viaf",
        "fr/ror",
        "ror/flyout/entity?id=x",
        "ror/flyout/type?id=x",
        "register/preview?id=x",
    ):
        assert client.get(f"/reconcile/{path}").status_code == 404


def test_without_an_authority_the_register_still_answers(tmp_path: Path) -> None:
    chosen = Settings(store="memory:", base_iri=BASE, authorities=str(tmp_path))
    with open_store(chosen) as store:
        ensure_vocabulary(store, Iris(BASE))
        alone = create_app(chosen, store).test_client()
        assert alone.get("/reconcile/register").status_code == 200
        told = alone.get("/reconcile/ror", headers={"Accept": "application/json"})
        assert (told.status_code, "hamkor authority update" in told.text) == (404, True)


@needs_specs
@pytest.mark.parametrize("version", ["0.2", "1.0-draft"])
@pytest.mark.parametrize("service", SERVICES)
def test_the_examples_of_the_specification_are_answered(
    client: FlaskClient, version: str, service: str
) -> None:
    for kind in ("valid", "invalid"):
        for path in sorted(
            (SPECS / version / "examples" / "reconciliation-query-batch" / kind).glob("*.json")
        ):
            text = path.read_text()
            if version == "0.2":
                told = client.post(f"/reconcile/{service}", data={"queries": text})
            else:
                told = client.post(
                    f"/reconcile/draft/{service}/match", data=text, content_type="application/json"
                )
            assert told.status_code in ((200,) if kind == "valid" else (200, 400)), (
                path,
                told.text,
            )
            if told.status_code == 200:
                valid(version, "reconciliation-result-batch", told.get_json())


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(text=st.text(max_size=40), value=st.text(max_size=20), service=st.sampled_from(SERVICES))
def test_no_text_is_a_fault(client: FlaskClient, text: str, value: str, service: str) -> None:
    given_ = [{"pid": "country", "v": value}, {"pid": value, "v": [value]}]
    batch(client, service, q={"query": text, "properties": given_})
    for path in (
        f"/reconcile/{service}/suggest/entity",
        f"/reconcile/{service}/preview",
        f"/reconcile/{service}/properties",
    ):
        told = client.get(path, query_string={"prefix": text, "id": text, "type": value})
        assert told.status_code in (200, 404), told.text
    told = client.post(
        f"/reconcile/{service}",
        data={"extend": json.dumps({"ids": [text], "properties": [{"id": value}]})},
    )
    assert told.status_code == 200
