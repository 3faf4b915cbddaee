"""Opening the store for a command; contracts of saved queries hold there as over HTTP."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from ..console import say
from ..errors import ShapeViolation
from ..iris import Iris
from ..register import Rules, base_of, resume_erasures, rules_of
from ..settings import Settings
from ..store import UNASKED, ChangeSet, Data, EmbeddedStore, Store, open_store

__all__ = ["use_store"]


@contextmanager
def use_store(settings: Settings) -> Iterator[tuple[Store, Iris]]:
    """Open the store that the settings name, and close it."""
    with open_store(settings) as store:
        iris = base_of(store, settings.base_iri, lambda text: say(f"hamkor: note: {text}"))
        if isinstance(store, EmbeddedStore):
            for line in resume_erasures(store):
                say(f"hamkor: note: {line}")
        if isinstance(store, EmbeddedStore) and settings.contracts != "ignore":
            store.before = partial(
                check_contracts, rules_of(settings, iris), settings.contracts, say
            )
        yield store, iris


def check_contracts(
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
