"""Opening the store for a command; contracts of saved queries hold there as over HTTP."""

from collections.abc import Iterable, Iterator
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
        with watch_contracts(store, settings, iris):
            yield store, iris


@contextmanager
def watch_contracts(store: Store, settings: Settings, iris: Iris) -> Iterator[None]:
    """Have contracts hold back the changes of a command, or tell afterwards which it broke."""
    if not isinstance(store, EmbeddedStore) or settings.contracts == "ignore":
        yield
        return
    rules, version = rules_of(settings, iris), store.version()
    if settings.contracts == "refuse":
        store.before = partial(require_contracts, rules)
    try:
        yield
    finally:
        if settings.contracts == "report" and store.version() != version:
            tell_broken_contracts(rules, store, version)


def require_contracts(rules: Rules, copy: Data, change: ChangeSet) -> None:
    """Refuse a change that breaks a contract. Raises `ShapeViolation`."""
    found = rules.broken_contracts(copy, change)
    broken = [line for line in found if not line.endswith(UNASKED)]
    if broken:
        detail = f"{len(broken)} saved queries would not hold: {'; '.join(broken)}"
        remedy = "HAMKOR_CONTRACTS=report does it all the same."
        raise ShapeViolation(detail, remedy=remedy)
    tell_notes(found)


def tell_broken_contracts(rules: Rules, store: EmbeddedStore, version: str) -> None:
    """Tell which contracts do not hold since a version; asked once for all changes of a command."""
    numbers = range(int(store.version()), int(version), -1)
    changes = filter(None, map(store.ledger.content, numbers))
    tell_notes(rules.contracts_broken_by(store.copy(), changes))


def tell_notes(lines: Iterable[str]) -> None:
    """Print each line as a note."""
    for line in lines:
        say(f"hamkor: note: {line}")
