"""Rows that contradict themselves, amounts of money, hidden letters, what a dry run names."""

from decimal import Decimal
from pathlib import Path

import pytest
from conftest import FILES, IRIS

from graph.ingest import Report, ingest_file
from graph.ingest.pipeline import Options
from graph.ingest.readers import read_document
from graph.ingest.rules.agreements import find_contradiction, read_agreement
from graph.ingest.rules.money import find_amounts, find_doubtful_amounts
from graph.register import ensure_vocabulary, validate
from graph.store import EmbeddedStore, select

HEAD = "Department name\tCompany name\tAgreement (when, for how long)\tForms of cooperation\n"
PREFIX = (
    "PREFIX hk: <https://w3id.org/hamkor#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
    "PREFIX schema: <https://schema.org/> "
)
GOOD = "15 March 2023, for 3 years"


def column(store: EmbeddedStore, pattern: str) -> list[str]:
    rows = select(store, f"{PREFIX} SELECT DISTINCT ?x {{ {pattern} }} ORDER BY ?x")
    return [str(row["x"].value) for row in rows]


def take_in(
    store: EmbeddedStore, folder: Path, *rows: tuple[str, str, str], dry_run: bool = False
) -> Report:
    path = folder / "partners.tsv"
    path.write_text(HEAD + "".join(f"Soil\t{'	'.join(row)}\n" for row in rows))
    ensure_vocabulary(store, IRIS)
    return ingest_file(store, IRIS, path, Options(institution="soil", dry_run=dry_run))


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("10.05.2024 - 10.05.2029", "2024-05-10/2029-05-10"),
        ("2024-05-10 – 2029-05-10", "2024-05-10/2029-05-10"),
        ("from 10 May 2024 to 10 May 2029", "2024-05-10/2029-05-10"),
        ("May 10, 2024 until May 10, 2029", "2024-05-10/2029-05-10"),
        ("с 10.05.2024 по 10.05.2029 г.", "2024-05-10/2029-05-10"),
        ("10.05.2024 dan 10.05.2029 gacha", "2024-05-10/2029-05-10"),
        ("10/25/2024 - 13/11/2029", "2024-10-25/2029-11-13"),
        ("№ 12/3 от 12.03.2021, срок действия 5 лет", "2021-03-12/2026-03-11"),
        ("2022-yil 15-mart, 5 yil muddatga", "2022-03-15/2027-03-14"),
        ("15 March 2023, for 3 years, until 14 March 2026", "2023-03-15/2026-03-14"),
        ("15 March 2023, for 3 years, 350 million soums", "2023-03-15/2026-03-14"),
        ("2019-2024", "2019/2024"), ("2018–2023 гг.", "2018/2023"),
    ],
)  # fmt: skip
def test_a_period_is_read_as_sources_write_it(text: str, edtf: str) -> None:
    read = read_agreement(text)
    assert read is not None and read.edtf == edtf
    assert find_contradiction(text) == ""


@pytest.mark.parametrize(
    "text", ["03/04/2022 - 03/04/2027", "10.05.2024", "to 10.05.2029", "tel. 2021-2025", "2022/2023",
             "15 March 9999, for 10 years", "MoU 12.05.2018; Exchange 20.09.2021", "3 yıl", "2 ſum"],
)  # fmt: skip
def test_what_may_mean_several_things_is_neither_read_nor_a_contradiction(text: str) -> None:
    assert (read_agreement(text), find_contradiction(text)) == (None, "")


CONTRADICTIONS = {
    "10.05.2029 - 10.05.2024": "it ends (2024-05-10) before it begins (2029-05-10)",
    "from 1 May 2024 until 30 April 2024": "before it begins",
    "2029-2019": "it ends (2019) before it begins (2029)",
    "15 March 2023, for 3 years, until 1 May 2027": "two ends (2026-03-14, 2027-05-01)",
    "valid until 1 May 2026, until 1 May 2027": "two ends (2026-05-01, 2027-05-01)",
    "31 February 2023, for 1 year": "there is no day 31 February 2023",
    "10.05.2024 - 31.04.2029": "there is no day 31.04.2029",
    "2024-13-01 - 2025-01-01": "there is no day 2024-13-01",
    "до 31.02.2025": "there is no day 31.02.2025",
}


