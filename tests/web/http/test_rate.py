"""The token bucket of a client: a burst, then the rate, apart from others; who a client is."""

import pytest
from conftest import IRIS

from graph.errors import UsageError
from graph.ingest import ingest_file
from graph.register import ensure_vocabulary
from graph.resources import data_dir
from graph.settings import Settings
from graph.store import EmbeddedStore
from graph.web.http.clients import find_client
from graph.web.http.rate import Buckets
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


PROXIES = Settings(trusted_proxies="127.0.0.1, 10.0.0.0/8,2001:db8:1::/48").proxies
PEER = "10.1.1.1"


@pytest.mark.parametrize(
    ("peer", "header", "found"),
    [
        ("192.0.2.9", "198.51.100.7", "192.0.2.9"),
        (PEER, None, PEER),
        (PEER, "", PEER),
        (PEER, "198.51.100.7", "198.51.100.7"),
        (PEER, "6.6.6.6, 198.51.100.7", "198.51.100.7"),
        (PEER, "6.6.6.6, 198.51.100.7, 10.2.2.2, 127.0.0.1", "198.51.100.7"),
        (PEER, "10.3.3.3,10.2.2.2", "10.3.3.3"),
        (PEER, "198.51.100.7:4711", "198.51.100.7"),
        (PEER, "[2001:db8:2::7]:4711", "2001:db8:2::7"),
        (PEER, "2001:DB8:2:0::7", "2001:db8:2::7"),
        ("2001:db8:1::1", "2001:db8:2::7", "2001:db8:2::7"),
        ("::ffff:10.1.1.1", "::ffff:198.51.100.7", "198.51.100.7"),
        (PEER, "6.6.6.6, unknown", PEER),
        (PEER, "6.6.6.6, 999.1.1.1", PEER),
        (PEER, "6.6.6.6, , 10.2.2.2", "10.2.2.2"),
        ("", "198.51.100.7", ""),
    ],
)  # fmt: skip
def test_the_client_is_the_last_that_a_trusted_proxy_saw(
    peer: str, header: str | None, found: str
) -> None:
    assert find_client(peer, header, None, PROXIES) == found
    assert find_client(peer, header, None, ()) == find_client(peer, None, None, PROXIES)


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("for=198.51.100.7", "198.51.100.7"),
        ('For="[2001:db8:2::7]:4711";proto=https', "2001:db8:2::7"),
        ("for=6.6.6.6, for=198.51.100.7;by=10.2.2.2 , for=10.2.2.2", "198.51.100.7"),
        ('proto=https;for="198.51.100.7:80"', "198.51.100.7"),
        ("for=6.6.6.6, proto=http", PEER), ("for=6.6.6.6, for=_hidden", PEER),
        ("for=6.6.6.6, for=unknown", PEER), ("", PEER),
        ('for=6.6.6.6;x=", for=198.51.100.7', PEER),
        ('for=6.6.6.6;x=", for="[2001:db8:2::7]"', PEER),
        ('for=6.6.6.6, x="a;for=6.6.6.6" ;for=198.51.100.7', "198.51.100.7"),
        ("for=6.6.6.6" + "; " * 5000 + '"', PEER),
        ("for 6.6.6.6", PEER), ('x="for=6.6.6.6, for=7.7.7.7";for=198.51.100.7', "198.51.100.7"),
    ],
)  # fmt: skip
def test_the_header_of_the_standard_is_read_too(header: str, found: str) -> None:
    assert find_client(PEER, None, header, PROXIES) == found
    assert find_client("192.0.2.9", None, header, PROXIES) == "192.0.2.9"


def test_two_headers_that_differ_name_nobody() -> None:
    assert find_client(PEER, "198.51.100.7", "for=198.51.100.7", PROXIES) == "198.51.100.7"
    assert find_client(PEER, "198.51.100.7", "for=6.6.6.6", PROXIES) == PEER


@pytest.mark.parametrize("value", ["proxy.example.edu", "10.0.0.1/8", "10.0.0.0/33", "*"])
def test_a_proxy_that_is_no_network_is_refused_at_the_start(value: str) -> None:
    with pytest.raises(UsageError) as caught:
        Settings.load({"HAMKOR_TRUSTED_PROXIES": value})
    assert caught.value.where == "HAMKOR_TRUSTED_PROXIES"


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("trusted", ["", "127.0.0.1"])
def test_rates_and_corrections_count_the_client_behind_a_proxy(
    memory: EmbeddedStore, trusted: str
) -> None:
    ensure_vocabulary(memory, IRIS)
    ingest_file(memory, IRIS, data_dir() / "department-relations.txt")
    settings = Settings(store="memory:", rate=0.1, trusted_proxies=trusted)
    client = create_app(settings, memory).test_client()
    readers = [{"X-Forwarded-For": f"6.6.6.6, 198.51.100.{n}"} for n in (1, 2)]
    answers = [client.get("/healthz", headers=one).status_code for one in readers]
    assert answers == ([200, 200] if trusted else [200, 429])
    calm = create_app(Settings(store="memory:", trusted_proxies=trusted), memory).test_client()
    form = {"thing": "organization/mmm-energy", "words": "it is closed"}
    sent = [calm.post("/correct", data=form, headers=readers[0]).status_code for _ in range(6)]
    assert sent == [200] * 5 + [429]
    other = calm.post("/correct", data=form, headers=readers[1]).status_code
    assert other == (200 if trusted else 429)
