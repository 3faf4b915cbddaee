"""Fetching the newest release of ROR's data dump from Zenodo; only when a person asks for it."""

import hashlib
import json
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

from ...errors import SourceRefused

__all__ = ["ZENODO", "fetch"]

#: The records of ROR's community, newest first (https://ror.readme.io/docs/data-dump).
ZENODO = "https://zenodo.org/api/communities/ror-data/records?q=&sort=newest&size=1"
TIMEOUT_S, PIECE = 60, 1 << 20


def fetch(folder: Path, address: str, tell: Callable[[str, int, int | None], None] | None) -> Path:
    """Return the newest dump in a folder: fetched, its checksum compared with what Zenodo says.

    Raises `SourceRefused` where it cannot be fetched whole.
    """
    try:
        with urllib.request.urlopen(address, timeout=TIMEOUT_S) as answer:  # noqa: S310
            file = newest(json.load(answer))
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / Path(file["key"]).name
        digest = save(file["links"]["self"], path, int(file["size"]), tell)
    except (OSError, ValueError, KeyError, IndexError, TypeError) as error:
        if isinstance(error, HTTPError):
            error.close()
        remedy = "Download the dump yourself and give its file."
        raise SourceRefused(f"cannot be fetched ({error})", where=address, remedy=remedy) from error
    if file["checksum"] != f"md5:{digest}":
        path.unlink()
        raise SourceRefused("its checksum is not the one that Zenodo says", where=path.name)
    return path


def newest(found: Any) -> Any:
    """Return the zip of the newest record."""
    files = found["hits"]["hits"][0]["files"]
    return next(file for file in files if file["key"].endswith(".zip"))


def save(
    address: str, path: Path, size: int, tell: Callable[[str, int, int | None], None] | None
) -> str:
    """Fetch a file; return its MD5, which is what Zenodo gives: against accidents, not attacks."""
    digest, done = hashlib.md5(usedforsecurity=False), 0
    with urllib.request.urlopen(address, timeout=TIMEOUT_S) as answer, path.open("wb") as out:  # noqa: S310
        while piece := answer.read(PIECE):
            out.write(piece)
            digest.update(piece)
            done += len(piece)
            if tell:
                tell("fetching", done, size)
    return digest.hexdigest()
