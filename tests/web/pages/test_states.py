"""One definition of how an agreement stands on a day: every page, file and query adds up to all."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from html import unescape

import openpyxl
import pytest
from conftest import IRIS
from flask.testing import FlaskClient

from graph.ingest import Options, ingest_file
from graph.register import ensure_vocabulary
from graph.resources import data_dir
from graph.settings import Settings
from graph.store import EmbeddedStore, open_store, select
from graph.web.pages.states import STATED, STATES
from server import create_app

HTML = {"Accept": "text/html"}
HEAD = "Department name\tCompany name\tAgreement (when, for how long)\tForms of cooperation\n"
CELLS = {
    "Alder": "15 March 2023, for 3 years", "Birch": "valid until cancelled", "Cedar": "",
    "Dogwood": "—", "Elm": "15 March 2030, for 1 year", "Fir": "1 January 2000, for 2 years",
}  # fmt: skip
#: Name -> properties of each of its agreements, written by SPARQL.
WRITTEN: dict[str, list[str]] = {
    "begin-only": ['hk:validFrom "2024-01-01"^^xsd:date'],
    "end-only": ['hk:validThrough "2024-12-31"^^xsd:date'],
    "no-days": [""],
    "years": ['hk:validEdtf "2023/2025"'],
    "one-year": ['hk:validEdtf "2024"'],
    "months": ['hk:validEdtf "2024-02/2024-11"'],
    "open-end": ['hk:validEdtf "2024-06-01/.."'],
    "perpetual": ['hk:validFrom "2024-06-01"^^xsd:date ; hk:perpetual true'],
    "unknown-year": ['hk:validEdtf "XXXX/2025"'],
    "backwards": ['hk:validFrom "2025-01-01"^^xsd:date ; hk:validThrough "2024-01-01"^^xsd:date'],
    "several": [
        'hk:validFrom "2020-01-01"^^xsd:date ; hk:validThrough "2020-12-31"^^xsd:date',
        'hk:validFrom "2024-06-01"^^xsd:date ; hk:validThrough "2024-06-01"^^xsd:date',
    ],
    "ended-and-open": [
        'hk:validFrom "2020-01-01"^^xsd:date ; hk:validThrough "2020-12-31"^^xsd:date',
        "",
    ],
    "bare": [],
}
PREFIXES = (
    "PREFIX hk: <https://w3id.org/hamkor#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
    "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> "
)
DAYS = (
    "1999-12-31",
    "2023-03-14",
    "2023-03-15",
    "2024-06-01",
    "2026-03-14",
    "2026-03-15",
    "2099-01-01",
)


def cooperation(name: str, agreements: list[str]) -> str:
    """A cooperation with its agreements; none of these has a label."""
    texts = [f"<urn:c:{name}> a hk:Cooperation ; hk:party <urn:unit>, <urn:body> ."]
    texts += [f"<urn:a:{name}:{n}> a hk:Agreement ; hk:governs <urn:c:{name}> ; hk:dateStatus hk:StatedInSource ."
              + (f"<urn:a:{name}:{n}> {days} ." if days else "")
              for n, days in enumerate(agreements)]  # fmt: skip
    return " ".join(texts)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedStore]:
    folder = tmp_path_factory.mktemp("sources")
    whole, short = folder / "whole.tsv", folder / "short.tsv"
    rows = [f"Soil\t{name} Works\t{cell}\tinternship\n" for name, cell in CELLS.items()]
    whole.write_text(HEAD + "".join(rows))
    # A second source: no such column for one that is new, a blank for one whose days are stated.
    short.write_text("Department name\tCompany name\nSoil\tGorse Works\nSoil\tCedar Works\n")
    (folder / "blank.tsv").write_text(f"{HEAD}Soil\tAlder Works\t\tinternship\n")
    with open_store(Settings(store="memory:")) as found:
        assert isinstance(found, EmbeddedStore)
        ensure_vocabulary(found, IRIS)
        ingest_file(found, IRIS, data_dir() / "department-relations.txt")
        for path in (whole, short, folder / "blank.tsv"):
            ingest_file(found, IRIS, path, Options(institution="soil"))
        data = " ".join(cooperation(name, days) for name, days in WRITTEN.items())
        alone = '<urn:a:alone> a hk:Agreement ; hk:validEdtf "2024" .'
        twice = '<urn:c:bare> skos:prefLabel "Bare", "Bare again" .'
        found.update(f"{PREFIXES} INSERT DATA {{ {data} {alone} {twice} }}")
        yield found


@pytest.fixture(scope="module")
def client(store: EmbeddedStore) -> FlaskClient:
    return create_app(Settings(store="memory:"), store).test_client()


@pytest.fixture(scope="module")
def total(store: EmbeddedStore) -> int:
    (row,) = select(
        store, f"{PREFIXES} SELECT (COUNT(DISTINCT ?c) AS ?n) {{ ?c a hk:Cooperation }}"
    )
    return int(row["n"].value)


def table(client: FlaskClient, path: str) -> list[dict[str, str]]:
    exact = path.startswith("/queries/")
    answer = client.get(path.replace(".csv", "") if exact else path, headers={"Accept": "text/csv"})
    assert answer.status_code == 200, answer.text
    return [*csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff")))]


def state_of(client: FlaskClient, name: str, day: str) -> str:
    rows = table(client, f"/queries/agreement-states.csv?day={day}")
    (state,) = [row["state"] for row in rows if name in (row["cooperation"], row["name"])]
    return state


@pytest.mark.parametrize(
    ("name", "days"),
    [
        ("Soil – Alder Works", {"2023-03-14": "not-begun", "2023-03-15": "in-force",
                                "2026-03-14": "in-force", "2026-03-15": "ended"}),
        ("Soil – Birch Works", {"2024-06-01": "cannot-say"}),
        ("Soil – Cedar Works", {"2024-06-01": "blank"}),
        ("Soil – Dogwood Works", {"2024-06-01": "blank"}),
        ("Soil – Gorse Works", {"2024-06-01": "not-asked"}),
        ("urn:c:begin-only", {"2023-12-31": "not-begun", "2024-01-01": "cannot-say"}),
        ("urn:c:end-only", {"2024-12-31": "cannot-say", "2025-01-01": "ended"}),
        ("urn:c:no-days", {"2024-06-01": "cannot-say"}),
        ("urn:c:years", {"2022-12-31": "not-begun", "2023-06-01": "cannot-say",
                         "2023-12-31": "in-force", "2025-01-01": "in-force",
                         "2025-06-01": "cannot-say", "2026-01-01": "ended"}),
        ("urn:c:one-year", {"2023-12-31": "not-begun", "2024-06-01": "cannot-say",
                            "2025-01-01": "ended"}),
        ("urn:c:months", {"2024-01-31": "not-begun", "2024-02-15": "cannot-say",
                          "2024-03-01": "in-force", "2024-11-01": "in-force",
                          "2024-12-01": "ended"}),
        ("urn:c:open-end", {"2024-05-31": "not-begun", "2099-01-01": "in-force"}),
        ("urn:c:perpetual", {"2024-05-31": "not-begun", "2099-01-01": "in-force"}),
        ("urn:c:unknown-year", {"2024-06-01": "cannot-say", "2026-01-01": "ended"}),
        ("urn:c:backwards", {"2023-01-01": "cannot-say", "2026-01-01": "cannot-say"}),
        ("urn:c:several", {"2020-06-01": "in-force", "2024-05-31": "not-begun",
                           "2024-06-01": "in-force", "2024-06-02": "ended"}),
        ("urn:c:ended-and-open", {"2020-06-01": "in-force", "2024-06-01": "cannot-say"}),
        ("urn:c:bare", {"2024-06-01": "not-asked"}),
    ],
)  # fmt: skip
def test_a_state_is_what_the_stated_days_say(
    client: FlaskClient, name: str, days: dict[str, str]
) -> None:
    label = "Bare" if name == "urn:c:bare" else name
    assert {day: state_of(client, label, day) for day in days} == days


@pytest.mark.parametrize("day", DAYS)
def test_every_count_of_a_day_adds_up_to_all(client: FlaskClient, total: int, day: str) -> None:
    rows = table(client, f"/queries/agreement-states.csv?day={day}")
    assert len(rows) == len({row["cooperation"] for row in rows}) == total
    counts = Counter(row["state"] for row in rows)
    assert counts.keys() <= {*STATES}
    page = client.get(f"/overview?day={day}", headers=HTML).text
    shown = [int(n) for n in re.findall(r"<dt>[^<]*</dt><dd>(\d+)</dd>", page)]
    assert shown == [counts[state] for state in STATES]
    assert f"Each of {total} cooperations" in page
    forced = Counter(
        row["inForce"] for row in table(client, f"/queries/agreements-in-force.csv?day={day}")
    )
    assert forced == +Counter({
        "yes": counts["in-force"], "no": counts["not-begun"] + counts["ended"],
        "cannot say": counts["cannot-say"] + counts["blank"] + counts["not-asked"],
    })  # fmt: skip
    ending = table(client, f"/queries/agreements-ending.csv?today={day}&until=2099-12-31")
    assert len(ending) == len({row["cooperation"] for row in ending}) == total
    embedded = client.get(f"/embed/query/agreements-in-force?day={day}&view=table").text
    assert embedded.count("<tr>") - 1 == total
    each = table(client, f"/queries/agreements-on-a-day.csv?day={day}")
    agreements = int(
        re.search(r'href="/agreement/"[^>]*>\D*(\d+)', client.get("/", headers=HTML).text)[1]
    )  # type: ignore[index]
    assert len(each) == agreements
    assert {row["state"] for row in each} <= {*STATED}


def test_pages_lists_report_and_files_agree_whatever_the_day(
    client: FlaskClient, total: int
) -> None:
    states = Counter(row["state"] for row in table(client, "/queries/agreement-states.csv"))
    asked = [sum(states[one] for one in STATED), states["blank"], states["not-asked"]]
    home = client.get("/", headers=HTML).text
    honest = home[home.index('class="honest"') :]
    assert [int(n) for n in re.findall(r"<dd>(\d+)</dd>", honest)[:3]] == asked
    names = ("stated", "blank in the source", "not asked by the source")
    listed = Counter(row["agreement"] for row in table(client, "/cooperation.csv"))
    assert [listed[name] for name in names] == asked
    assert listed.total() == total == sum(asked)
    values = ("StatedInSource", "BlankInSource", "NotAskedInSource")
    assert [len(client.get(f"/cooperation.json?agreement={v}").get_json()) for v in values] == asked
    open_ = Counter(row["state"] for row in table(client, "/queries/terms-not-stated.csv"))
    assert [open_["blank"], open_["not asked"]] == asked[1:]
    page = unescape(client.get("/report", headers=HTML).text)
    figures = {name: int(n) for name, n in re.findall(
        r'<th scope="row"><a href="#([\w-]+)">[^<]*</a></th><td class="number">(\d+)', page)}  # fmt: skip
    assert figures["10-cooperations"] == total
    assert [figures[f"4{n}-agreements-{name}"] for n, name in
            enumerate(("stated", "blank", "not-asked"))] == asked  # fmt: skip
    assert [figures[f"4{n}-{name}"] for n, name in enumerate(STATED, 4)] == [
        states[name] for name in STATED
    ]
    book = openpyxl.load_workbook(io.BytesIO(client.get("/report.xlsx").data))
    numbers = [row[1] for row in book["Figures"].iter_rows(min_row=2, values_only=True)]
    assert numbers[: len(figures)] == [*figures.values()]


def test_a_page_of_a_partner_has_each_of_its_cooperations_once(client: FlaskClient) -> None:
    page = client.get("/organization/alder-works", headers=HTML).text
    section = page[page.index('aria-labelledby="cooperations"') :].split("</section>")[0]
    assert re.findall(r'class="badge (\w*)"', section) == ["stated"]
