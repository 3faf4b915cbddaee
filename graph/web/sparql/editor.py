"""The query editor: yasqe's built files where npm has installed them, and the terms it completes.

Nothing here is needed to read or ask: without the files `/sparql` is a plain form.
"""

import gzip
import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Response, jsonify, request

from ... import media
from ...errors import NotFound
from ...resources import editor_dir
from ...vocab import FORM, NAMESPACES, PREFIXES
from ..http import Site, conditional, current_language, the_site

__all__ = ["blueprint", "is_installed"]

blueprint = Blueprint("editor", __name__)

#: Name in the address -> name of the built file, media type. Nothing else of npm's is served.
FILES = {
    "yasqe.js": ("yasqe.min.js", "text/javascript"),
    "yasqe.css": ("yasqe.min.css", "text/css"),
}


def is_installed() -> bool:
    """Say whether npm has brought the editor."""
    return all((editor_dir() / built).is_file() for built, _ in FILES.values())


@blueprint.get(f"/sparql/editor/<any({','.join(FILES)}):name>")
def file(name: str) -> Response:
    """Give a built file of the query editor, where npm has installed it."""
    built, kind = FILES[name]
    path = editor_dir() / built
    if not path.is_file():
        raise NotFound("the query editor is not installed here", remedy="npm ci brings it.")
    plain, packed, tag = read(path, path.stat().st_mtime_ns)
    is_packed = request.accept_encodings.quality("gzip") > 0
    response = Response(packed if is_packed else plain, content_type=f"{kind}; charset=utf-8")
    if is_packed:
        response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")
    response.set_etag(tag + ("-gz" if is_packed else ""))
    response.headers["Cache-Control"] = "no-cache"
    response.make_conditional(request)
    return response


@lru_cache(maxsize=len(FILES))
def read(path: Path, _changed: int) -> tuple[bytes, bytes, str]:
    """Return a file as it is and packed, and its tag; read again once it has changed."""
    data = path.read_bytes()
    return data, gzip.compress(data, mtime=0), hashlib.sha256(data).hexdigest()[:20]


@blueprint.get("/sparql/terms.json")
def terms() -> Response:
    """List our prefixes, and the terms that the query editor completes, with their labels."""
    answer = jsonify(prefixes=dict(PREFIXES), terms=list_terms(the_site(), current_language()))
    return conditional(answer, media.JSON.name)


def list_terms(site: Site, language: str) -> list[tuple[str, str]]:
    """Return (prefixed name, label) of every term of the vocabulary and every form."""
    names = {
        f"{prefix}:{term.value[len(space.base) :]}": str(term.value)
        for prefix, space in NAMESPACES.items()
        for term in space
    }
    forms = [iri for iri in site.words.labels if iri.startswith(FORM.base) and iri != FORM.base]
    names |= {f"form:{iri[len(FORM.base) :]}": iri for iri in forms}
    return [(name, site.words.label(iri, language)) for name, iri in sorted(names.items())]
