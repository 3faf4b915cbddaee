"""What a change may hold, wherever it comes from: no more than can be read back and sent.

The engine's parsers take tokens of 8 MiB (JSON) or 16 MiB, as they are written: with escapes, of
which the longest has six bytes for one of UTF-8. What an update makes (CONCAT doubles a text in one
step) is measured as what comes in. What is removed is not: it must be able to go.
"""

import io
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from .. import media
from ..errors import TooLarge
from .change import ChangeSet
from .names import check_names, check_names_in_source
from .serial import RDF_FORMATS

__all__ = ["MAX_DEPTH", "MAX_TERM", "check_change", "check_source", "check_terms"]

#: Bytes of a term as JSON writes it, and of a change; triple terms within one another.
MAX_TERM = 4 * 1024 * 1024
MAX_CHANGE = 64 * 1024 * 1024
MAX_DEPTH = 16
LONGEST_ESCAPE = 6


def check_change(change: ChangeSet, base: str | None) -> None:
    """Refuse a change that adds what is too large, or names under `base` that have no page.

    Raises `TooLarge` and `UsageError`; nothing is written then.
    """
    size = check_terms(quad.triple for quad in change.added)
    if size > MAX_CHANGE:
        detail = f"the change adds {size:,} bytes of terms; one may add {MAX_CHANGE:,}"
        raise TooLarge(detail, remedy="Send it in parts.", limit=MAX_CHANGE)
    check_names(change, base)


def check_source(source: bytes | Path, form: media.Format, base_iri: str, base: str | None) -> None:
    """Refuse a file with what `check_change` refuses; relative IRIs are read against `base_iri`.

    Of a format of lines only the long ones are read; another one is parsed if it may have such a
    term. Faults are left to who reads the file.
    """
    format_ = RDF_FORMATS[form.name]
    with source.open("rb") if isinstance(source, Path) else io.BytesIO(source) as file:
        if form in (media.NT, media.N_QUADS):
            parts = [line for line in file if len(line) > MAX_TERM]
        else:
            data = file.read()
            parts = [data] if len(data) > MAX_TERM or b"<!ENTITY" in data else []
    for part in parts:
        try:
            check_terms(quad.triple for quad in ox.parse(part, format=format_, base_iri=base_iri))
        except MemoryError as error:
            raise TooLarge(f"a term of the file is too long ({error})", limit=MAX_TERM) from error
        except (SyntaxError, ValueError):
            continue
    check_names_in_source(source, form, base_iri, base)


def check_terms(triples: Iterable[ox.Triple]) -> int:
    """Return the bytes of the terms of triples. Raises `TooLarge` for a term beyond the limit."""
    total = 0
    sizes = dict[object, int]()
    for triple in triples:
        for term in terms_of(triple) if isinstance(triple.object, ox.Triple) else triple:
            size = sizes.get(term)
            if size is None:
                size = sizes[term] = size_of(term, triple)
            total += size
    return total


def terms_of(triple: ox.Triple) -> Iterator[object]:
    """Yield the terms of a triple and of those within it. Raises `TooLarge` at `MAX_DEPTH`."""
    inner: object = triple
    for _ in range(MAX_DEPTH + 1):
        if not isinstance(inner, ox.Triple):
            return
        yield from (term for term in inner if not isinstance(term, ox.Triple))
        inner = inner.object
    if isinstance(inner, ox.Triple):
        detail = f"a triple stands within more than {MAX_DEPTH} others"
        raise TooLarge(detail, where=str(triple.predicate), limit=MAX_DEPTH)


def size_of(term: object, triple: ox.Triple) -> int:
    """Return the bytes of a term of a triple. Raises `TooLarge` where they are too many."""
    texts = [str(getattr(term, "value", term))]
    if isinstance(term, ox.Literal):
        texts += [term.datatype.value, term.language or ""]
    sizes = [serialised_size(text) for text in texts]
    if (size := max(sizes)) > MAX_TERM:
        kind = "an IRI" if isinstance(term, ox.NamedNode) else "a text"
        detail = f"{kind} has {size:,} bytes with escapes; one term may have {MAX_TERM:,}"
        remedy = "Keep long texts in files, and write their addresses."
        where = f"the value of {str(triple.predicate)[:200]}"
        raise TooLarge(detail, where=where, remedy=remedy, limit=MAX_TERM)
    return sum(sizes)


def serialised_size(text: str) -> int:
    """Return the bytes of a text, with escapes where it may be too long with them."""
    is_short = len(text) * LONGEST_ESCAPE <= MAX_TERM
    return len(text if is_short else json.dumps(text, ensure_ascii=False).encode())
