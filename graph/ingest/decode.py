"""Bytes to text, or one clear refusal: too large, empty, binary, not UTF-8, control characters."""

import re
from pathlib import Path

from ..errors import SourceRefused

__all__ = ["MAX_BYTES", "MAX_CELL", "check_text", "decode", "read_bytes"]

MAX_BYTES = 16 * 1024 * 1024
MAX_CELL = 100_000

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def read_bytes(path: Path) -> bytes:
    """Return the bytes of a source file.

    Raises `SourceRefused` if it is missing, a folder, empty, or larger than `MAX_BYTES`.
    """
    where = path.name
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            detail = f"the file has {size:,} bytes; a source may have {MAX_BYTES:,}"
            raise SourceRefused(detail, where=where, remedy="Split it into smaller tables.")
        data = path.read_bytes()
    except OSError as error:
        detail = f"the file cannot be read ({error.strerror})"
        raise SourceRefused(detail, where=where, remedy="Check its name and rights.") from error
    if not data.strip():
        raise SourceRefused("the file is empty", where=where, remedy="Was it saved?")
    return data


def decode(data: bytes, name: str) -> str:
    """Decode strict UTF-8 (a byte order mark is kept as a character that readers skip).

    Raises `SourceRefused` naming the first byte that is wrong and its line.
    """
    remedy = "Save the file as text in UTF-8."
    if data.startswith(UTF16_MARKS):
        raise SourceRefused("the file is in UTF-16, not UTF-8", where=name, remedy=remedy)
    if b"\x00" in data:
        raise SourceRefused("the file is binary, not text", where=name, remedy=remedy)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        detail = f"byte {error.start} (0x{data[error.start]:02x}) is not UTF-8"
        where = f"{name}, line {line}"
        raise SourceRefused(detail, where=where, remedy=remedy) from error
    check_text(text, name)
    return text


def check_text(text: str, where: str) -> None:
    """Refuse control characters other than tab and line ends, saying where the first is."""
    found = CONTROL.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        column = found.start() - (text.rfind("\n", 0, found.start()) + 1) + 1
        detail = f"control character U+{ord(found.group()):04X} at character {column}"
        raise SourceRefused(detail, where=f"{where}, line {line}", remedy="Remove it.")
