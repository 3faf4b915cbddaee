"""Opening the store for a command."""

from collections.abc import Iterator
from contextlib import contextmanager

from .changes import base_of
from .console import say
from .iris import Iris
from .settings import Settings
from .store import Store, open_store

__all__ = ["opened"]


@contextmanager
def opened(settings: Settings) -> Iterator[tuple[Store, Iris]]:
    """Open the store that the settings name, and close it."""
    with open_store(settings) as store:
        yield store, base_of(store, settings.base_iri, lambda text: say(f"hamkor: note: {text}"))