@pytest.mark.parametrize("text", CONTRADICTIONS)
def test_a_contradictory_cell_stays_unread_and_all_else_is_read(
    memory: EmbeddedStore, tmp_path: Path, text: str
) -> None:
    report = take_in(memory, tmp_path, ("Alder Works", GOOD, "internship"),
                     ("Birch Works", text, "internship"))  # fmt: skip
    assert column(memory, "?a hk:validThrough ?x") == ["2026-03-14"]
    birch = "?c skos:prefLabel 'Soil – Birch Works' ; "
    assert column(memory, f"{birch} hk:agreementVerbatim ?x") == [text]
    assert column(memory, f"{birch} hk:form/skos:prefLabel ?x FILTER(LANG(?x) = 'en')")
    (problem,) = report.problems
    assert problem.where == "partners.tsv, table 1, row 2, cell 3, line 3"
    assert CONTRADICTIONS[text] in problem.message and text in problem.message
    assert validate(memory, IRIS) == []


def test_rows_that_contradict_each_other_lose_the_later_cell_only(
    memory: EmbeddedStore, tmp_path: Path
) -> None:
    lab = 'laboratory "Water" worth {} is being established'
    report = take_in(
        memory, tmp_path,
        ("Alder Works", GOOD, "course work 60810100 - TX"), ("Alder Works", "", "internship"),
        ("Alder Works", "15 March 2023, for 5 years", "course work 60810100 - TY"),
        ("Birch Works", "No. 7 of 1 May 2024, for 1 year", lab.format("2 mln USD")),
        ("Birch Works", "No. 7 of 1 May 2023, for 1 year", lab.format("3 mln USD")),
    )  # fmt: skip
    assert column(memory, "?a hk:validThrough ?x") == ["2025-04-30", "2026-03-14"]
    assert column(memory, "?p hk:abbreviationVerbatim ?x") == ["TX"]
    assert column(memory, "?l hk:statedWorth/schema:value ?x") == ["2000000"]
    alder = "?c skos:prefLabel 'Soil – Alder Works' ; hk:agreementInfo ?s BIND(STRAFTER(STR(?s), '#') AS ?x)"
    assert column(memory, alder) == ["StatedInSource"]
    assert [one.where.split(", ", 1)[1] for one in report.problems] == [
        "table 1, row 3, cell 3, line 4", "table 1, row 3, cell 4, line 4",
        "table 1, row 5, cell 3, line 6", "table 1, row 5, cell 4, line 6",
    ]  # fmt: skip
    assert validate(memory, IRIS) == []


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("350 mln. so‘mlik laboratoriya", "350000000", "UZS"), ("2,2 млрд сум", "2200000000", "UZS"),
        ("350 000 000 сўм", "350000000", "UZS"), ("USD 1.2 million", "1200000", "USD"),
        ("€20,000", "20000", "EUR"), ("20 000 €", "20000", "EUR"), ("US$ 5 000", "5000", "USD"),
        ("1.200.000 so'm", "1200000", "UZS"), ("1.234.567,89 EUR", "1234567.89", "EUR"),
        ("5 000 долларов США", "5000", "USD"), ("10 000 российских рублей", "10000", "RUB"),
        ("12.03.2021 500 USD", "500", "USD"),
    ],
)  # fmt: skip
def test_amounts_are_read_as_sources_write_them(text: str, value: str, currency: str) -> None:
    (money,) = find_amounts(text)
    assert (money.value, money.currency) == (Decimal(value), currency)
    assert list(find_doubtful_amounts(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "100-150 million soums", "from 100 to 150 million soums", "between 1 and 2 million USD",
        "100 mln - 150 mln so'm", "up to 5 mln so‘m", "about 5 million USD", "от 2 до 3 млн сум",
        "свыше 2 млрд сум", "1,200 million soums", "5000 рублей", "$1.2 million", "5 dollars",
        "2021 EUR 500",
    ],
)  # fmt: skip
def test_what_is_no_one_amount_of_one_currency_is_told_not_read(text: str) -> None:
    assert list(find_amounts(text)) == []
    assert len(list(find_doubtful_amounts(text))) == 1


@pytest.mark.parametrize("text", ["room 12", "2.2 billion", "60810100 - TX", ""])
def test_other_words_are_no_money(text: str) -> None:
    assert [*find_amounts(text), *find_doubtful_amounts(text)] == []


