"""Answers: validators (an ETag of version, language and format; 304), formats, CSV for people.

CSV for people begins with a byte order mark, by which Excel knows UTF-8; every cell is quoted, and
a text that a spreadsheet would take for a formula has an apostrophe before it (OWASP, "CSV
Injection"). For programs there is SPARQL's CSV.
"""

import csv
import hashlib
import io
import os
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from flask import Response, request
from flask_babel import gettext
from werkzeug.wsgi import FileWrapper

from ... import media
from ...errors import UsageError
from ...store import Answer
from ...text import shorten
from .i18n import current_language
from .site import the_site

__all__ = [
    "address",
    "chosen_format",
    "conditional",
    "content_type",
    "neutral",
    "number_of",
    "page",
    "prefers_page",
    "private",
    "send_answer",
    "send_csv",
    "write_csv",
]  # fmt: skip

PIECE = 64 * 1024


def conditional(response: Response, name: str) -> Response:
    """Give a response its ETag; answer 304 where the client has it.

    The day is a part of it: what is in force today may have ended tomorrow.
    """
    today = datetime.now(UTC).date().isoformat()
    site = the_site()
    parts = (site.store.version(), site.root, today, current_language(), name, request.full_path)
    response.set_etag(hashlib.sha256("\n".join(parts).encode()).hexdigest()[:20])
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Content-Language"] = current_language()
    response.make_conditional(request)
    return response


def page(html: str, links: Sequence[str] = ()) -> Response:
    """Return an HTML page with its Link headers, one of them to the data (VoID, section 6.2)."""
    response = Response(html, mimetype=media.HTML.media_type)
    dataset = f'<{address("/.well-known/void#dataset")}>; rel="http://rdfs.org/ns/void#inDataset"'
    for link in (*links, dataset):
        response.headers.add("Link", link)
    return conditional(response, "html")


def number_of(name: str, default: int, *, least: int = 0, most: int) -> int:
    """Return a number of the address. Raises `UsageError` for anything that is not in bounds."""
    written = request.args.get(name, "")
    is_number = written.isascii() and written.isdecimal() and len(written) <= len(str(most))
    if written and not (is_number and least <= int(written) <= most):
        detail = gettext('"%(given)s" is no number from %(least)s to %(most)s',
                         given=shorten(written, 20), least=least, most=f"{most:,}")  # fmt: skip
        raise UsageError(detail, where=name)
    return int(written) if written else default


def address(path: str) -> str:
    """Return the absolute address of one of our paths, as clients see this service."""
    root = the_site().settings.public_url or request.url_root
    return f"{root.rstrip('/')}{path}"


def private(html: str, status: int = 200) -> Response:
    """Return a page for one reader, which no cache keeps."""
    response = Response(html, status, mimetype=media.HTML.media_type)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Language"] = current_language()
    return response


def chosen_format(suffix: str, offers: Sequence[media.Format]) -> media.Format:
    """Return the format that a suffix names, else the one that the Accept header prefers."""
    by_suffix = {offer.name: offer for offer in offers}
    if suffix:
        return by_suffix[suffix]
    return media.negotiate(request.headers.get("Accept"), offers)


def prefers_page() -> bool:
    """Say whether the client prefers a page: it names HTML, and nothing of data before it."""
    wanted = media.ranges(request.headers.get("Accept", ""))
    html = max(media.quality(wanted, media.HTML.media_type), 0)
    return any(name == "text/html" for name, _ in wanted) and html >= media.quality(
        wanted, media.JSON.media_type
    )


def content_type(result: media.Format) -> str:
    """Return the media type with its charset where it has one."""
    is_text = result.media_type.startswith("text/")
    return f"{result.media_type}; charset=utf-8" if is_text else result.media_type


def send_answer(answer: Answer, result: media.Format) -> Response:
    """Return an answer with its exact length, flagged where it is cut; a long one from its file."""
    content, kind = answer.content, content_type(result)
    if isinstance(content, bytes):
        response = Response(content, content_type=kind)
    else:
        length = content.seek(0, os.SEEK_END)
        content.seek(0)
        response = Response(FileWrapper(content, PIECE), content_type=kind)
        response.content_length = length
    if answer.is_cut:
        response.headers["Hamkor-Cut"] = f"after={the_site().settings.query_rows}"
    return response


BOM = "\ufeff"
#: What makes a cell a formula, in ASCII and as wide letters.
FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


def neutral(text: str) -> str:
    """Return a cell that a spreadsheet shows and does not evaluate."""
    is_live = FORMULA.match(text) and not NUMBER.fullmatch(text)
    return f"'{text}" if is_live else text


def write_csv(rows: Iterable[Sequence[str]]) -> str:
    """Return rows as CSV for people (RFC 4180), the titles of the columns first."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerows([neutral(text) for text in row] for row in rows)
    return BOM + out.getvalue()


def send_csv(name: str, rows: Iterable[Sequence[str]]) -> Response:
    """Answer with a file of CSV."""
    answer = Response(write_csv(rows), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return conditional(answer, "csv for people")
