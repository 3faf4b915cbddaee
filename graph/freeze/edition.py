"""`hamkor freeze`: the site as files, made by several processes from one copy of the data."""

import json
import multiprocessing
import os
import re
import shutil
import tempfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from typing import Any, NamedTuple

from .. import media
from ..console import Tell
from ..errors import UsageError
from ..iris import KINDS, Iris
from ..resources import queries_dir
from ..settings import Settings
from ..store import Store, open_store
from ..web import STATIC, Site, application
from .files import LIVE, FrozenFile, files_of, freeze_content, pages_of, with_live_page

__all__ = ["freeze"]

SPAWN = multiprocessing.get_context("spawn")
#: Files of the editor, of the workbench and the like, which a static edition has no use for.
UNUSED = frozenset(["editor.js", "editor.css", "workbench.js"])
PIECE = 60
SEARCH = "search.json"
#: The file of a thing's page.
THING = re.compile(rf"(?:{'|'.join(KINDS)})/[^/]+/index\.html")
RULES = {
    "_redirects": "/id/:kind/:slug  /:kind/:slug/  303\n",
    "_headers": "/*\n  Access-Control-Allow-Origin: *\n  X-Content-Type-Options: nosniff\n"
    "/*.ttl\n  Content-Type: text/turtle; charset=utf-8\n"
    "/*.jsonld\n  Content-Type: application/ld+json\n",
    ".htaccess": "AddType text/turtle .ttl\nAddType application/n-triples .nt\n"
    "AddType application/rdf+xml .rdf\nAddType application/ld+json .jsonld\n"
    'Header set Access-Control-Allow-Origin "*"\nRewriteEngine On\n'
    + "".join(
        f"RewriteCond %{{HTTP_ACCEPT}} {form.media_type.replace('+', '.')}\n"
        f"RewriteRule ^id/({'|'.join(KINDS)})/([^/.]+)/?$ $1/$2.{form.name} [R=303,L]\n"
        for form in media.GRAPH_FORMATS
    )
    + f"RewriteRule ^id/({'|'.join(KINDS)})/([^/.]+)/?$ $1/$2/ [R=303,L]\n",
}


class Job(NamedTuple):
    """What a process needs: the data, the settings, where to write, all files that there are."""

    data: Path
    settings: Settings
    base: str
    folder: Path


def freeze(store: Store, iris: Iris, settings: Settings, folder: Path, tell: Tell | None) -> int:
    """Write the static edition of a store into a folder that is empty or not there; count files.

    Raises `UsageError` for a folder that holds something: nothing is overwritten.
    """
    if folder.exists() and any(folder.iterdir()):
        raise UsageError("the folder is not empty", where=str(folder), remedy="Give another.")
    new = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    try:
        with tempfile.TemporaryDirectory() as place:
            data = Path(place) / "data.nq"
            data.write_bytes(b"".join(store.export(media.N_QUADS)))
            count = write(Job(data, settings, iris.base, new), tell)
        if folder.exists():
            folder.rmdir()
        new.rename(folder)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return count


def write(job: Job, tell: Tell | None) -> int:
    """Write all files; return how many."""
    app = app_of(job)
    site: Site = app.extensions["hamkor"]
    static = [path.name for path in Path(STATIC).iterdir() if path.name not in UNUSED]
    files = [*files_of(["/", f"/{LIVE}", *pages_of(site)], static)]
    files = [*dict.fromkeys(files)]
    known = frozenset([*(one.file for one in files), SEARCH])
    things = ((hit.label, site.iris.page_path(hit.iri)) for _, hit in site.index.entries)
    names = sorted({(label, path) for label, path in things if path})
    put(job.folder, SEARCH, json.dumps(names, ensure_ascii=False).encode())
    for name, text in {**RULES, **redirect_pages(known)}.items():
        put(job.folder, name, text.encode())
    pieces = [files[start : start + PIECE] for start in range(0, len(files), PIECE)]
    done = 0
    processes = ProcessPoolExecutor(os.cpu_count(), SPAWN, begin, (job, known))
    with processes as pool:
        for one in as_completed([pool.submit(write_piece, piece) for piece in pieces]):
            done += one.result()
            if tell:
                tell("writing", done, len(files))
    return done


MOVED = (
    '<!doctype html><meta charset="utf-8"><title>{0}</title><link rel="canonical" href="{0}">'
    '<meta http-equiv="refresh" content="0; url={0}"><a href="{0}">{0}</a>\n'
)


def redirect_pages(known: frozenset[str]) -> dict[str, str]:
    """Return the pages that send a browser from the name of a thing to its page."""
    pages = [file for file in known if THING.fullmatch(file)]
    targets = {file: f"../../../{file.removesuffix('index.html')}" for file in pages}
    return {f"id/{file}": MOVED.format(target) for file, target in targets.items()}


def put(folder: Path, name: str, data: bytes) -> None:
    """Write one file."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def app_of(job: Job) -> Any:
    """Return an application over a copy of the data in memory."""
    store = open_store(Settings(store="memory:", base_iri=job.base))
    store.load(job.data, media.N_QUADS)
    site = Site(job.settings, store, Iris(job.base), queries_dir())
    return with_live_page(application(site), job.settings.public_url)


#: What each process of the pool works with.
HANDS: list[tuple[Any, Path, frozenset[str]]] = []


def begin(job: Job, known: frozenset[str]) -> None:
    """Make a process of the pool ready."""
    HANDS.append((app_of(job), job.folder, known))


def write_piece(piece: Sequence[FrozenFile]) -> int:
    """Write some files; return how many."""
    app, folder, known = HANDS[0]
    for one in piece:
        put(folder, one.file, freeze_content(app, one, known))
    return len(piece)
