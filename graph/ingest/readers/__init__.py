"""One reader a file format: bytes in, a `Document` out."""

from collections.abc import Callable, Mapping
from pathlib import Path

from ...errors import SourceRefused
from ..decode import read_bytes
from ..document import Document
from .delimited import read_csv, read_tsv
from .html import read_html
from .page import read_page

__all__ = ["READERS", "read_document"]

Reader = Callable[[bytes, str], Document]

#: A new format is one more file beside this one and one more line here.
READERS: Mapping[str, Reader] = {
    ".txt": read_page,
    ".tsv": read_tsv,
    ".tab": read_tsv,
    ".csv": read_csv,
    ".html": read_html,
    ".htm": read_html,
}


def read_document(path: Path) -> Document:
    """Read a source file with the reader of its suffix.

    Raises `SourceRefused`: no such file, no reader for the format, or what the reader refuses.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise SourceRefused(
            f'there is no reader for files of the kind "{path.suffix or "without suffix"}"',
            where=path.name,
            remedy=f"Save it as one of: {' '.join(READERS)}.",
        )
    return reader(read_bytes(path), path.name)
