"""SPARQL 1.1 Protocol: what a request asks, of which dataset, within which limits (section 2)."""

from typing import NamedTuple

from flask import request
from pyoxigraph import NamedNode

from .. import media
from ..errors import UnsupportedType, UsageError
from ..settings import Settings
from ..sparql import QueryForm
from ..store import Dataset, Limits

__all__ = ["DATASET", "FORM", "OFFERS", "Asked", "absolute", "asked", "dataset_of", "limits_of"]

OFFERS = {
    QueryForm.SELECT: media.RESULT_FORMATS,
    QueryForm.ASK: (media.JSON, media.XML),
    QueryForm.CONSTRUCT: media.GRAPH_FORMATS,
    QueryForm.DESCRIBE: media.GRAPH_FORMATS,
}
#: The parameters that name a dataset.
DATASET = ("default-graph-uri", "named-graph-uri")
FORM = "application/x-www-form-urlencoded"

Values = dict[str, list[str]]


class Asked(NamedTuple):
    """The parameters of a request and the one text that it sends; None where it sends none."""

    values: Values
    text: str | None


def asked(name: str) -> Asked:
    """Return what a request asks: `name` is ``query`` or ``update``, parameter and media type.

    Raises `UsageError` for more than one text and `UnsupportedType` for bodies of another kind.
    """
    values = request.args.to_dict(flat=False)
    if request.method not in ("POST", "QUERY"):
        return Asked(values, single(values, name))
    kind = request.mimetype.lower()
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if charset not in ("utf-8", "utf8"):
        raise UnsupportedType(f"bodies are read in UTF-8, not {charset}")
    if kind == f"application/sparql-{name}":
        return Asked(values, single({name: [utf8(request.get_data())]}, name))
    if kind == FORM:
        utf8(request.get_data(cache=True))
        values = request.form.to_dict(flat=False)
        return Asked(values, single(values, name))
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


def limits_of(settings: Settings, rest: str = "") -> Limits:
    """Return the limits of an answer; the client may ask for a shorter deadline.

    ``Prefer: wait=5`` (RFC 7240, section 4.3) and ``timeout=5`` are seconds.
    """
    wishes = [request.args.get("timeout", ""), *prefer("wait")]
    seconds = [float(wish) for wish in wishes if wish.replace(".", "", 1).isdecimal()]
    deadline_s = min([settings.deadline_s, *(s for s in seconds if s > 0)])
    return Limits(deadline_s, settings.query_rows, settings.query_bytes, rest)


def prefer(name: str) -> list[str]:
    """Return the values of a preference (RFC 7240, section 2)."""
    parts = request.headers.get("Prefer", "").replace(";", ",").split(",")
    pairs = (part.strip().partition("=") for part in parts)
    return [value.strip(' "') for key, _, value in pairs if key.strip().lower() == name]
