"""Content negotiation (RFC 9110, section 12.5.1)."""

import pytest

from graph import media
from graph.errors import NotAcceptable

OFFERS = media.RESULT_FORMATS


@pytest.mark.parametrize(
    ("accept", "name"),
    [
        (None, "json"),
        ("", "json"),
        ("*/*", "json"),
        ("text/csv", "csv"),
        ("TEXT/CSV; charset=utf-8", "csv"),
        ("text/csv;q=0.5, application/sparql-results+xml", "xml"),
        ("text/*", "csv"),
        ("*/*, application/sparql-results+json;q=0", "xml"),
        ("application/json", "json"),
        ("text/csv;q=0.1, */*;q=0.9", "json"),
    ],
)
def test_the_best_offer_wins(accept: str | None, name: str) -> None:
    assert media.negotiate(accept, OFFERS).name == name


@pytest.mark.parametrize("accept", ["image/png", "text/csv;q=0", "*/*;q=0"])
def test_nothing_acceptable_is_told(accept: str) -> None:
    with pytest.raises(NotAcceptable, match="is offered"):
        media.negotiate(accept, OFFERS)
