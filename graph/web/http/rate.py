"""How often one client may ask: a token bucket an address (`HAMKOR_RATE`, off by default)."""

import threading
import time
from collections import OrderedDict

from flask import Flask

from ...errors import TooMany
from .clients import client
from .site import Site

__all__ = ["Buckets", "init_app"]

#: A client may use ten seconds' worth at once.
BURST_S = 10.0
MOST_CLIENTS = 10_000


class Buckets:
    """The buckets of the clients seen last. Safe to use from threads."""

    def __init__(self, rate: float) -> None:
        """Fill each bucket with `rate` requests a second."""
        self._rate, self._size = rate, max(1.0, rate * BURST_S)
        self._seen: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, client: str, now: float) -> bool:
        """Take one request of a client's bucket at a time in seconds; False where it is empty."""
        with self._lock:
            left, then = self._seen.pop(client, (self._size, now))
            left = min(self._size, left + (now - then) * self._rate)
            may = left >= 1
            self._seen[client] = left - may, now
            if len(self._seen) > MOST_CLIENTS:
                self._seen.popitem(last=False)
            return may


def init_app(app: Flask, site: Site) -> None:
    """Bound the rate of an application's clients, where the settings say so."""
    rate = site.settings.rate
    if not rate:
        return
    buckets = Buckets(rate)

    @app.before_request
    def check() -> None:
        if not buckets.take(client(), time.monotonic()):
            detail = f"one client may send {rate:g} requests a second"
            raise TooMany(detail, remedy="Wait a moment.", limit=rate)
