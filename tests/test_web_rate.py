"""The bucket of a client: a burst, then the rate, and nobody else's business."""

import pytest

from graph.settings import Settings
from graph.store import EmbeddedStore
from graph.web.rate import Buckets
from server import create_app


def test_a_bucket_empties_and_fills() -> None:
    buckets = Buckets(2.0)
    taken = [buckets.take("a", 0.0) for _ in range(21)]
    assert taken == [True] * 20 + [False]
    assert buckets.take("b", 0.0)
    assert buckets.take("a", 0.5)
    assert not buckets.take("a", 0.5)


@pytest.mark.filterwarnings("default")
def test_too_many_requests_are_told(memory: EmbeddedStore) -> None:
    client = create_app(Settings(store="memory:", rate=0.1), memory).test_client()
    answers = [client.get("/sparql?query=ASK{}") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 429]
    assert answers[1].headers["Retry-After"] == "1"
    assert answers[1].get_json()["limit"] == 0.1
