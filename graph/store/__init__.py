"""The store: one seam, an embedded engine or a remote one behind it."""

from ..settings import Settings
from .embedded import EmbeddedStore
from .ledger import Ledger
from .protocol import Answer, Capabilities, ChangeSet, Dataset, Store
from .reader import SnapshotReader, generations
from .remote import RemoteStore
from .rows import Row, Term, ask, construct, select

__all__ = [
    "Answer", "Capabilities", "ChangeSet", "Dataset", "EmbeddedStore", "Ledger", "RemoteStore",
    "Row", "SnapshotReader", "Store", "Term", "ask", "construct", "generations", "open_store",
    "select",
]  # fmt: skip


def open_store(settings: Settings) -> Store:
    """Open the store that the settings name: a folder, ``memory:`` or an ``http://`` address."""
    if settings.store.startswith(("http://", "https://")):
        return RemoteStore.connect(settings.store, settings.deadline_s)
    return EmbeddedStore.open(settings.store, settings.base_iri)