def test_an_amount_is_read_in_whatever_cell_it_stands(
    memory: EmbeddedStore, tmp_path: Path
) -> None:
    report = take_in(
        memory, tmp_path,
        ("Alder Works", "", "350 million soums; internship"),
        ("Birch Works", f"{GOOD}, 1.5 mln USD", "equipment, 100-150 million soums"),
        ("Cedar Works", "", 'laboratory "Water" worth 2.2 billion soums is being established'),
    )  # fmt: skip
    amount = "?m a schema:MonetaryAmount ; schema:currency ?u ; schema:value ?v BIND(CONCAT(STR(?v), ' ', ?u) AS ?x)"
    assert sorted(column(memory, amount)) == ["1500000 USD", "2200000000 UZS", "350000000 UZS"]
    within = "?m a schema:MonetaryAmount ; hk:withinCooperation/skos:prefLabel ?x"
    assert column(memory, within) == ["Soil – Alder Works", "Soil – Birch Works"]
    assert column(memory, "?a hk:validThrough ?x") == ["2026-03-14"]
    assert column(memory, "?c hk:formsUnread ?x") == ["100-150 million soums", "equipment"]
    (doubt,) = [one for one in report.notices if "no one amount" in one.message]
    assert doubt.where.endswith("row 2, cell 4, line 3") and "150 million soums" in doubt.message
    assert validate(memory, IRIS) == []


def test_an_amount_in_prose_is_a_proposal(memory: EmbeddedStore, tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_text(
        f"The chair had contracts of 350 million soums.\n\n{HEAD}Soil\tAlder\t\tinternship\n"
    )
    report = ingest_file(memory, IRIS, path, Options(dry_run=True))
    (one,) = [one for one in report.proposals if one["kind"] == "amount"]
    assert (one["words"], one["line"], one["verdict"]) == ("350 million soums", 1, "Unreviewed")
    assert column(memory, "?x a schema:MonetaryAmount") == []


def test_a_dry_run_names_each_proposal_and_near_duplicates(
    memory: EmbeddedStore, tmp_path: Path
) -> None:
    ensure_vocabulary(memory, IRIS)
    dry = ingest_file(memory, IRIS, FILES / "institute-partners.txt", Options(dry_run=True))
    lines = "\n".join(dry.lines())
    for words in ("(party, line 3, Unreviewed): Example State University",
                  "(party, line 3, Unreviewed): Soil Science Centre of Testland",
                  "(marker, line 3, Unreviewed): and others"):  # fmt: skip
        assert f"  proposal {words}" in lines
    assert len(dry.proposals) == dry.counts["proposals"]
    ingest_file(memory, IRIS, FILES / "institute-partners.txt", Options(institution="soil"))
    report = take_in(memory, tmp_path, ("Watter Agency", "", "internship"),
                     ("School 1", "", "internship"), ("School 2", "", "internship"),
                     ("Alder Works", "", "internship"), ("Alder Work", "", "internship"),
                     dry_run=True)  # fmt: skip
    assert sorted(map(sorted, report.near)) == [
        ["Alder Work", "Alder Works"], ["Water Agency", "Watter Agency"],
    ]  # fmt: skip
    assert "  near: " in "\n".join(report.lines())


@pytest.mark.parametrize(
    ("suffix", "around"), [("tsv", "{}"), ("csv", '"{}"'), ("txt", "<b>{}</b>")]
)
def test_hidden_letters_and_entities_are_read_as_the_words_they_make(
    memory: EmbeddedStore, tmp_path: Path, suffix: str, around: str
) -> None:
    path = tmp_path / f"partners.{suffix}"
    names = ["Samarkand State University", "Sam\u00adarkand State\u200b Univer\u00adsity",
             "A&amp;B &#39;Soil&#39; Works", "A&B 'Soil' Works"]  # fmt: skip
    rows = [["Soil", around.format(name), "", "intern\u00adship"] for name in names]
    mark = "," if suffix == "csv" else "\t"
    head = HEAD.replace(" (when, for how long)", "").replace("\t", mark)
    path.write_text(head + "".join(f"{mark.join(row)}\n" for row in rows))
    ingest_file(memory, IRIS, path)
    assert column(memory, "?c hk:party ?o . ?o skos:prefLabel ?x") == [
        "A&B 'Soil' Works", "Samarkand State University", "Soil",
    ]  # fmt: skip
    assert column(memory, "?o hk:countryInferred ?x") == []
    text = path.read_text()
    for block in read_document(path).blocks():
        for place, letter in enumerate(block.text):
            at = block.in_file(place)
            assert at is not None
            assert text[at] == letter or (text[at] == "&" and letter in "&'")
