"""Terms of agreements in words: what they state, what is asked, what is never said."""

import csv

import pytest
from conftest import FILES, ROOT

from graph.ingest.rules.terms import find_order, read_terms

SHARED = ROOT.parent / "shared" / "cases" / "tables" / "handed" / "agreements.tsv"
FIELDS = ("signed", "start", "until", "number", "perpetual", "renewal", "kind")


def stated(text: str, **options: object) -> list[dict[str, object]]:
    found = read_terms(text, **options)  # type: ignore[arg-type]
    return [{f: getattr(one, f) for f in FIELDS if getattr(one, f)} for one in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 June 2020 to 31 May 2025", {"start": "2020-06-01", "until": "2025-05-31"}),
        ("No. 5 of 1 June 2020", {"number": "5", "signed": "2020-06-01"}),
        ("Contract No. 5-A dated 01.06.2020, valid until 31.05.2025",
         {"number": "5-A", "signed": "2020-06-01", "until": "2025-05-31", "kind": "Contract"}),
        ("с 01.09.2022 по 31.08.2027", {"start": "2022-09-01", "until": "2027-08-31"}),
        ("2023-yil 5-may, 3 yil muddatga",
         {"signed": "", "start": "2023-05-05", "until": "2026-05-04"}),
        ("depuis le 1er mars 2019", {"start": "2019-03-01"}),
        ("bis 31.12.2027", {"until": "2027-12-31"}), ("seit 2012", {"start": "2012"}),
        ("2020年5月1日至2025年4月30日", {"start": "2020-05-01", "until": "2025-04-30"}),
        ("firmado el 3 de mayo de 2021", {"signed": "2021-05-03"}),
        ("Ekim 2020", {"signed": "2020-10"}), ("2019/2020 - 2023/2024", {"start": "2019", "until": "2024"}),
        ("permanent", {"perpetual": True}),
        ("signed 1 May 2020, automatic renewal", {"signed": "2020-05-01", "renewal": "automatic"}),
    ],
)  # fmt: skip
def test_words_are_read_as_precisely_as_they_are(text: str, expected: dict[str, object]) -> None:
    (found,) = stated(text)
    assert found == {name: value for name, value in expected.items() if value}


@pytest.mark.parametrize(
    "text",
    [
        "05/06/2021", "30.02.2021", "until the end of the project", "for 3 years", "12 students 2021",
        "visit of the rector in 2019", "01.01.2025 - 01.01.2020", "renewed 2020", "room 2021",
        "phone 2020-2021", "terminated 01.02.2020", "before 2015", "1 May to 1 June 2020",
    ],
)  # fmt: skip
def test_what_has_two_readings_or_another_meaning_is_not_read(text: str) -> None:
    found = read_terms(text)
    assert not any(one.has_dates for one in found)
    assert any(one.question for one in found)


@pytest.mark.parametrize("text", ["", "—", "N/A", "нет", "yo‘q", "none", "kein"[:0] + "keine"])
def test_what_says_that_there_is_nothing_is_none(text: str) -> None:
    assert [one.is_none for one in read_terms(text)] == [True]


def test_the_column_says_which_number_is_the_day() -> None:
    assert find_order(["03/04/2022", "25/03/2021"]) == "day-first"
    assert find_order(["03/04/2022", "03/25/2021"]) == "month-first"
    assert find_order(["03/04/2022", "25/03/2021", "03/25/2021"]) is None
    assert stated("03/04/2022", order="day-first") == [{"signed": "2022-04-03"}]
    assert stated("03/04/2022", order="month-first") == [{"signed": "2022-03-04"}]


def test_a_list_is_several_agreements_where_its_title_is_a_plural() -> None:
    text = "MoU 12.05.2018; Exchange agreement 20.09.2021"
    assert [one["signed"] for one in stated(text, is_list=True)] == ["2018-05-12", "2021-09-20"]
    assert stated(text) == [{}]


@pytest.mark.skipif(not SHARED.exists(), reason="needs ../shared/cases, not beside this checkout")
def test_wordings_of_offices_are_right_and_none_is_wrong() -> None:
    lines = [line.split("\t") for line in SHARED.read_text(encoding="utf-8").splitlines()]
    wrong, right = [], 0
    for values in lines[1:]:
        row = dict(zip(lines[0], [*values, *[""] * 9], strict=False))
        found = read_terms(row["wording"])
        good = row["verdict"] != "ask" or any(one.question for one in found)
        for field, name in (
            ("signed", "signed"),
            ("from", "start"),
            ("until", "until"),
            ("number", "number"),
        ):
            options = row[field].split(" / ") if row[field] else ["-"]
            got = [getattr(one, name) for one in found if getattr(one, name)]
            good &= any(value in options for value in got) or (not got and "-" in options)
            allowed = {*options, *(row["signed"].split(" / ") if field == "from" else ())}
            wrong += [(row["wording"], field, value) for value in got if value not in allowed]
        right += good
    assert wrong == []
    assert right >= 0.85 * (len(lines) - 1)


def wordings() -> list[dict[str, str]]:
    with (FILES / "wordings.tsv").open(encoding="utf-8", newline="") as file:
        lines = (line for line in file if not line.startswith("#"))
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize("row", wordings(), ids=lambda row: row["wording"])
def test_a_wording_is_read_asked_about_or_left(row: dict[str, str]) -> None:
    one = read_terms(row["wording"])[0]
    is_said = one.has_dates or one.number or one.renewal
    verdict = "asked" if one.question else "read" if is_said and not one.is_none else "none"
    assert verdict == row["verdict"]
    said = {
        name: str(getattr(one, name)) for name in ("signed", "start", "until", "number", "renewal")
    }
    assert said == {name: row[name] for name in said}
    assert one.perpetual == (row["perpetual"] == "true")
