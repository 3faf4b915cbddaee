"""The accreditation report: figures that their queries give, with their words, printable and XLSX."""

import io
import re
from html import unescape

import openpyxl
import pytest
from conftest import IRIS
from flask.testing import FlaskClient

from graph import media
from graph.ingest import ingest_file
from graph.register import ensure_vocabulary
from graph.resources import data_dir, queries_dir
from graph.saved.queries import SavedQuery, load_all
from graph.settings import Settings
from graph.store import EmbeddedStore, select
from graph.web.report.workbook import Sheet, write_workbook
from server import create_app

HTML = {"Accept": "text/html"}
UNIT = "department-relations--e-and-m"
FIGURE = re.compile(r'<th scope="row"><a href="#([\w-]+)">([^<]*)</a></th><td class="number">(\d+)')


@pytest.fixture(scope="module")
def client(decided: EmbeddedStore) -> FlaskClient:
    return create_app(Settings(store="memory:"), decided).test_client()


def figures(client: FlaskClient, asked: str = "") -> dict[str, int]:
    page = client.get(f"/report?{asked}", headers=HTML)
    assert page.status_code == 200
    return {name: int(number) for name, _, number in FIGURE.findall(page.text)}


def test_every_file_of_the_folder_is_a_figure(client: FlaskClient) -> None:
    saved = load_all(queries_dir() / "report")
    assert all(isinstance(query, SavedQuery) and len(query.title) == 3 for query in saved.values())
    assert [*figures(client)] == [*saved]


def test_figures_are_those_of_the_register(client: FlaskClient, decided: EmbeddedStore) -> None:
    found = figures(client)
    hk = "PREFIX hk: <https://w3id.org/hamkor#> SELECT (COUNT(DISTINCT ?x) AS ?n)"
    for name, pattern in (
        ("10-cooperations", "?x a hk:Cooperation"),
        ("20-partners", "?c hk:party ?x . ?x a <http://www.w3.org/ns/org#Organization>"),
        ("43-agreements", "?x a hk:Agreement"), ("50-programmes", "?c hk:programme ?x"),
    ):  # fmt: skip
        (row,) = select(decided, f"{hk} {{ {pattern} }}")
        assert found[name] == int(row["n"].value) > 0, name
    states = sum(found[name] for name in found if name.startswith("4") and "agreements-" in name)
    assert states == found["10-cooperations"]


def test_a_unit_and_a_programme_narrow_and_add_up(client: FlaskClient) -> None:
    whole, unit = figures(client), figures(client, f"unit={UNIT}")
    assert 0 < unit["10-cooperations"] < whole["10-cooperations"]
    assert unit["43-agreements"] == 0 < whole["43-agreements"]
    assert unit["70-events"] == 1
    programme = figures(client, "programme=60722900")
    assert 0 < programme["51-practice-bases"] <= programme["20-partners"] < unit["20-partners"]
    assert "70-events" not in programme
    assert programme["50-programmes"] == 1 < whole["50-programmes"]


def test_a_period_leaves_out_only_what_is_stated_to_be_outside(client: FlaskClient) -> None:
    whole = figures(client)
    before, after = figures(client, "through=1999-12-31"), figures(client, "from=2099-01-01")
    within = figures(client, "from=2024-01-01&through=2024-12-31")
    dated = whole["10-cooperations"] - before["10-cooperations"]
    assert dated == whole["10-cooperations"] - after["10-cooperations"] > 0
    assert within["41-agreements-blank"] == before["41-agreements-blank"] > 0
    assert before["10-cooperations"] <= within["10-cooperations"] <= whole["10-cooperations"]


@pytest.mark.parametrize("asked", ["", f"unit={UNIT}&from=2020-01-01", "programme=60722900"])
def test_a_figure_is_what_its_query_gives(
    client: FlaskClient, decided: EmbeddedStore, asked: str
) -> None:
    page = client.get(f"/report?{asked}", headers=HTML).text
    texts = [unescape(text) for text in re.findall(r"<pre>(.*?)</pre>", page, re.S)]
    numbers = figures(client, asked)
    assert len(texts) == len(numbers) > 10
    for number, text in zip(numbers.values(), texts, strict=True):
        assert len({str(row["item"]) for row in select(decided, text)}) == number
        asks = client.get("/sparql", query_string={"query": text, "format": media.CSV.name})
        assert asks.status_code == 200


def test_every_thing_that_counts_has_its_words(client: FlaskClient) -> None:
    book = openpyxl.load_workbook(io.BytesIO(client.get("/report.xlsx").data))
    numbers = {row[0]: row[1] for row in book["Figures"].iter_rows(min_row=2, values_only=True)}
    rows = [*book["Evidence"].iter_rows(min_row=2, values_only=True)]
    assert all(file for *_, file, _ in rows)
    for title, number in numbers.items():
        if isinstance(number, int):
            assert len({iri for figure, _, iri, *_ in rows if figure == title}) == number
    assert [c.value for c in book["Queries"][1]] == ["figure", "SPARQL"]
    assert book["Queries"].max_row - 1 == len(figures(client))
    page = client.get("/report", headers=HTML).text
    assert "<mark>15 March 2023, for 3 years</mark>" in page


