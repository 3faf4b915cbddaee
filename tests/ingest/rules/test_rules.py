"""The rules, one by one."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.ingest.pipeline import form_scheme
from graph.ingest.rules.agreements import is_dash, last_day, read_agreement
from graph.ingest.rules.laboratories import find_laboratories
from graph.ingest.rules.lists import find_candidates
from graph.ingest.rules.money import find_amounts
from graph.ingest.rules.names import pieces_of, read_name
from graph.ingest.rules.persons import find_persons
from graph.ingest.rules.places import inferred_country, stated_country
from graph.ingest.rules.programmes import find_programmes
from graph.ingest.rules.units import find_faculties
from graph.vocab import HK

NAMES = {
    "Example State University)": ("Example State University", ("stray-bracket",)),
    "Repair enterprise;": ("Repair enterprise", ("trailing-punctuation",)),
    '"Suv Loyiha" MChJ': ("Suv Loyiha", ()),
    'LLC "Green Field" company.': ("Green Field", ("trailing-punctuation",)),
    'Ozod "Texnopark"': ('Ozod "Texnopark"', ()),
    "A.B. Cooperates with Navoiy State University": ("A.B. Navoiy State University", ("intruding-words",)),
    "Bath of Great Britain. University": ("Bath of Great Britain. University", ("split-name",)),
    "\"O'zbek Suv\" AJ": ("Oʻzbek Suv", ()),
    "O'Brien Company": ("O'Brien Company", ()),
    "Green Field Inc.": ("Green Field Inc.", ()),
}  # fmt: skip


@pytest.mark.parametrize("words", NAMES)
def test_names_are_kept_and_normalised(words: str) -> None:
    name = read_name(words)
    assert name.verbatim == words
    assert (name.label, name.garbles) == NAMES[words]


@pytest.mark.parametrize(
    ("words", "kind", "basis"),
    [
        ("Example University", HK.University, HK.Stated),
        ("Research Institute of Soil of the Academy of Sciences", HK.ResearchInstitute, HK.Stated),
        ("Institute of Economics", HK.HigherEducationInstitution, HK.Inferred),
        ("National Soil Institute", HK.ResearchInstitute, HK.Inferred),
        ("Water Agency", HK.Agency, HK.Stated),
        ('"Suv" AJ', HK.Enterprise, HK.Inferred),
        ("Тошкент давлат университет", HK.University, HK.Stated),
        ("Green Valley", None, HK.Stated),
    ],
)
def test_kinds_are_stated_or_inferred(words: str, kind: object, basis: object) -> None:
    name = read_name(words)
    assert (name.kind, name.kind_basis) == (kind, basis)


@pytest.mark.parametrize(
    ("cell", "pieces"),
    [
        ("Water Agency, River Institute", ["Water Agency", "River Institute"]),
        ("North, South and Co", ["North, South and Co"]),
        ('"Suv, Loyiha" MChJ', ['"Suv, Loyiha" MChJ']),
    ],
)
def test_a_comma_parts_only_organisations(cell: str, pieces: list[str]) -> None:
    assert [cell[a:b] for a, b in pieces_of(cell)] == pieces


FORMS = {
    "educational practice": ["educational-practice"],
    "Summer training internships are held": ["summer-internship"],
    "internships, course works, master's theses": ["internship", "course-work", "master-thesis"],
    "talabalar amaliyoti": ["student-practice-and-internship"],
    "хоздоговор": ["business-contract"],
    "joint scientific research": ["scientific-research"],
    "Expertise for the energy audit of plants": ["energy-audit-expertise"],
    "oʻquv amaliyotlari": ["educational-practice"],
    "Scientific researchers came": [],
    "курсовые работы и магистерские диссертации": ["course-work", "master-thesis"],
    "tea ceremony": [],
}


@pytest.mark.parametrize("text", FORMS)
def test_forms_are_found_by_their_labels(text: str) -> None:
    found = [str(m.concept.value).rsplit("/", 1)[-1] for m in form_scheme().find(text)]
    assert found == FORMS[text]


AGREEMENTS = {
    "15 March 2023, for 3 years": (date(2023, 3, 15), date(2026, 3, 14)),
    "March 1, 2024 for one year": (date(2024, 3, 1), date(2025, 2, 28)),
    "29 February 2024, for 1 year": (date(2024, 2, 29), date(2025, 2, 28)),
    "29 February 2024, for 4 years": (date(2024, 2, 29), date(2028, 2, 28)),
    "31 January 2024 for 1 month": (date(2024, 1, 31), date(2024, 2, 29)),
    "2023-09-01, 6 months": (date(2023, 9, 1), date(2024, 2, 29)),
}


@pytest.mark.parametrize("text", AGREEMENTS)
def test_a_day_and_a_term_give_the_first_and_last_day(text: str) -> None:
    read = read_agreement(text)
    assert read is not None
    assert (read.valid_from, read.valid_through) == AGREEMENTS[text]


@pytest.mark.parametrize(
    "text", ["2023", "15 March 2023", "31 February 2023, for 1 year", "signed", "for 3 years", "15 March 2023, for 0 years"]
)  # fmt: skip
def test_other_wordings_are_not_read(text: str) -> None:
    assert read_agreement(text) is None


def test_the_number_of_an_agreement_is_kept() -> None:
    read = read_agreement("No. 12/7 of 29 February 2024, for 1 year")
    assert read is not None
    assert read.number == "12/7"


@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)), st.integers(1, 240))
def test_terms_that_follow_each_other_leave_no_gap(first: date, months: int) -> None:
    following = last_day(first, months) + timedelta(days=1)
    passed = (following.year - first.year) * 12 + following.month - first.month
    assert (passed, following.day) in {(months, first.day), (months + 1, 1)}


@pytest.mark.parametrize("text", ["", "-", " — ", "…"])
def test_a_dash_is_a_blank(text: str) -> None:
    assert is_dash(text)


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("worth 2.2 billion soums", "2200000000", "UZS"),
        ("350 million so'm", "350000000", "UZS"),
        ("1,200,000 USD", "1200000", "USD"),
        ("12 500 EUR", "12500", "EUR"),
    ],
)
def test_amounts_are_exact(text: str, value: str, currency: str) -> None:
    (money,) = find_amounts(text)
    assert (money.value, money.currency) == (Decimal(value), currency)


@pytest.mark.parametrize("text", ["5 dollars", "room 12", "2.2 billion", "0 soums"])
def test_doubtful_amounts_are_not_read(text: str) -> None:
    assert list(find_amounts(text)) == []


def test_programmes_have_eight_digits_and_an_abbreviation_that_stays() -> None:
    found = list(find_programmes("60810100 - TX, 123456789 - NO, 60810200 and 5321600 - OLD"))
    assert [(p.code, p.abbreviation) for p in found] == [("60810100", "TX"), ("60810200", "")]


def test_faculties_and_what_they_do() -> None:
    text = (
        "Students of the faculty of QXET came. The faculty of Agro conducts tours. the faculty of X"
    )
    assert [(text[slice(*f.token)], f.role) for f in find_faculties(text)] == [
        ("QXET", "students"),
        ("Agro", "conducts"),
        ("X", ""),
    ]


def test_persons_keep_their_initials_and_namesakes_are_not_persons() -> None:
    text = "Senior teachers of the department A. N. Kolmogorov and D.I. Mendeleev met K.A. Timiryazev Academy"
    found = list(find_persons(text))
    assert [text[slice(*p.name)] for p in found] == ["A. N. Kolmogorov", "D.I. Mendeleev"]
    assert {text[slice(*p.role)] for p in found if p.role} == {"Senior teachers"}


def test_a_laboratory_that_is_being_set_up() -> None:
    text = 'A joint laboratory "Soil and water" worth 3.5 million USD is being established here.'
    (lab,) = find_laboratories(text)
    assert lab.name == "Soil and water"
    assert text[slice(*lab.between)].strip() == "worth 3.5 million USD"
    assert list(find_laboratories('The laboratory "Soil" was opened.')) == []


def test_countries_are_stated_with_of_and_inferred_from_a_leading_city() -> None:
    assert stated_country("Polytechnic of the USA") == ("US", 19, 22)
    assert stated_country("Georgia State University") is None
    assert inferred_country("Tashkent Soil Institute") == ("UZ", 0, 8)
    assert inferred_country("Institute of Tashkent") is None


def test_lists_in_prose_are_seen_not_asserted() -> None:
    text = (
        "Partners include the following: Example State University, Bath of Britain. University, "
        "Institute of Physics and Soil Agency and others. Others visit."
    )
    found = [(c.kind, text[slice(*c.span)]) for c in find_candidates(text)]
    assert found == [
        ("party", "Example State University"),
        ("party", "Bath of Britain. University"),
        ("party", "Institute of Physics"),
        ("party", "Soil Agency"),
        ("marker", "and others"),
    ]
