"""The files of a store's folder: whose they are, which changes they hold, whether they are whole.

The engine's folder says in `hamkor.state` to which ledger it belongs and which changes are in it,
and in `SHA256SUMS` what its files hold that never change (RocksDB's tables, `*.sst`). Both travel
with the folder, so an engine and a ledger of different ages are noticed when a store is opened.
"""

import hashlib
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from ...errors import StoreDamaged

__all__ = [
    "DATA", "FRESH", "OLD", "EngineState", "find_damage", "make_private", "record_checksums",
    "settle_folders", "sync_path",
]  # fmt: skip

#: The folder of the engine's files, of new ones, and of those whose place new ones took.
DATA, FRESH, OLD = "oxigraph", "oxigraph.new", "oxigraph.old"
STATE, SUMS = "hamkor.state", "SHA256SUMS"
#: Digits of a version in the state, whose line has the same length for ever.
DIGITS = 20


@dataclass(frozen=True)
class EngineState:
    """Whose the engine's data are, and the changes in them.

    `flushed` is the last change that is on disk for certain; `last` the last that was committed,
    which is written without a sync: after a power cut it may be an older one.
    """

    identity: str
    flushed: int
    last: int

    @classmethod
    def read(cls, folder: Path) -> "EngineState | None":
        """Return the state of an engine's folder, None where it has none (made by version 0.1).

        Raises `StoreDamaged` for a state that cannot be read.
        """
        try:
            words = (folder / STATE).read_text(encoding="ascii").split()
            return cls(words[0], int(words[1]), int(words[2]))
        except FileNotFoundError:
            return None
        except (ValueError, IndexError) as error:
            remedy = "Restore the store from a backup."
            where = str(folder / STATE)
            raise StoreDamaged("the file is damaged", where=where, remedy=remedy) from error

    def write(self, folder: Path) -> None:
        """Put the state into a folder, whole and on disk."""
        fresh = folder / f"{STATE}.new"
        fresh.write_text(f"{self.identity} {self.flushed:0{DIGITS}} {self.last:0{DIGITS}}\n")
        sync_path(fresh)
        fresh.rename(folder / STATE)
        sync_path(folder)

    def advance(self, folder: Path, last: int) -> "EngineState":
        """Note a committed change in place, without a sync; return the new state."""
        offset = len(self.identity) + 1 + DIGITS + 1
        with (folder / STATE).open("r+b", buffering=0) as file:
            os.pwrite(file.fileno(), f"{last:0{DIGITS}}".encode(), offset)
        return replace(self, last=last)


def sync_path(path: Path) -> None:
    """Have a file or folder on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def settle_folders(folder: Path) -> None:
    """Finish what a kill interrupted when new files took the place of the old ones."""
    if not (folder / DATA).exists() and (folder / FRESH / STATE).exists():
        (folder / FRESH).rename(folder / DATA)
        sync_path(folder)
    for name in (FRESH, OLD):
        shutil.rmtree(folder / name, ignore_errors=True)


def make_private(folder: Path) -> None:
    """Let the owner alone read and write what is in a folder; what others own stays as it is."""
    for place in (folder, *folder.rglob("*")):
        with suppress(OSError):
            found = place.lstat()
            wanted = 0o700 if place.is_dir() else 0o600
            if found.st_uid == os.geteuid() and found.st_mode & 0o777 != wanted:
                place.chmod(wanted, follow_symlinks=place.is_symlink() is False)


def record_checksums(folder: Path, names: Sequence[str]) -> None:
    """Write the checksums of tables, which are whole; known ones are not read again."""
    known = read_checksums(folder)
    if [*known] == [*names]:
        return
    lines = []
    for name in names:
        with suppress(FileNotFoundError):
            lines.append(f"{known.get(name) or checksum(folder / name)}  {name}\n")
    fresh = folder / f"{SUMS}.new"
    fresh.write_text("".join(lines), encoding="utf-8")
    sync_path(fresh)
    fresh.rename(folder / SUMS)


def read_checksums(folder: Path) -> dict[str, str]:
    """Return file name -> SHA-256 in hexadecimal digits, as `sha256sum` writes it."""
    with suppress(FileNotFoundError):
        lines = (folder / SUMS).read_text(encoding="utf-8", errors="replace").splitlines()
        return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    return {}


def checksum(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def find_damage(folder: Path) -> Iterator[str]:
    """Read every table of an engine's folder; yield one line for each that is not as written."""
    for name, digest in read_checksums(folder).items():
        try:
            if checksum(folder / name) != digest:
                yield f"{folder.name}/{name}: a byte is not as it was written"
        except FileNotFoundError:
            continue
        except OSError as error:
            yield f"{folder.name}/{name}: cannot be read ({error.strerror})"