def test_the_spreadsheet_says_what_was_chosen(client: FlaskClient) -> None:
    data = client.get(f"/report.xlsx?unit={UNIT}&from=2024-01-01&lang=ru").data
    texts = [
        str(value)
        for row in openpyxl.load_workbook(io.BytesIO(data))["Показатели"].iter_rows(
            values_only=True
        )
        for value in row
    ]
    assert {"подразделение", "E and M", "с", "2024-01-01", "Сотрудничества"} <= {*texts}


def test_a_text_is_never_a_formula() -> None:
    texts = ["=1+1", "+1", "@SUM(A1)", '=HYPERLINK("http://x")', "a\x01b", "x" * 40_000]
    book = openpyxl.load_workbook(
        io.BytesIO(write_workbook([Sheet("One", ["t"], [[t] for t in texts])]))
    )
    cells = [row[0] for row in book["One"].iter_rows(min_row=2)]
    assert [cell.data_type for cell in cells] == ["s"] * len(texts)
    assert [cell.value for cell in cells[:4]] == texts[:4]
    assert (cells[4].value, len(str(cells[5].value))) == ("a�b", 32_767)


HK = "https://w3id.org/hamkor#"
AGREEMENTS = """PREFIX hk: <{hk}> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
INSERT DATA {{ <urn:old> a hk:Agreement ; hk:governs <{c}> ; hk:validFrom "2018-01-01"^^xsd:date ; hk:validThrough "2019-01-01"^^xsd:date .
  <urn:new> a hk:Agreement ; hk:governs <{c}> ; hk:validFrom "2026-01-01"^^xsd:date ; hk:validThrough "2028-01-01"^^xsd:date .
  <{c}> hk:agreementVerbatim "one", "two" }}"""


def test_a_period_between_two_agreements_has_neither(memory: EmbeddedStore) -> None:
    ensure_vocabulary(memory, IRIS)
    ingest_file(memory, IRIS, data_dir() / "department-relations.txt")
    cooperation = IRIS.thing("cooperation", f"{UNIT}--mmm-energy").value
    memory.update(AGREEMENTS.format(hk=HK, c=cooperation))
    client = create_app(Settings(store="memory:"), memory).test_client()
    whole = figures(client)
    assert whole["43-agreements"] == 2
    for asked, agreements, lost in (
        ("from=2022-01-01&through=2022-12-31", 0, 1), ("from=2025-01-01", 1, 0),
        ("through=2018-06-01", 1, 0), ("from=2029-01-01", 0, 1),
    ):  # fmt: skip
        found = figures(client, asked)
        assert found["43-agreements"] == agreements, asked
        assert found["10-cooperations"] == whole["10-cooperations"] - lost, asked
    page = client.get("/overview?day=2027-01-01", headers=HTML).text
    assert re.findall(r"<dt>(?:in force|ended)</dt><dd>(\d+)</dd>", page) == ["1", "0"]
    states = re.findall(r"<td>(in force|ended)</td>", page)
    assert sorted(states) == ["ended", "in force"]


@pytest.mark.parametrize(
    "asked", ["unit=%3E%20.%20%7D", "programme=..", "from=2024-13-01", "through=soon"]
)
def test_what_is_none_is_refused_in_words(client: FlaskClient, asked: str) -> None:
    answer = client.get(f"/report?{asked}", headers=HTML)
    assert answer.status_code == 400
    assert asked.split("=")[0] in answer.text


@pytest.mark.parametrize("language", ["en", "uz", "ru"])
def test_it_is_there_in_three_languages(client: FlaskClient, language: str) -> None:
    page = client.get(f"/report?lang={language}", headers=HTML).text
    titles = {title for _, title, _ in FIGURE.findall(page)}
    saved = load_all(queries_dir() / "report").values()
    assert {q.title[language] for q in saved if isinstance(q, SavedQuery)} == {
        unescape(title) for title in titles
    }


def test_a_unit_that_is_not_there_has_no_report(client: FlaskClient) -> None:
    for asked in ("unit=no-such-unit", "programme=no-such"):
        answer = client.get(f"/report?{asked}", headers=HTML)
        assert answer.status_code == 400
        assert "no-such" in answer.text and "Known" in answer.text


def test_a_figure_is_never_counted_from_a_part(client: FlaskClient, decided: EmbeddedStore) -> None:
    few = create_app(Settings(store="memory:", query_rows=3), decided).test_client()
    answer = few.get("/report", headers=HTML)
    assert answer.status_code == 413
    assert "more than 3 rows" in answer.text
    assert few.get("/queries/people", headers=HTML).status_code == 200
