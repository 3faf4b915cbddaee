"""Engine and ledger of one store belong together, or it is refused; faults leave nothing open."""

import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner

from graph import media
from graph.cli.group import cli
from graph.errors import DiskFull, StoreDamaged, StoreUnreachable
from graph.store import EmbeddedStore, select
from graph.store.embedded import fsync
from graph.store.embedded.files import EngineState
from graph.store.faults import describe_fault

ROOT = Path(__file__).parents[3]
BASE, ROWS = "http://127.0.0.1:8000/", "SELECT ?n { <urn:s> <urn:p> ?n }"
ENGINE, LEDGER = "oxigraph", "ledger.sqlite"


def write(folder: Path, *numbers: int) -> None:
    with EmbeddedStore.open(str(folder), BASE) as store:
        for number in numbers:
            store.update(f"INSERT DATA {{ <urn:s> <urn:p> {number} }}")


def numbers_in(folder: Path) -> set[int]:
    with EmbeddedStore.open(str(folder), BASE) as store:
        return {int(row["n"].value) for row in select(store, ROWS)}


def copy(folder: Path, name: str) -> Path:
    place = folder.parent / name
    shutil.copytree(folder, place)
    return place


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A store with three changes, closed in order."""
    place = tmp_path / "store"
    write(place, 1, 2, 3)
    return place


def remove_engine(folder: Path) -> None:
    shutil.rmtree(folder / ENGINE)


def remove_current(folder: Path) -> None:
    (folder / ENGINE / "CURRENT").unlink()


def remove_ledger(folder: Path) -> None:
    for path in folder.glob(f"{LEDGER}*"):
        path.unlink()


def empty_ledger(folder: Path) -> None:
    remove_ledger(folder)
    sqlite3.connect(folder / LEDGER).close()


def take_foreign_engine(folder: Path) -> None:
    write(folder.parent / "other", 7, 8, 9)
    remove_engine(folder)
    shutil.copytree(folder.parent / "other" / ENGINE, folder / ENGINE)


def take_foreign_ledger(folder: Path) -> None:
    write(folder.parent / "other", 7, 8, 9)
    remove_ledger(folder)
    shutil.copy(folder.parent / "other" / LEDGER, folder / LEDGER)


def take_older_ledger(folder: Path) -> None:
    shutil.copy(folder / LEDGER, folder.parent / "kept")
    write(folder, 4)
    remove_ledger(folder)
    shutil.copy(folder.parent / "kept", folder / LEDGER)


def spoil_state(folder: Path) -> None:
    (folder / ENGINE / "hamkor.state").write_bytes(b"\xff\xfe")


SPOILED = (
    remove_engine, remove_current, remove_ledger, empty_ledger, take_foreign_engine,
    take_foreign_ledger, take_older_ledger, spoil_state,
)  # fmt: skip


@pytest.mark.parametrize("spoil", SPOILED, ids=lambda spoil: spoil.__name__)
def test_what_does_not_belong_together_is_refused_again_and_again(folder: Path, spoil) -> None:  # type: ignore[no-untyped-def]
    spoil(folder)
    for _ in range(2):
        with pytest.raises(StoreDamaged, match="backup"):
            EmbeddedStore.open(str(folder), BASE)
    done = CliRunner().invoke(cli, ["export"], env={"HAMKOR_STORE": str(folder)})
    assert isinstance(done.exception, StoreDamaged)
    assert done.exception.exit_code == 3


def test_an_older_engine_is_brought_up_from_the_log(folder: Path) -> None:
    kept = copy(folder, "kept")
    write(folder, 4, 5)
    remove_engine(folder)
    shutil.copytree(kept / ENGINE, folder / ENGINE)
    assert numbers_in(folder) == {1, 2, 3, 4, 5}


def test_an_older_engine_whose_log_is_cut_is_refused(folder: Path) -> None:
    kept = copy(folder, "kept")
    with EmbeddedStore.open(str(folder), BASE) as store:
        store.load(b"<urn:s> <urn:p> 4 .", media.TURTLE)
    remove_engine(folder)
    shutil.copytree(kept / ENGINE, folder / ENGINE)
    with pytest.raises(StoreDamaged, match="log is cut"):
        EmbeddedStore.open(str(folder), BASE)


def test_a_lost_write_ahead_log_of_the_engine_loses_nothing(tmp_path: Path) -> None:
    place = tmp_path / "store"
    text = (
        "import os, sys\nfrom graph.store import EmbeddedStore\n"
        f"store = EmbeddedStore.open(sys.argv[1], {BASE!r})\n"
        "for n in range(20): store.update('INSERT DATA { <urn:s> <urn:p> %d }' % n)\n"
        "os._exit(9)\n"
    )
    done = subprocess.run([sys.executable, "-c", text, str(place)], cwd=ROOT, check=False)
    assert done.returncode == 9
    for path in (place / ENGINE).glob("*.log"):
        data = bytearray(path.read_bytes())
        data[len(data) // 3] ^= 0x55
        path.write_bytes(data)
    assert numbers_in(place) == set(range(20))


def test_a_store_of_the_first_version_is_taken_over_once(folder: Path) -> None:
    (folder / ENGINE / "hamkor.state").unlink()
    (folder / ENGINE / "SHA256SUMS").unlink()
    with sqlite3.connect(folder / LEDGER) as ledger:
        ledger.execute("DELETE FROM settings WHERE name = 'identity'")
    ledger.close()
    assert numbers_in(folder) == {1, 2, 3}
    assert EngineState.read(folder / ENGINE) is not None


def test_a_load_that_was_interrupted_ends_at_the_next_opening(folder: Path) -> None:
    with EmbeddedStore.open(str(folder), BASE) as store:
        store.ledger.begin_load("", "load")
    with EmbeddedStore.open(str(folder), BASE) as store:
        assert store.ledger.interrupted_loads() == []
        assert store.version() == "4"


def test_every_flipped_byte_of_a_table_is_found(folder: Path) -> None:
    with EmbeddedStore.open(str(folder), BASE) as store:
        assert store.find_damage() == []
    tables, chance = sorted((folder / ENGINE).glob("*.sst")), random.Random(7)
    assert tables
    for _ in range(100):
        path = chance.choice(tables)
        data = bytearray(path.read_bytes())
        place = chance.randrange(len(data))
        data[place] ^= 0x55
        path.write_bytes(data)
        command = ["validate", "--files"]
        done = CliRunner().invoke(cli, command, env={"HAMKOR_STORE": str(folder)})
        assert isinstance(done.exception, StoreUnreachable), (path.name, place)
        data[place] ^= 0x55
        path.write_bytes(data)
    assert numbers_in(folder) == {1, 2, 3}


def test_a_table_that_is_being_written_is_not_taken_for_damaged(folder: Path) -> None:
    """RocksDB compacts in threads of its own: its new tables grow in the folder of the engine."""
    growing = folder / "oxigraph" / "009999.sst"
    with EmbeddedStore.open(str(folder), BASE) as store:
        growing.write_bytes(b"half")
        store.update("INSERT DATA { <urn:s> <urn:p> 77 }")
        store.flush()
        growing.write_bytes(b"half and half")
        assert store.find_damage() == []
        assert (folder / "oxigraph" / "SHA256SUMS").read_text().count(".sst") > 0
    assert not (folder / "tables.tmp").exists()


def test_a_ledger_that_is_none_is_refused_in_words(folder: Path) -> None:
    remove_ledger(folder)
    (folder / LEDGER).write_bytes(b"no database" * 1000)
    with pytest.raises(StoreDamaged, match="not a database"):
        EmbeddedStore.open(str(folder), BASE)


def test_files_are_their_owners_only(tmp_path: Path) -> None:
    place = tmp_path / "store"
    write(place, 1)
    (place / LEDGER).chmod(0o644)
    place.chmod(0o755)
    write(place, 2)
    found = {path.name: path.stat().st_mode & 0o777 for path in place.rglob("*")}
    assert place.stat().st_mode & 0o777 == 0o700
    assert {name: mode for name, mode in found.items() if mode & 0o077} == {}


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[OSError]]:
    """Errors that the next syncs raise."""
    errors, sync = list[OSError](), fsync.sync_file

    def fail(path: Path, how) -> None:  # type: ignore[no-untyped-def]
        if errors:
            raise errors.pop(0)
        sync(path, how)

    monkeypatch.setattr(fsync, "sync_file", fail)
    yield errors


def test_after_a_failed_sync_what_is_told_is_there(folder: Path, failing: list[OSError]) -> None:
    with EmbeddedStore.open(str(folder), BASE) as store:
        failing.append(OSError(5, "Input/output error"))
        assert store.update("INSERT DATA { <urn:s> <urn:p> 4 }") == "4"
        assert store.ledger.pending() == []
        assert store.update("INSERT DATA { <urn:s> <urn:p> 5 }") == "5"
    assert numbers_in(folder) == {1, 2, 3, 4, 5}


def test_where_opening_anew_fails_it_is_not_known_and_done_later(
    folder: Path, failing: list[OSError], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_given: object) -> None:
        raise OSError(5, "Input/output error")

    with EmbeddedStore.open(str(folder), BASE) as store:
        failing.append(OSError(5, "Input/output error"))
        with monkeypatch.context() as broken:
            broken.setattr("graph.store.embedded.folder.open_oxigraph", fail)
            with pytest.raises(StoreUnreachable, match="not known whether"):
                store.update("INSERT DATA { <urn:s> <urn:p> 4 }")
        for use in (
            lambda: store.update("INSERT DATA { <urn:a> <urn:b> 1 }"),
            lambda: store.query(ROWS),
        ):
            with pytest.raises(StoreUnreachable, match="earlier change"):
                use()
    assert numbers_in(folder) == {1, 2, 3, 4}


def test_a_full_disk_at_the_log_writes_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_change: object) -> str:
        raise sqlite3.OperationalError("database or disk is full")

    with EmbeddedStore.open(str(folder), BASE) as store:
        with monkeypatch.context() as full:
            full.setattr(store.ledger, "prepare", fail)
            with pytest.raises(DiskFull, match="Nothing was written") as caught:
                store.update("INSERT DATA { <urn:s> <urn:p> 4 }")
        assert caught.value.status == 507
        store.update("INSERT DATA { <urn:s> <urn:p> 5 }")
    assert numbers_in(folder) == {1, 2, 3, 5}


@pytest.mark.parametrize(("error", "kind", "words"), [
    (OSError(28, "No space left on device"), DiskFull, "room"),
    (OSError(30, "Read-only file system"), StoreUnreachable, "cannot be written"),
    (OSError(24, "Too many open files"), StoreUnreachable, "ulimit -n"),
    (RuntimeError("Corruption: block checksum mismatch"), StoreDamaged, "damaged"),
    (MemoryError(), StoreUnreachable, "memory"),
    (sqlite3.DatabaseError("database disk image is malformed"), StoreDamaged, "damaged"),
])  # fmt: skip
def test_a_fault_is_said_in_words(error: Exception, kind: type, words: str) -> None:
    refusal = describe_fault(error, "here")
    assert type(refusal) is kind
    assert words in str(refusal)
    assert "here" in str(refusal)


def test_compaction_keeps_the_identity(folder: Path) -> None:
    with EmbeddedStore.open(str(folder), BASE) as store:
        before = EngineState.read(folder / ENGINE)
        store.compact()
        after = EngineState.read(folder / ENGINE)
        assert before and after
        assert before.identity == after.identity
        assert len(ox.Store.read_only(str(folder / ENGINE))) == 3
    assert numbers_in(folder) == {1, 2, 3}
    assert not [*folder.glob(f"{ENGINE}.*")]
