"""Terms are closed: a name that is not there is an error, at once."""

import pytest

from graph.vocab import FORM, HK, NAMESPACES, PREFIXES, expand


def test_terms_by_attribute_and_by_name() -> None:
    assert HK.party.value == "https://w3id.org/hamkor#party"
    assert FORM["summer-internship"].value == "https://w3id.org/hamkor/form/summer-internship"
    assert expand("hk:party") == HK.party
    assert PREFIXES.keys() == NAMESPACES.keys()


@pytest.mark.parametrize("name", ["party", "hk:", "hk:partty", "nope:party", "<urn:a>", "hk:a b"])
def test_what_is_no_term_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="term"):
        expand(name)


def test_an_attribute_that_is_not_there() -> None:
    with pytest.raises(AttributeError):
        _ = HK.partty
