"""Linking: authority files in three forms, words of many languages, the index, the verdicts."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ror_records import LINE, PACKED, V1, V2

from graph.errors import NotFound, SourceRefused
from graph.link.authority import build_index, ror
from graph.link.authority.aliases import add_aliases
from graph.link.authority.index import Index, key
from graph.link.authority.places import Places
from graph.link.authority.words import split_words
from graph.link.match.features import NAMES, compare_candidates
from graph.link.match.forest import Forest
from graph.link.match.matcher import Matcher
from graph.link.match.question import Question
from graph.resources import data_dir

SHARED = Path(__file__).parents[4] / "shared" / "linking"


@pytest.mark.parametrize("form", PACKED)
def test_every_form_of_the_dump_is_read(tmp_path: Path, form: str) -> None:
    (tmp_path / "dump").write_bytes(PACKED[form])
    karshi, turin = ror.read_dump(tmp_path / "dump")
    assert (karshi.id, karshi.name, karshi.country, karshi.city) == (
        "04xs15c78", "Karshi State Technical University", "UZ", "Qarshi",
    )  # fmt: skip
    assert [name.kind for name in karshi.names] == ["display", "alias", "acronym"]
    assert karshi.identifiers == {"wikidata": ("Q25528138",)}
    assert turin.identifiers == {"isni": ("0000 0004 1937 0343",), "grid": ("grid.4800.c",)}
    assert (turin.geonames, turin.related("related")) == (3165524, ["05rcgef49"])


@pytest.mark.parametrize("data", [b"", b"hello", b'[{"id": 1}]', b'[{"id": "x"', b"PK\x03\x04zip"])
def test_what_is_no_dump_is_refused_in_words(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "dump").write_bytes(data)
    if data:
        with pytest.raises(SourceRefused, match="not ROR's data"):
            list(ror.read_dump(tmp_path / "dump"))
    else:
        assert list(ror.read_dump(tmp_path / "dump")) == []


def test_the_release_is_told_by_the_name() -> None:
    assert ror.release_of(Path("v1.63-2025-04-03-ror-data.zip")) == "v1.63"
    assert ror.release_of(Path("dump.json")) == ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Каршинский инженерно-экономический институт", "Karshinskiy Engineering Economic Inst."),
        ("O‘zbekiston Respublikasi Fanlar Akademiyasi", "Academy of Sciences, Uzbek Republic"),
        ("Texas A&M University", "Texas Agricultural and Mechanical University"),
        ("Universität Zürich", "Univ. Zurich"),
        ("Université d'Orléans", "ORLEANS university"),
    ],
)
def test_the_same_name_has_the_same_words(one: str, other: str) -> None:
    assert sorted(split_words(one)) == sorted(split_words(other))


@given(st.text(max_size=100))
def test_no_text_breaks_the_words(text: str) -> None:
    assert all(split_words(text))
    assert Question(text).parts == [part for part in Question(text).parts if part]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Index:
    folder = tmp_path_factory.mktemp("small") / "ror"
    build_index(folder, map(ror.organization, (V2, V1, LINE)), {"release": "v0.1"})
    return Index(folder)


def test_an_index_gives_back_what_went_in(small: Index) -> None:
    assert len(small) == 3
    for record in (V2, V1, LINE):
        one = ror.organization(record)
        number = small.number(one.id)
        assert number is not None
        assert small.organization(number) == one
    assert small.number("05rcgef49") is None
    assert small.release["release"] == "v0.1"


def test_names_are_found_whole_and_by_words(small: Index) -> None:
    turin = [small.number("00bgk9508"), small.number("042xrxv40")]
    assert small.whole([key("turin polytechnic university"), key("none")]) == [[turin[1]], []]
    assert {hit.organization for hit in small.search(split_words("politecnico torino"), 5)} >= {
        *turin
    }
    assert small.search(split_words("Karshinskij inzhenerno"), 5)[0].organization == small.number(
        "04xs15c78"
    )


def test_no_index_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="hamkor authority update"):
        Index(tmp_path / "ror")


def test_places_are_seen(small: Index) -> None:
    seen = small.places.find(split_words("Inst. of X, Tashkent, Republic of Uzbekistan"), [])
    assert seen.countries == {"UZ"}
    assert "UZ" in seen.cities["tashkent"]
    assert small.places.find(split_words("Boston"), ["MA"]).regions == {"US"}
    assert isinstance(small.places, Places)


def test_two_bodies_of_one_name_are_asked_about(small: Index) -> None:
    found = Matcher(small).match(Question("Turin Polytechnic University"))
    assert found.verdict != "match"
    assert {one.id for one in found.candidates} == {"00bgk9508", "042xrxv40"}
    assert any("same words as" in reason for reason in found.candidates[0].features)
    here = compare_candidates(small, Question("Turin Polytechnic University", country="IT"))
    assert {one.organization.id: one.country for one in here} == {"00bgk9508": 2, "042xrxv40": -2}


@pytest.mark.parametrize("text", ["", " ,;() ", "!!", "a" * 5000, "университет " * 500, "\x00"])
def test_any_text_has_an_answer(small: Index, text: str) -> None:
    assert Matcher(small).match(Question(text)).verdict in ("none", "ask", "match")


def test_the_trees_are_those_of_lightgbm() -> None:
    lightgbm = pytest.importorskip("lightgbm")
    path = data_dir() / "matcher" / "each.txt"
    rows = np.random.default_rng(1).normal(size=(200, len(NAMES))).round(2) * 40
    ours, theirs = Forest.read(path), lightgbm.Booster(model_file=str(path))
    assert ours.features == list(NAMES)
    assert np.allclose(ours.probabilities(rows), theirs.predict(rows, num_threads=1))


def test_another_kind_of_model_is_refused() -> None:
    with pytest.raises(SourceRefused):
        Forest("tree\nobjective=regression\n\nTree=0\n")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Index:
    file = SHARED / "ror-organizations.jsonl.zst"
    if not file.exists():
        pytest.skip("needs ../shared/linking, which is not beside this checkout")
    folder = tmp_path_factory.mktemp("world") / "ror"
    build_index(folder, add_aliases(ror.read_dump(file)), {"release": "v2.9"})
    return Index(folder)


#: What people decided of the register's names (design/linking.md): the id, or None where ROR has
#: none; `ask` where the name alone does not decide.
TRUTH: list[tuple[str, str, set[str | None]]] = [
    ("Institute of Nuclear Physics, AS Uzbekistan", "", {"01136x372"}),
    ("Tashkent State Transport University", "", {"00jxr5c40"}),
    ("Moscow Institute of Energy", "", {"05sa6gg87"}),
    ("K.A. Timiryazev State Agrarian Univ. of Russia", "", {"0485fyg31"}),
    ("Karshi Institute of Engineering Economics", "", {"04xs15c78"}),
    ("New Mexico State University", "", {"00hpz7z43"}),
    ("California State University", "ask", {"020qm1538"}),
    ("Chicago University", "", {"024mw5h28"}),
    ("Texas Agricultural and Mechanization University", "", {"01f5ytq51"}),
    ("Oxford of Great Britain. University", "", {"052gg0110"}),
    ("Madrid Polytechnic University", "", {"03n6nwv02"}),
    ("Turin Polytechnic University", "ask", {"00bgk9508", "042xrxv40"}),
    ("North Dakota State University", "", {"05h1bnb22"}),
    ("UzStandart Agency, National Metrology Institute", "", {"002rr8291"}),
    ("Academy of Sciences of Uzbekistan", "", {"01xgfaw76"}),
    ("Tashkent agricultural machinery production enterprise", "none", {None}),
    ("MMM Energy LLC", "none", {None}),
    ("Yashnaobod Texnopark", "none", {None}),
    ("O'zbek Ekspertiza AJ", "none", {None}),
]


@pytest.mark.slow
@pytest.mark.parametrize(("text", "verdict", "ids"), TRUTH)
def test_partners_are_right_or_asked_about(
    world: Index, text: str, verdict: str, ids: set[str | None]
) -> None:
    found = Matcher(world).match(Question(text))
    assert found.verdict == verdict or (not verdict and found.verdict in ("match", "ask")), found
    assert found.verdict == "none" or found.candidates[0].id in ids


@pytest.mark.parametrize(
    "written",
    ["Texas A&amp;M University", "Texas A&#38;M University", "Tex\u00adas A&M Univer\u200bsity"],
)
def test_entities_and_hidden_letters_are_asked_as_the_words_they_make(written: str) -> None:
    asked, plain = Question(written), Question("Texas A&M University")
    assert (asked.text, asked.folded, asked.parts) == (plain.text, plain.folded, plain.parts)
