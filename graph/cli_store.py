"""Opening the store for a command, which saved queries watch as they watch a server's."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from .changes import Rules, base_of, rules_of
from .console import say
from .errors import ShapeViolation
from .iris import Iris
from .settings import Settings
from .store import UNASKED, ChangeSet, Data, EmbeddedStore, Store, open_store

__all__ = ["opened"]


@contextmanager
def opened(settings: Settings) -> Iterator[tuple[Store, Iris]]:
    """Open the store that the settings name, and close it."""
    with open_store(settings) as store:
        iris = base_of(store, settings.base_iri, lambda text: say(f"hamkor: note: {text}"))
        if isinstance(store, EmbeddedStore) and settings.contracts != "ignore":
            store.before = partial(watch, rules_of(settings, iris), settings.contracts, say)
        yield store, iris


def watch(
    rules: Rules, way: str, tell: Callable[[str], None], copy: Data, change: ChangeSet
) -> None:
    """Tell which contracts a change breaks. Raises `ShapeViolation` where they hold it back."""
    told = rules.broken_contracts(copy, change)
    broken = [line for line in told if not line.endswith(UNASKED)]
    if broken and way == "refuse":
        detail = f"{len(broken)} saved queries would not hold: {'; '.join(broken)}"
        remedy = "HAMKOR_CONTRACTS=report does it all the same."
        raise ShapeViolation(detail, remedy=remedy)
    for line in told:
        tell(f"hamkor: note: {line}")
