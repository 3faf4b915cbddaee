"""One reader a file format: bytes in, a `Document` out."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from ...errors import SourceRefused
from ...store import Tombstones
from ..decode import decode, read_bytes
from ..document import Document
from ..withheld import blanked, withheld
from .delimited import read_csv, read_tsv
from .html import read_html
from .page import read_page

__all__ = ["READERS", "read_document"]

Reader = Callable[[bytes, str], Document]

#: No tombstone at all.
NOBODY = Tombstones("", frozenset(), frozenset())
#: A new format is one more file beside this one and one more line here.
READERS: Mapping[str, Reader] = {
    ".txt": read_page,
    ".tsv": read_tsv,
    ".tab": read_tsv,
    ".csv": read_csv,
    ".html": read_html,
    ".htm": read_html,
}


def read_document(path: Path, erased: Tombstones = NOBODY) -> Document:
    """Read a source file with the reader of its suffix, without the words that are withheld.

    Raises `SourceRefused`: no such file, no reader for the format, or what the reader refuses.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise SourceRefused(
            f'there is no reader for files of the kind "{path.suffix or "without suffix"}"',
            where=path.name,
            remedy=f"Save it as one of: {' '.join(READERS)}.",
        )
    data = read_bytes(path)
    text = decode(data, path.name)
    found = withheld(text, erased)
    if not found:
        return reader(data, path.name)
    document = reader(blanked(text, found).encode(), path.name)
    return replace(document, withheld=tuple(found))
