"""Media types and formats as tables, and the choice between them (RFC 9110, section 12.5.1)."""

from collections.abc import Sequence
from typing import NamedTuple

from .errors import NotAcceptable

__all__ = [
    "ATOM",
    "BY_SUFFIX",
    "CALENDAR",
    "CSV",
    "GRAPH_FORMATS",
    "HTML",
    "JSON",
    "JSONLD",
    "NT",
    "N_QUADS",
    "RDFXML",
    "RESULT_FORMATS",
    "TRIG",
    "TSV",
    "TURTLE",
    "XML",
    "Format",
    "negotiate",
    "quality",
    "ranges",
]  # fmt: skip


class Format(NamedTuple):
    """A format: its short name (also its suffix), its media type, others that mean the same."""

    name: str
    media_type: str
    also: tuple[str, ...] = ()


JSON = Format("json", "application/sparql-results+json", ("application/json",))
XML = Format("xml", "application/sparql-results+xml", ("application/xml", "text/xml"))
CSV = Format("csv", "text/csv")
TSV = Format("tsv", "text/tab-separated-values")
TURTLE = Format("ttl", "text/turtle", ("application/x-turtle",))
NT = Format("nt", "application/n-triples")
RDFXML = Format("rdf", "application/rdf+xml", ("application/xml", "text/xml"))
JSONLD = Format("jsonld", "application/ld+json", ("application/json",))
N_QUADS = Format("nq", "application/n-quads")
TRIG = Format("trig", "application/trig")
ATOM = Format("atom", "application/atom+xml")
CALENDAR = Format("ics", "text/calendar")
HTML = Format("html", "text/html", ("application/xhtml+xml",))

#: What SELECT and ASK, and what CONSTRUCT, DESCRIBE and pages give; the first where all is one.
RESULT_FORMATS = (JSON, XML, CSV, TSV)
GRAPH_FORMATS = (TURTLE, NT, RDFXML, JSONLD)
BY_SUFFIX = {f.name: f for f in (*RESULT_FORMATS, *GRAPH_FORMATS, N_QUADS, TRIG, HTML)}


def ranges(accept: str) -> list[tuple[str, float]]:
    """Return (media range, q) of an Accept header; other parameters are ignored."""
    found = []
    for part in accept.split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        q = next((p[2:] for p in parameters if p.startswith("q=")), "1")
        try:
            found.append((name, min(max(float(q), 0.0), 1.0)))
        except ValueError:
            found.append((name, 0.0))
    return [(name, q) for name, q in found if "/" in name]


def quality(accept: Sequence[tuple[str, float]], media_type: str) -> float:
    """Return the q of a media type: of the most specific range that holds it, else 0."""
    main = media_type.split("/", 1)[0]
    for candidate in (media_type, f"{main}/*", "*/*"):
        found = [q for name, q in accept if name == candidate]
        if found:
            return max(found)
    return 0.0


def offer_quality(wanted: Sequence[tuple[str, float]], offer: Format) -> float:
    """Return the q of an offer; its other names count only where the client writes them."""
    named = [q for name, q in wanted if name in offer.also]
    return max([quality(wanted, offer.media_type), *named])


def negotiate(accept: str | None, offers: Sequence[Format]) -> Format:
    """Return the offer that an Accept header prefers; the first offer where there is no header.

    Among equals the earlier offer wins. Raises `NotAcceptable` where none is acceptable.
    """
    wanted = ranges(accept or "")
    if not wanted:
        return offers[0]
    scored = [(offer_quality(wanted, offer), -index, offer) for index, offer in enumerate(offers)]
    best, _, offer = max(scored, key=lambda row: row[:2])
    if best <= 0:
        names = ", ".join(offer.media_type for offer in offers)
        raise NotAcceptable(f"none of {accept} is offered", remedy=f"Offered: {names}.")
    return offer
