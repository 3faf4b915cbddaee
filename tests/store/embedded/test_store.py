"""What only the embedded store does: locks, names, kills, snapshots, deadlines."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from graph import media
from graph.errors import DocumentRefused, StoreLocked
from graph.settings import Settings
from graph.store import (
    ChangeSet,
    Document,
    EmbeddedStore,
    GraphDelete,
    GraphWrite,
    Ledger,
    Records,
    ask,
    open_store,
    select,
)

BASE = "http://127.0.0.1:8000/"


def test_a_second_writer_is_told_who_holds_the_store(tmp_path: Path) -> None:
    with EmbeddedStore.open(str(tmp_path), BASE) as store:
        store.announce("http://127.0.0.1:8000/")
        with pytest.raises(StoreLocked, match=f"pid {os.getpid()}") as caught:
            open_store(Settings(store=str(tmp_path)))
        assert "--store http://127.0.0.1:8000/" in str(caught.value)
        assert caught.value.exit_code == 3
    with open_store(Settings(store=str(tmp_path))) as again:
        assert again.version() == "0"


KILLED = """
import os, signal, sys
from pyoxigraph import Literal, NamedNode, Quad
from graph.store import ChangeSet, EmbeddedStore
store = EmbeddedStore.open(sys.argv[1], "urn:x:")
for n in range(1, 1000):
    quads = [Quad(NamedNode(f"urn:x:{n}"), NamedNode("urn:x:p"), Literal(i)) for i in (1, 2)]
    version = store.update(ChangeSet(quads))
    print(version, flush=True)
    if n == 25:
        os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_kill_loses_no_acknowledged_write_and_leaves_no_half(tmp_path: Path) -> None:
    command = [sys.executable, "-c", KILLED, str(tmp_path)]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[3]
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    with open_store(Settings(store=str(tmp_path))) as store:
        assert store.version() == done.stdout.split()[-1] == "25"
        rows = select(store, "SELECT ?s (COUNT(?o) AS ?n) { ?s ?p ?o } GROUP BY ?s")
        assert len(rows) == 25
        assert {row["n"].value for row in rows} == {"2"}


def test_slugs_are_given_once_and_for_ever() -> None:
    ledger = Ledger()
    assert ledger.slug("unit", "a b", "a-b") == "a-b"
    preview = ledger.preview()
    assert [preview.slug("unit", key, "a-b") for key in ("a.b", "a/b", "a b", "a.b")] == [
        "a-b-2",
        "a-b-3",
        "a-b",
        "a-b-2",
    ]
    assert ledger.slug("unit", "a/b", "a-b") == "a-b-2"
    assert ledger.slug("unit", "a b", "other") == "a-b"


def test_drop_all_leaves_a_working_store(memory: EmbeddedStore) -> None:
    memory.ledger.set_setting("base_iri", BASE)
    memory.update("DROP ALL")
    assert memory.ledger.setting("base_iri") == BASE
    assert memory.version() == "1"


def test_xml_that_declares_entities_is_refused(memory: EmbeddedStore) -> None:
    with pytest.raises(DocumentRefused, match="declares"):
        memory.load(b'<!DOCTYPE x [<!ENTITY a "&b;">]><x/>', media.RDFXML)


def test_triple_terms_are_written_and_removed_with_their_blank_nodes(tmp_path: Path) -> None:
    text = "<urn:a> <urn:b> <<( <urn:c> <urn:d> <<( _:n <urn:e> 'x' )>> )>> . _:n <urn:f> 1 ."
    with EmbeddedStore.open(str(tmp_path), BASE) as store:
        document = Document(text.encode(), media.TURTLE, BASE)
        store.write(GraphWrite("urn:g", [document], replaces=True))
        joined = "?s ?p <<( ?q ?r <<( ?n ?t ?u )>> )>> . ?n <urn:f> 1"
        assert ask(store, f"ASK {{ GRAPH <urn:g> {{ {joined} }} }}")
        store.write(GraphDelete("urn:g"))
        assert not ask(store, "ASK { GRAPH ?g { ?s ?p ?o } }")


def test_records_of_a_change_without_quads_are_written() -> None:
    with open_store(Settings(store="memory:")) as store:
        store.update(ChangeSet(records=Records({"a": "b"}, {"notes": ""}, gone=["urn:x:went"])))
        ledger = store.ledger
        assert (ledger.setting("a"), ledger.gone()) == ("b", ["urn:x:went"])
        store.update(ChangeSet(records=Records(back=["urn:x:went"])))
        assert ledger.gone() == []
