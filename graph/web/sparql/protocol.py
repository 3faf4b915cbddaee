"""SPARQL 1.1 Protocol: what a request asks, of which dataset, within which limits (section 2)."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from flask import request
from pyoxigraph import NamedNode

from ... import media
from ...errors import UnsupportedType, UsageError
from ...settings import Settings
from ...sparql import QueryForm
from ...store import Dataset, Limits
from ...text import shorten

__all__ = [
    "DATASET",
    "FORM",
    "FORMATS",
    "OFFERS",
    "SparqlRequest",
    "absolute",
    "dataset_of",
    "limits_of",
    "named_format",
    "parse_request",
]  # fmt: skip

OFFERS = {
    QueryForm.SELECT: media.RESULT_FORMATS,
    QueryForm.ASK: (media.JSON, media.XML),
    QueryForm.CONSTRUCT: media.GRAPH_FORMATS,
    QueryForm.DESCRIBE: media.GRAPH_FORMATS,
}
#: The parameters that name a format: ours, and the one of Fuseki; clients send both.
FORMATS = ("format", "output")
#: What other services and clients call the formats of RDF.
ALSO: Mapping[str, tuple[str, ...]] = {
    media.TURTLE.name: ("turtle", "n3"), media.NT.name: ("ntriples", "n-triples", "nt11"),
    media.RDFXML.name: ("rdf+xml", "rdfxml", "xml"), media.JSONLD.name: ("json-ld", "json"),
}  # fmt: skip
#: The parameters that name a dataset.
DATASET = ("default-graph-uri", "named-graph-uri")
FORM = "application/x-www-form-urlencoded"
#: A number as a client writes it: no sign, no exponent, and no "nan".
SECONDS = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")

Values = dict[str, list[str]]


class SparqlRequest(NamedTuple):
    """The parameters of a request and the one text that it sends; None where it sends none."""

    values: Values
    text: str | None


def parse_request(name: str) -> SparqlRequest:
    """Return what a request asks: `name` is ``query`` or ``update``, parameter and media type.

    Raises `UsageError` for more than one text and `UnsupportedType` for bodies of another kind.
    """
    values = request.args.to_dict(flat=False)
    if request.method not in ("POST", "QUERY"):
        return SparqlRequest(values, single(values, name))
    kind = request.mimetype.lower()
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if charset not in ("utf-8", "utf8"):
        raise UnsupportedType(f"bodies are read in UTF-8, not {charset}")
    if kind == f"application/sparql-{name}":
        return SparqlRequest(values, single({name: [utf8(request.get_data())]}, name))
    if kind == FORM:
        utf8(request.get_data(cache=True))
        values = request.form.to_dict(flat=False)
        return SparqlRequest(values, single(values, name))
    remedy = f"Send {FORM} or application/sparql-{name}."
    raise UnsupportedType(f'bodies of type "{kind}" are not read', remedy=remedy)


def single(values: Values, name: str) -> str | None:
    """Return the one text of a parameter; None where there is none."""
    found = values.get(name, [])
    if len(found) > 1:
        raise UsageError(f"there is more than one {name}")
    if found and not found[0].strip():
        raise UsageError(f"the {name} is empty")
    return found[0] if found else None


def utf8(body: bytes) -> str:
    """Return the text of a body."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(f"the body is not UTF-8 (byte {error.start})") from error


def dataset_of(values: Values, names: tuple[str, str] = DATASET) -> Dataset:
    """Return the dataset that a request names (sections 2.1.4 and 2.2.3)."""
    default, named = (values.get(name) for name in names)
    for iri in (*(default or ()), *(named or ())):
        absolute(iri)
    if default is None and named is None:
        return Dataset()
    return Dataset(tuple(default or ()), tuple(named or ()))


def absolute(iri: str) -> str:
    """Return an absolute IRI. Raises `UsageError` for anything else."""
    try:
        return str(NamedNode(iri).value)
    except ValueError as error:
        raise UsageError(f'"{iri}" is not an absolute IRI ({error})') from error


def named_format(values: Values, offers: Sequence[media.Format]) -> media.Format | None:
    """Return the format that a parameter names, by its name or media type; None where none does.

    It wins over the Accept header. Raises `UsageError` for a format that is not offered.
    """
    for where in FORMATS:
        for wanted in filter(None, values.get(where, ())):
            # A plus in an address that is not escaped is read as a blank.
            word = wanted.lower().replace(" ", "+")
            found = [one for one in offers if word in names_of(one)]
            if not found:
                remedy = f"It is {', '.join(offer.name for offer in offers)}, or the media type."
                detail = f'"{shorten(wanted, 40)}" is no format of this answer'
                raise UsageError(detail, where=where, remedy=remedy)
            return found[0]
    return None


def names_of(form: media.Format) -> tuple[str, ...]:
    """Return all that a format is called."""
    return form.name, form.media_type, *form.also, *ALSO.get(form.name, ())


def limits_of(settings: Settings, rest: str = "") -> Limits:
    """Return the limits of an answer; the client may ask for a shorter deadline.

    ``Prefer: wait=5`` (RFC 7240, section 4.3) and ``timeout=5`` are seconds.
    """
    given = request.values.get("timeout", "")
    wishes = [seconds_of("timeout", given)] if given else []
    # A preference that is not understood is ignored (RFC 7240, section 2).
    wishes += [float(wish) for wish in prefer("wait") if SECONDS.fullmatch(wish) and float(wish)]
    deadline_s = min([settings.deadline_s, *wishes])
    return Limits(deadline_s, settings.query_rows, settings.query_bytes, rest)


def seconds_of(where: str, written: str) -> float:
    """Return a number of seconds. Raises `UsageError` for anything but a number above 0."""
    seconds = float(written) if SECONDS.fullmatch(written) else 0.0
    if seconds <= 0:
        detail = f'"{shorten(written, 20)}" is no number of seconds above 0'
        raise UsageError(detail, where=where, remedy="Write it as 5 or 2.5.")
    return seconds


def prefer(name: str) -> list[str]:
    """Return the values of a preference (RFC 7240, section 2)."""
    parts = request.headers.get("Prefer", "").replace(";", ",").split(",")
    pairs = (part.strip().partition("=") for part in parts)
    return [value.strip(' "') for key, _, value in pairs if key.strip().lower() == name]
