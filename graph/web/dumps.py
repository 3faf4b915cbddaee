"""The data whole: packed files of all graphs and of the public facts, with checksums."""

import gzip
import hashlib
from collections.abc import Iterator
from typing import NamedTuple

from flask import Blueprint, Response
from pyoxigraph import NamedNode, RdfFormat, serialize

from .. import media
from ..errors import NotFound
from ..store import construct
from ..vocab import PREFIXES
from .answers import conditional
from .site import Site, the_site

__all__ = ["DUMPS", "Dump", "blueprint", "dump_of"]

blueprint = Blueprint("dumps", __name__)

#: Name of a file -> its format, and what it holds.
DUMPS = {
    "dump.nq.gz": (media.N_QUADS, "all graphs, with their evidence"),
    "dump.ttl.gz": (media.TURTLE, "the public facts: the default graph"),
}


class Dump(NamedTuple):
    """A packed file: its name, the media type within, bytes, SHA-256."""

    name: str
    form: media.Format
    data: bytes
    sha256: str


def dump_of(site: Site, name: str) -> Dump:
    """Return a dump, made once for each version; the same data give the same bytes."""
    if name not in DUMPS:
        raise NotFound(f"there is no dump {name}", remedy=f"There are {', '.join(DUMPS)}.")
    dump: Dump = site.once(f"dump {name}", lambda: made(site, name))
    return dump


def made(site: Site, name: str) -> Dump:
    """Make a dump."""
    form = DUMPS[name][0]
    parts = quads(site) if form == media.N_QUADS else facts(site)
    data = gzip.compress(b"".join(parts), mtime=0)
    return Dump(name, form, data, hashlib.sha256(data).hexdigest())


def facts(site: Site) -> Iterator[bytes]:
    """Yield the default graph as Turtle."""
    triples = sorted(construct(site.store, "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }"), key=str)
    yield serialize(triples, format=RdfFormat.TURTLE, prefixes=dict(PREFIXES)) or b""


def quads(site: Site) -> Iterator[bytes]:
    """Yield the default graph, then each named graph, as N-Quads."""
    graphs = sorted(str(row["graph"].value) for row in site.rows("graphs"))
    yield b"".join(site.store.export(media.NT))
    for graph in graphs:
        ending = f" <{graph}> .\n".encode()
        lines = b"".join(site.store.export(media.NT, NamedNode(graph))).splitlines()
        yield b"".join(line.removesuffix(b" .") + ending for line in sorted(lines) if line)


@blueprint.get("/<any(dump.nq.gz,dump.ttl.gz):name>")
def dump(name: str) -> Response:
    """Give all data packed with gzip: every graph as N-Quads, or the public facts as Turtle."""
    found = dump_of(the_site(), name)
    response = Response(found.data, mimetype="application/gzip")
    version = response.headers["Hamkor-Version"] = the_site().store.version()
    response.headers["Content-Disposition"] = (
        f'attachment; filename="hamkor-{version}.{name.partition(".")[2]}"'
    )
    return conditional(response, name)


@blueprint.get("/dump.sha256")
def checksums() -> Response:
    """Give the checksums of the dumps, as `sha256sum --check` reads them."""
    lines = [f"{dump_of(the_site(), name).sha256}  {name}\n" for name in DUMPS]
    return conditional(Response("".join(lines), mimetype="text/plain"), "sha256")
