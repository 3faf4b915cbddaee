"""CSV for people: a spreadsheet reads it and runs nothing; SPARQL's CSV stays as W3C has it."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from graph.settings import Settings
from graph.store import EmbeddedStore, open_store
from graph.web.http.answers import neutral
from server import create_app

LIVE = [
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    " =1+1",
    "＝1",
    "-",
    "+998 71 x",
]
PLAIN = ["-5", "+5", "-5.25", "-1e5", "a=b", "", "2026-01-31", "5;=1+1"]
ODD = "".join(
    ["#+ title: Odd cells\n#+ description: Cells.\n#+ column: name | string | A name\n",
     "#+ column: inForce | string | yes or no\n",
     'SELECT ?name ?inForce { VALUES (?name ?inForce) { ("=1+1" "yes") ("-5" "no") ("Ўзбек; =2" "cannot say") } }']
)  # fmt: skip


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    folder: Path = tmp_path_factory.mktemp("queries")
    (folder / "odd-cells.rq").write_text(ODD)
    settings = Settings(store="memory:", queries=str(folder))
    with open_store(settings) as store:
        yield create_app(settings, store).test_client()


@pytest.mark.parametrize("text", LIVE)
def test_a_formula_is_a_text(text: str) -> None:
    assert neutral(text) == f"'{text}"


@pytest.mark.parametrize("text", PLAIN)
def test_a_number_and_a_text_stay(text: str) -> None:
    assert neutral(text) == text


def test_a_saved_query_is_a_table_for_people_and_an_answer_for_programs(
    client: FlaskClient,
) -> None:
    data = client.get("/queries/odd-cells.csv?lang=ru").data
    assert data.startswith(b"\xef\xbb\xbf")
    rows = [*csv.reader(io.StringIO(data.decode("utf-8-sig")))]
    assert rows == [["название", "действует"], ["'=1+1", "да"], ["-5", "нет"],
                    ["Ўзбек; =2", "сказать нельзя"]]  # fmt: skip
    exact = client.get("/queries/odd-cells", headers={"Accept": "text/csv"}).data
    assert exact.decode() == "name,inForce\r\n=1+1,yes\r\n-5,no\r\nЎзбек; =2,cannot say\r\n"
    assert client.get("/sparql?format=csv&query=SELECT ('=1' AS ?a) {}").data == b"a\r\n=1\r\n"


def test_a_list_is_a_table_for_people(client: FlaskClient) -> None:
    data = client.get("/organization.csv?lang=uz").data
    assert data.startswith(b"\xef\xbb\xbf")
    (head,) = csv.reader(io.StringIO(data.decode("utf-8-sig")))
    assert head[0] == "nomi" and "country" not in head


def test_a_table_that_is_cut_says_so(register: EmbeddedStore) -> None:
    few = create_app(Settings(store="memory:", query_rows=2), register).test_client()
    answer = few.get("/queries/partners-by-country.csv")
    assert answer.headers["Hamkor-Cut"] == "after=2"
    assert len(answer.text.splitlines()) == 3
