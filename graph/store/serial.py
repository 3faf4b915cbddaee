"""RDF and results in the formats that are offered, so that a strict parser reads each.

What a format cannot say is refused in words (`NotAcceptable`), never written as something else:
JSON-LD 1.1 has no triple terms; RDF/XML writes predicates as XML names (RDF 1.1 XML Syntax, section
7.2.5); XML 1.0 (section 2.2) has no U+0000 to U+001F but tab and line ends, no U+FFFE and U+FFFF.
"""

import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import IO, Any, cast
from xml.parsers import expat  # It reads only what is written here.

import pyoxigraph as ox

from .. import media
from ..errors import NotAcceptable
from ..vocab import RDF

__all__ = ["RDF_FORMATS", "XML_FORMATS", "XmlSink", "rdf_bytes", "write_rdf"]

RDF_FORMATS: Mapping[str, ox.RdfFormat] = {
    media.TURTLE.name: ox.RdfFormat.TURTLE,
    media.NT.name: ox.RdfFormat.N_TRIPLES,
    media.RDFXML.name: ox.RdfFormat.RDF_XML,
    media.JSONLD.name: ox.RdfFormat.JSON_LD,
    media.N_QUADS.name: ox.RdfFormat.N_QUADS,
    media.TRIG.name: ox.RdfFormat.TRIG,
}
#: Format in XML -> those that can say the same without its bounds.
XML_FORMATS: Mapping[media.Format, Sequence[media.Format]] = {
    media.XML: (media.JSON, media.CSV, media.TSV),
    media.RDFXML: (media.TURTLE, media.NT, media.JSONLD),
}
#: What XML 1.0 cannot write, in UTF-8.
UNWRITABLE = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
#: Names of RDF's own that mean something else as a property element (section 5.1), or count (li).
RESERVED = frozenset(
    RDF.base + name
    for name in (
        "RDF", "ID", "about", "parseType", "resource", "nodeID", "datatype", "Description", "li",
        "aboutEach", "aboutEachPrefix", "bagID", "version", "annotation", "annotationNodeID",
    )
)  # fmt: skip


class XmlSink(io.RawIOBase):
    """A sink for serialisers of XML before another one: CR survives, what XML lacks is refused."""

    def __init__(self, sink: Any, form: media.Format) -> None:
        """Write to `sink` what a serialiser of `form` gives."""
        super().__init__()
        self._sink, self._form, self._tail = sink, form, b""

    def writable(self) -> bool:
        """Say yes."""
        return True

    def write(self, data: Any) -> int:
        """Take bytes. A parser reads a bare CR as LF (section 2.11), so it is written as &#13;."""
        piece = bytes(data)
        found = UNWRITABLE.search(self._tail + piece)
        if found:
            code = f"U+{ord(found.group().decode()):04X}"
            raise cannot_say(f"a value holds the character {code}, which XML has not", self._form)
        self._tail = piece[-2:]
        self._sink.write(piece.replace(b"\r", b"&#13;"))
        return len(piece)


def rdf_bytes(
    triples: Iterable[ox.Triple], form: media.Format, prefixes: Mapping[str, str] | None = None
) -> bytes:
    """Return triples in a format. Raises `NotAcceptable` for what it cannot say."""
    sink = io.BytesIO()
    write_rdf(triples, form, sink, prefixes)
    return sink.getvalue()


def write_rdf(
    triples: Iterable[ox.Triple], form: media.Format, sink: Any,
    prefixes: Mapping[str, str] | None = None,
) -> None:  # fmt: skip
    """Write triples in a format. Raises `NotAcceptable` for what it cannot say."""
    out = XmlSink(sink, form) if form in XML_FORMATS else sink
    ox.serialize(
        refuse_unsayable(triples, form), cast("IO[bytes]", out), format=RDF_FORMATS[form.name],
        prefixes=dict(prefixes) if prefixes else None,
    )  # fmt: skip


def refuse_unsayable(triples: Iterable[ox.Triple], form: media.Format) -> Iterable[ox.Triple]:
    """Return triples that refuse, when they are read, what a format cannot say."""
    checks = {media.JSONLD.name: without_terms, media.RDFXML.name: with_names}
    return checks[form.name](triples) if form.name in checks else triples


def without_terms(triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """Yield triples without triple terms, as JSON-LD needs them."""
    for triple in triples:
        if isinstance(triple.object, ox.Triple):
            detail = f"{triple.predicate} has a triple as its value, which JSON-LD cannot say"
            raise cannot_say(detail, media.JSONLD)
        yield triple


def with_names(triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """Yield triples whose predicates XML has names for, however deep they stand."""
    for triple in triples:
        inner: object = triple
        while isinstance(inner, ox.Triple):
            if not has_name(inner.predicate.value):
                detail = f"{inner.predicate} does not end in an XML name"
                raise cannot_say(f"{detail}, so RDF/XML cannot say it", media.RDFXML)
            inner = inner.object
        yield triple


@lru_cache(maxsize=1024)
def has_name(predicate: str) -> bool:
    """Say whether a parser of XML finds a predicate in what the engine writes for it."""
    if predicate in RESERVED:
        return False
    found = list[str]()
    triple = ox.Triple(ox.BlankNode("s"), ox.NamedNode(predicate), ox.Literal(""))
    parser = expat.ParserCreate(namespace_separator="")
    parser.StartElementHandler = lambda name, _: found.append(name)
    try:
        parser.Parse(ox.serialize([triple], format=ox.RdfFormat.RDF_XML) or b"", True)
    except expat.ExpatError:
        return False
    return predicate in found


def cannot_say(detail: str, form: media.Format) -> NotAcceptable:
    """Return the refusal of a format for one answer, with the formats that can."""
    others = XML_FORMATS.get(form, (media.TURTLE, media.NT, media.RDFXML))
    names = ", ".join(other.media_type for other in others)
    return NotAcceptable(detail, remedy=f"Ask for {names}.")
