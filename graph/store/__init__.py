"""The store: one protocol, an embedded engine, a served or a remote one behind it.

In come queries and changes; out go answers, versions and the ledger's records. Only this room knows
pyoxigraph's stores, SPARQLWrapper, files on disk and the processes that hold data.
"""

from ..settings import Settings
from .change import ChangeSet, Data, Records, apply_to_replica
from .documents import check_document
from .embedded import EmbeddedStore
from .faults import describe_fault
from .ledger import (
    BASE,
    Correction,
    Intent,
    Ledger,
    Role,
    Token,
    Tombstones,
    add_correction,
    bury,
    carry_out,
    close_correction,
    create_token,
    drop_internal,
    find_token,
    internal_graph,
    internal_names,
    list_corrections,
    list_tokens,
    note_first_times,
    put_internal,
    resume,
    revoke_token,
    tombstones,
)
from .protocol import (
    CONTRACT,
    UNASKED,
    Answer,
    Capabilities,
    Dataset,
    Limits,
    Store,
    Task,
    WriteResult,
)
from .remote import RemoteStore
from .rows import Row, Rows, Term, ask, construct, rows_among, select, split_nquads, text_in
from .serial import rdf_bytes
from .served import Check, ServedStore, ask_writer, fork_server_main, writer_main
from .tasks import Change, Document, GraphDelete, GraphWrite, Update

__all__ = [
    "BASE",
    "CONTRACT",
    "UNASKED",
    "Answer",
    "Capabilities",
    "Change",
    "ChangeSet",
    "Check",
    "Correction",
    "Data",
    "Dataset",
    "Document",
    "EmbeddedStore",
    "GraphDelete",
    "GraphWrite",
    "Intent",
    "Ledger",
    "Limits",
    "Records",
    "RemoteStore",
    "Role",
    "Row",
    "Rows",
    "ServedStore",
    "Store",
    "Task",
    "Term",
    "Token",
    "Tombstones",
    "Update",
    "WriteResult",
    "add_correction",
    "apply_to_replica",
    "ask",
    "ask_writer",
    "bury",
    "carry_out",
    "check_document",
    "close_correction",
    "construct",
    "create_token",
    "describe_fault",
    "drop_internal",
    "find_token",
    "fork_server_main",
    "internal_graph",
    "internal_names",
    "list_corrections",
    "list_tokens",
    "note_first_times",
    "open_store",
    "put_internal",
    "rdf_bytes",
    "resume",
    "revoke_token",
    "rows_among",
    "select",
    "split_nquads",
    "text_in",
    "tombstones",
    "writer_main",
]  # fmt: skip


def open_store(settings: Settings) -> Store:
    """Open the store that the settings name: a folder, ``memory:`` or an ``http://`` address."""
    if settings.store.startswith(("http://", "https://")):
        return RemoteStore.connect(settings.store, settings.deadline_s)
    return EmbeddedStore.open(settings.store, settings.base_iri)
