"""Identifier schemes: every written form, check digits, and the same check in SHACL."""

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import BadIdentifier
from graph.link.schemes import BASE32, SCHEMES, Identifier, scheme_of
from graph.register.shapes import violations
from graph.vocab import HK

WRITTEN = {
    ("ror", "04xs15c78"): ["04xs15c78", "ror.org/04xs15c78", "https://ror.org/04XS15C78", "ROR: 04xs15c78"],
    ("isni", "0000000404772171"): ["0000 0004 0477 2171", "0000000404772171", "ISNI 0000-0004-0477-2171",
                                   "http://www.isni.org/isni/0000000404772171", "isni.org/0000000404772171"],
    ("isni", "000000012110259X"): ["0000 0001 2110 259x", "https://isni.org/isni/000000012110259X"],
    ("orcid", "0000-0002-1825-0097"): ["0000-0002-1825-0097", "https://orcid.org/0000-0002-1825-0097",
                                       "orcid:0000000218250097", "orcid.org/0000-0002-1825-0097/"],
    ("wikidata", "Q131252"): ["Q131252", "q131252", "wd:Q131252", "https://www.wikidata.org/wiki/Q131252",
                              "http://www.wikidata.org/entity/Q131252"],
    ("grid", "grid.4991.5"): ["grid.4991.5", "GRID: grid.4991.5", "https://www.grid.ac/institutes/grid.4991.5"],
    ("fundref", "100009611"): ["10.13039/100009611", "https://doi.org/10.13039/100009611",
                               "http://dx.doi.org/10.13039/100009611"],
    ("geonames", "1512569"): ["https://www.geonames.org/1512569", "https://sws.geonames.org/1512569/",
                              "geonames:1512569"],
}  # fmt: skip
FORMS = [(expected, text) for expected, texts in WRITTEN.items() for text in texts]


@pytest.mark.parametrize(("expected", "text"), FORMS)
def test_every_written_form_is_read(expected: tuple[str, str], text: str) -> None:
    found = Identifier.parse(f"  {text} ")
    assert found == expected
    assert Identifier.parse(found.iri) == found
    assert Identifier.parse(found.display, found.scheme) == found
    assert Identifier.parse(found.value, found.scheme) == found


def test_digits_alone_need_their_scheme() -> None:
    with pytest.raises(BadIdentifier):
        Identifier.parse("1512569")
    assert Identifier.parse("1512569", "geonames").iri == "https://sws.geonames.org/1512569/"
    assert Identifier.parse("100009611", "fundref").iri == "https://doi.org/10.13039/100009611"


@pytest.mark.parametrize(
    "text", ["", "hello", "https://example.org/04xs15c78", "Q0", "0l4xs15c7", "x" * 1000]
)
def test_what_is_none_is_told(text: str) -> None:
    with pytest.raises(BadIdentifier, match="not an identifier"):
        Identifier.parse(text)


def test_an_unknown_scheme_is_told() -> None:
    with pytest.raises(BadIdentifier, match="no scheme"):
        Identifier.parse("x", "viaf")


CHECKED = ["04xs15c78", "0000000404772171", "000000012110259X", "0000-0002-1825-0097"]


@pytest.mark.parametrize("text", CHECKED)
def test_every_single_slip_is_caught_here_and_in_shacl(text: str) -> None:
    right = Identifier.parse(text)
    assert "check digit" not in told(right.iri)
    for place, letter in enumerate(right.value):
        if letter in "-X" or (right.scheme == "ror" and place == 0):
            continue
        other = (
            str((int(letter) + 1) % 10)
            if letter.isdigit()
            else BASE32[10 + (BASE32.index(letter) - 9) % 22]
        )
        wrong = right.value[:place] + other + right.value[place + 1 :]
        with pytest.raises(BadIdentifier, match="check digits"):
            Identifier.parse(wrong, right.scheme)
        assert "check digit" in told(right.iri.replace(right.value, wrong)), wrong


def told(iri: str) -> str:
    """What SHACL says of an identifier node with this IRI."""
    data = f"""@prefix adms: <http://www.w3.org/ns/adms#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    <urn:i> a adms:Identifier ; skos:notation "x" ; rdfs:seeAlso <{iri}> ."""
    found = violations([quad.triple for quad in ox.parse(data, format=ox.RdfFormat.TURTLE)])
    return " ".join(map(str, found))


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading(text: str) -> None:
    try:
        found = Identifier.parse(text)
    except BadIdentifier:
        return
    assert Identifier.parse(found.iri) == found


def test_schemes_are_found_by_their_term() -> None:
    assert scheme_of(HK.ROR) == SCHEMES["ror"]
    assert scheme_of(HK.Candidate) is None
    assert scheme_of("x") is None
