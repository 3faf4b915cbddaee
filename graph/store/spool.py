"""Where an answer grows: in memory first, then in a file, never beyond its limit."""

import io
import tempfile
from typing import Any, BinaryIO

from ..errors import TooLarge
from .faults import refusing_faults

__all__ = ["Spool"]

IN_MEMORY = 1024 * 1024
HEAD = 64 * 1024


class Spool(io.RawIOBase):
    """A sink for serialisers that counts, so that an answer is complete before it is sent."""

    def __init__(self, limit: int = 0, file: BinaryIO | None = None, mark: bytes = b"") -> None:
        """Take up to `limit` bytes (0: any number) and count `mark`, one byte, in them."""
        super().__init__()
        self._limit, self._file, self._mark = limit, file, mark
        self._memory = bytearray()
        self._edit: tuple[bytes, bytes] | None = None
        self.size = self.marks = 0
        self.is_file = False

    def edit(self, old: bytes, new: bytes) -> None:
        """Put `new` in the place of `old`, which stands near the beginning."""
        self._edit = old, new

    def writable(self) -> bool:
        """Say yes."""
        return True

    def write(self, data: Any) -> int:
        """Take bytes. Raises `TooLarge` at the limit, `DiskFull` where there is no room."""
        self.size += len(data)
        self.marks += data.count(self._mark) if self._mark else 0
        if self._limit and self.size > self._limit:
            detail = f"the answer is longer than {self._limit:,} bytes"
            remedy = "Ask for less: LIMIT and OFFSET give it in parts."
            raise TooLarge(detail, remedy=remedy, limit=self._limit)
        self._memory += data
        if self._edit and (self._edit[0] in self._memory or len(self._memory) > HEAD):
            self._memory = self._memory.replace(*self._edit, 1)
            self._edit = None
        if len(self._memory) > IN_MEMORY:
            self._roll()
        return len(data)

    def clear(self) -> None:
        """Begin anew."""
        self._memory.clear()
        self.size = self.marks = 0
        if self._file is not None and self.is_file:
            self._file.seek(0)
            self._file.truncate()
        self.is_file = False

    def content(self) -> bytes | BinaryIO:
        """Return what was written: bytes, or the file at its beginning."""
        if self._file is None or not self.is_file:
            return bytes(self._memory)
        self._roll()
        self._file.seek(0)
        return self._file

    def _roll(self) -> None:
        with refusing_faults(""):
            self._file = self._file or tempfile.TemporaryFile()  # noqa: SIM115
            self._file.write(self._memory)
            self._file.flush()
        self._memory.clear()
        self.is_file = True
