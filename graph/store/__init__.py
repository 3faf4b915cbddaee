"""The store: one seam, an embedded engine or a remote one behind it."""

from ..settings import Settings
from .change import ChangeSet, Data, apply_to_replica
from .corrections import Correction, add_correction, close_correction, list_corrections
from .embedded import EmbeddedStore
from .internal import (
    Tombstones,
    bury,
    drop_internal,
    internal_graph,
    internal_names,
    put_internal,
    tombstones,
)
from .ledger import Ledger
from .nursery import Check, nurse
from .protocol import CONTRACT, UNASKED, Answer, Capabilities, Dataset, Limits, Store, Task, Written
from .remote import RemoteStore
from .rows import Row, Term, ask, construct, select
from .scratch import rows_among
from .served import ServedStore
from .tasks import Change, Document, GraphDelete, GraphWrite, Update
from .tokens import Role, Token, create_token, known_token, list_tokens, revoke_token
from .writer import ask_writer, keep

__all__ = [
    "CONTRACT", "UNASKED", "Answer", "Capabilities", "Change", "ChangeSet", "Check", "Correction",
    "Data", "Dataset", "Document", "EmbeddedStore", "GraphDelete", "GraphWrite", "Ledger",
    "Limits", "RemoteStore", "Role", "Row", "ServedStore", "Store", "Task", "Term", "Token",
    "Tombstones", "Update", "Written", "add_correction", "apply_to_replica", "ask", "ask_writer",
    "bury", "close_correction", "construct", "create_token", "drop_internal", "internal_graph",
    "internal_names", "keep", "known_token", "list_corrections", "list_tokens", "nurse",
    "open_store", "put_internal", "revoke_token", "rows_among", "select", "tombstones",
]  # fmt: skip


def open_store(settings: Settings) -> Store:
    """Open the store that the settings name: a folder, ``memory:`` or an ``http://`` address."""
    if settings.store.startswith(("http://", "https://")):
        return RemoteStore.connect(settings.store, settings.deadline_s)
    return EmbeddedStore.open(settings.store, settings.base_iri)
