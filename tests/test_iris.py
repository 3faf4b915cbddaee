"""IRIs of the register."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.iris import KINDS, Iris
from graph.text import slugify

IRIS = Iris("https://partners.example.edu")


@given(st.sampled_from(KINDS), st.text(max_size=40))
def test_kind_and_slug_come_back_from_the_iri(kind: str, name: str) -> None:
    slug = slugify(name)
    thing = IRIS.thing(kind, slug)
    assert IRIS.parse(thing.value) == (kind, slug, "")
    assert IRIS.page_path(thing.value) == f"/{kind}/{slug}"
    assert IRIS.parse(IRIS.fragment(thing, "worth").value) == (kind, slug, "worth")


@pytest.mark.parametrize(
    ("kind", "slug"), [("planet", "x"), ("unit", "A"), ("unit", "a--"), ("unit", "")]
)
def test_what_names_nothing_is_refused(kind: str, slug: str) -> None:
    with pytest.raises(ValueError, match="names nothing"):
        IRIS.thing(kind, slug)


@pytest.mark.parametrize(
    "iri", ["https://elsewhere.example/id/unit/a", "https://partners.example.edu/x"]
)
def test_other_iris_are_not_ours(iri: str) -> None:
    assert IRIS.parse(iri) is None
    assert IRIS.page_path(iri) is None


def test_forms_have_their_page_here_and_their_iri_in_the_scheme() -> None:
    assert IRIS.page_path("https://w3id.org/hamkor/form/internship") == "/form/internship"


def test_graphs_have_names() -> None:
    assert IRIS.graph("stated", "a").value == "https://partners.example.edu/g/stated/a"
    assert IRIS.graph("vocab").value == "https://partners.example.edu/g/vocab"
    with pytest.raises(ValueError, match="no graph"):
        IRIS.graph("secret")
