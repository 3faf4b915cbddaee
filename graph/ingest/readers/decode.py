"""Bytes to text, or one clear refusal: too large, empty, binary, control characters."""

import re
import stat
from itertools import pairwise
from pathlib import Path

from charset_normalizer import from_bytes

from ...errors import SourceRefused

__all__ = [
    "MAX_BYTES", "MAX_CELL", "check_cell", "check_text", "decode", "is_guessed", "is_utf8",
    "read_bytes",
]  # fmt: skip

MAX_BYTES = 16 * 1024 * 1024
#: Lines of a text, each of which may be a row.
MAX_LINES = 50_000
MAX_CELL = 100_000

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
CYRILLIC = ["cp1251", "koi8-r", "cp866"]
#: Letters of Turkish in cp1254, which are rare letters of Icelandic in cp1252.
TURKISH = b"\xf0\xfd\xfe\xd0\xdd\xde"
#: The encoding that a page declares (HTML, section 13.2.3.2).
CHARSET = re.compile(rb"charset=[\"']?([\w-]+)", re.IGNORECASE)
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def check_cell(text: str, where: str) -> None:
    """Refuse a cell that is too long to be one, or has a character that is no text."""
    if len(text) > MAX_CELL:
        detail = f"the cell has {len(text):,} characters; a cell may have {MAX_CELL:,}"
        raise SourceRefused(detail, where=where, remedy="Is a line end or a quote missing?")
    found = CONTROL.search(text)
    if found:
        detail = f"the cell has the character U+{ord(found.group()):04X}, which is no text"
        raise SourceRefused(detail, where=where, remedy="Remove it.")


def read_bytes(path: Path) -> bytes:
    """Return the bytes of a source file.

    Raises `SourceRefused` if it is missing, a folder, empty, or larger than `MAX_BYTES`.
    """
    where = path.name
    try:
        state = path.stat()
        if not stat.S_ISREG(state.st_mode):
            kind = "folder" if stat.S_ISDIR(state.st_mode) else "device or pipe"
            raise SourceRefused(f"it is a {kind}, no file", where=where, remedy="Name a file.")
        size = state.st_size
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
    """Decode a text: UTF-8 (a byte order mark is kept, which readers skip), UTF-16 by its mark.

    Else the 8-bit encoding in which it is likeliest text (charset-normalizer). Raises
    `SourceRefused` for what is no text.
    """
    remedy = "Save the file as text in UTF-8."
    if data.startswith(UTF16_MARKS):
        text = data.decode("utf-16", errors="replace")
    elif b"\x00" in data:
        raise SourceRefused("the file is binary, not text", where=name, remedy=remedy)
    else:
        text = decode_bytes(data, name, remedy)
    check_text(text, name)
    if text.count("\n") > MAX_LINES:
        detail = f"the file has {text.count(chr(10)):,} lines; a source may have {MAX_LINES:,}"
        raise SourceRefused(detail, where=name, remedy="Split it, e.g. one file a faculty.")
    return text


def is_utf8(data: bytes) -> bool:
    """Say whether bytes are UTF-8."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def is_guessed(data: bytes) -> bool:
    """Say whether the encoding of a text is neither UTF-8, nor marked, nor declared."""
    return not (data.startswith(UTF16_MARKS) or is_utf8(data) or CHARSET.search(data[:2048]))


def decode_bytes(data: bytes, name: str, remedy: str) -> str:
    """Return the text of bytes that may be in an 8-bit encoding."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        declared = CHARSET.search(data[:2048])
        if declared:
            try:
                return data.decode(declared[1].decode("ascii"))
            except (LookupError, UnicodeDecodeError):
                pass
        for encoding in likely_encodings(data):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                continue
        line = data.count(b"\n", 0, error.start) + 1
        detail = f"byte {error.start} (0x{data[error.start]:02x}) is not UTF-8"
        raise SourceRefused(detail, where=f"{name}, line {line}", remedy=remedy) from error


def likely_encodings(data: bytes) -> list[str]:
    """Return the 8-bit encodings that a text may have, the likeliest first.

    Words of Cyrillic are high bytes throughout; in western words a high byte stands alone. Which
    Cyrillic one it is, charset-normalizer tells.
    """
    high = [index for index, byte in enumerate(data[:100_000]) if byte >= 0x80]
    together = sum(b - a == 1 for a, b in pairwise(high))
    if 2 * together > len(high):
        best = from_bytes(data[:100_000], cp_isolation=CYRILLIC).best()
        return [best.encoding, *CYRILLIC] if best is not None else CYRILLIC
    is_turkish = any(byte in data for byte in TURKISH)
    return ["cp1254", "cp1252"] if is_turkish else ["cp1252", "cp1250"]


def check_text(text: str, where: str) -> None:
    """Refuse control characters other than tab and line ends, saying where the first is."""
    found = CONTROL.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        column = found.start() - (text.rfind("\n", 0, found.start()) + 1) + 1
        detail = f"control character U+{ord(found.group()):04X} at character {column}"
        raise SourceRefused(detail, where=f"{where}, line {line}", remedy="Remove it.")
