"""The data whole: all graphs, or the public facts; as packed files with checksums, or plain."""

import gzip
import hashlib
import io
from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from flask import Blueprint, Response, request
from flask_babel import gettext
from pyoxigraph import NamedNode, RdfFormat, parse

from ... import media
from ...errors import NotFound
from ...store import rdf_bytes, split_nquads
from ...vocab import PREFIXES
from ..http import Site, conditional, content_type, the_site

__all__ = ["DUMPS", "GZIP", "Dump", "blueprint", "dump_of"]

blueprint = Blueprint("dumps", __name__)

#: Name of a file -> its format, and what it holds.
DUMPS = {
    "dump.nq.gz": (media.N_QUADS, "all graphs, with their evidence"),
    "dump.ttl.gz": (media.TURTLE, "the public facts: the default graph"),
}
GZIP = media.Format("gz", "application/gzip", ("application/x-gzip",))
PIECE = 64 * 1024
#: How a comment begins that stands for a triple.
LEFT_OUT = b"# left out, too long to be read:"


class Dump(NamedTuple):
    """A packed file: its name, the media type within, bytes, SHA-256, how much is not in it.

    `size` is how many bytes are packed in it.
    """

    name: str
    form: media.Format
    data: bytes
    sha256: str
    size: int
    left_out: int = 0

    @property
    def plain_name(self) -> str:
        """The name under which the same is served without packing, or packed on its way only."""
        return self.name.removesuffix(".gz")


def dump_of(site: Site, name: str) -> Dump:
    """Return a dump, made once for each version; the same data give the same bytes."""
    if name not in DUMPS:
        raise NotFound(
            gettext("there is no dump %(name)s", name=name), remedy=f"{', '.join(DUMPS)}."
        )
    dump: Dump = site.make_once(f"dump {name}", lambda: make_dump(site, name))
    return dump


def make_dump(site: Site, name: str) -> Dump:
    """Make a dump."""
    form = DUMPS[name][0]
    lines = [*(quads(site) if form == media.N_QUADS else facts(site))]
    left_out = [line for line in lines if line.startswith(LEFT_OUT)]
    kept = (line for line in lines if not line.startswith(LEFT_OUT))
    plain = b"".join([*left_out, *kept])
    data = gzip.compress(plain, mtime=0)
    return Dump(name, form, data, hashlib.sha256(data).hexdigest(), len(plain), len(left_out))


def facts(site: Site) -> Iterator[bytes]:
    """Yield the default graph as Turtle, and a comment for each triple that is not in it."""
    short, long = split_nquads(b"".join(site.store.export(media.NT)))
    yield from map(comment, long)
    triples = sorted({quad.triple for quad in parse(short, format=RdfFormat.N_TRIPLES)}, key=str)
    yield rdf_bytes(triples, media.TURTLE, PREFIXES)


def quads(site: Site) -> Iterator[bytes]:
    """Yield the default graph, then each named graph, as N-Quads, with comments as in `facts`."""
    graphs = sorted(str(row["graph"].value) for row in site.rows("graphs"))
    short, long = split_nquads(b"".join(site.store.export(media.NT)))
    yield from (*map(comment, long), short)
    for graph in graphs:
        ending = f" <{graph}> .\n".encode()
        short, long = split_nquads(b"".join(site.store.export(media.NT, NamedNode(graph))))
        yield from map(comment, long)
        lines = sorted(line for line in short.split(b"\n") if line)
        yield b"".join(line.removesuffix(b" .") + ending for line in lines)


def comment(line: bytes) -> bytes:
    """Return what is said of a triple which no reader of RDF would take: its value is too long."""
    about = b" ".join(term[:200] for term in line[:1000].split(b" ")[:2])
    return LEFT_OUT + b" %s with a value of %d bytes\n" % (about, len(line))


@blueprint.get("/<any(dump.nq.gz,dump.ttl.gz):name>")
def dump(name: str) -> Response:
    """Give all data packed with gzip: every graph as N-Quads, or the public facts as Turtle.

    A client that names the format of the data gets them in it, packed as a content coding
    (RFC 9110, section 8.4): few readers of RDF know what to do with application/gzip.
    """
    found = dump_of(the_site(), name)
    wanted = media.ranges(request.headers.get("Accept", ""))
    if media.quality(wanted, found.form.media_type) > media.quality(wanted, GZIP.media_type):
        return send_plain(found)
    response = Response(found.data, mimetype=GZIP.media_type)
    response.headers["Content-Disposition"] = (
        f'attachment; filename="hamkor-{the_site().store.version()}.{name.partition(".")[2]}"'
    )
    return with_version(response, name)


@blueprint.get("/<any(dump.nq,dump.ttl):name>")
def plain_dump(name: str) -> Response:
    """Give all data: every graph as N-Quads, or the public facts as Turtle; packed on the way."""
    return send_plain(dump_of(the_site(), f"{name}.gz"))


def send_plain(found: Dump) -> Response:
    """Send what is packed in a dump, with gzip as its coding where the client takes that."""
    is_packed = request.accept_encodings.quality("gzip") > 0
    content = found.data if is_packed else pieces(found.data)
    response = Response(content, content_type=content_type(found.form))
    response.content_length = len(found.data) if is_packed else found.size
    if is_packed:
        response.content_encoding = "gzip"
    response.vary.add("Accept-Encoding")
    return with_version(response, f"{found.plain_name} {'gzip' if is_packed else 'identity'}")


def pieces(packed: bytes) -> Iterator[bytes]:
    """Yield what is packed with gzip."""
    with gzip.open(io.BytesIO(packed)) as file:
        yield from iter(partial(file.read, PIECE), b"")


def with_version(response: Response, name: str) -> Response:
    """Say which version a dump is of."""
    response.headers["Hamkor-Version"] = the_site().store.version()
    return conditional(response, name)


@blueprint.get("/dump.sha256")
def checksums() -> Response:
    """Give the checksums of the dumps, as `sha256sum --check` reads them."""
    lines = [f"{dump_of(the_site(), name).sha256}  {name}\n" for name in DUMPS]
    return conditional(Response("".join(lines), mimetype="text/plain"), "sha256")
