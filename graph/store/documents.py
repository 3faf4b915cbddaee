"""Documents of RDF before a parser sees them: what would exhaust it is refused, in one pass.

pyoxigraph's parsers recurse without a bound (also from each term of a JSON-LD context to the next
one that it is made of), and its XML reader expands entities without one; either ends the process.
Entities whose values hold no `&` cannot nest and are read. What is not closed is skipped to its
end, as the parser will, so that no document costs more than one pass.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from .. import media
from ..errors import DocumentRefused

__all__ = ["check_document"]

MAX_NESTING = 100
#: Terms of one JSON-LD context: a chain of 1,500 overflows a stack of 2 MB.
MAX_CONTEXT = 1000
MAX_EXPANSION = 64 * 1024 * 1024
#: What is skipped (strings, comments, IRIs), then what opens and closes.
TURTLE = re.compile(
    rb'"""(?:[^"\\]|\\.|"(?!""))*+(?:"""|\Z)|\'\'\'(?:[^\'\\]|\\.|\'(?!\'\'))*+(?:\'\'\'|\Z)'
    rb'|"(?:[^"\\\r\n]|\\.)*+"?|\'(?:[^\'\\\r\n]|\\.)*+\'?|#[^\r\n]*+|<<|>>|<[^<>"{}|^`\\\s]*+>'
    rb"|\\.|[(\[{]|[)\]}]",
    re.DOTALL,
)
JSON = re.compile(rb'"(?:[^"\\]|\\.)*+"?|[{\[]|[}\]]', re.DOTALL)
TAG = re.compile(
    rb"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<\?.*?(?:\?>|\Z)"
    rb"""|</?(?![!?])(?:[^<>"']|"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z))*+>""",
    re.DOTALL,
)
SCANNERS: Mapping[str, re.Pattern[bytes]] = {
    media.TURTLE.name: TURTLE, media.TRIG.name: TURTLE, media.NT.name: TURTLE,
    media.N_QUADS.name: TURTLE, media.JSONLD.name: JSON,
}  # fmt: skip
OPEN, CLOSE = (b"(", b"[", b"{", b"<<"), (b")", b"]", b"}", b">>")
DOCTYPE = re.compile(rb"<!DOCTYPE\s+[\w:.-]+\s*(?:\[(?P<subset>[^\]]*)\]\s*)?>", re.IGNORECASE)
ENTITY = re.compile(rb"""\s*<!ENTITY\s+[\w.-]+\s+("[^"&%<]*"|'[^'&%<]*')\s*>\s*""")
MAY_HAVE_CONTEXT = re.compile(rb"context|\\u", re.IGNORECASE)
#: The beginning of XML in UTF-8: in another encoding the scan would not see what is declared.
UTF8 = re.compile(
    rb"""(?:\xef\xbb\xbf)?\s*<(?!\?xml[^>]*encoding\s*=\s*["'](?!utf-8["']|us-ascii["']))""",
    re.IGNORECASE,
)


def check_document(data: bytes, form: media.Format) -> None:
    """Refuse a document that a parser could not bear. Raises `DocumentRefused`."""
    if form == media.RDFXML:
        check_declarations(data)
        check_depth(xml_steps(data))
    else:
        check_depth(nesting_steps(data, SCANNERS[form.name]))
    if form == media.JSONLD and MAY_HAVE_CONTEXT.search(data):
        check_contexts(data)


def nesting_steps(data: bytes, scanner: re.Pattern[bytes]) -> list[int]:
    """Return +1 for what opens and -1 for what closes."""
    found = (match.group() for match in scanner.finditer(data))
    return [1 if text in OPEN else -1 for text in found if text in OPEN or text in CLOSE]


def xml_steps(data: bytes) -> list[int]:
    """Return +1 for each element that opens and -1 for each that closes."""
    tags = (match.group() for match in TAG.finditer(data))
    return [
        -1 if tag.startswith(b"</") else 1
        for tag in tags
        if not tag.startswith((b"<!", b"<?")) and not tag.endswith(b"/>")
    ]


def check_depth(found: list[int]) -> None:
    """Refuse what is nested deeper than the parser's stack allows."""
    depth = 0
    for step in found:
        depth = max(depth + step, 0)
        if depth > MAX_NESTING:
            detail = f"the document is nested deeper than {MAX_NESTING}"
            raise DocumentRefused(detail, limit=MAX_NESTING)


def check_contexts(data: bytes) -> None:
    """Refuse JSON-LD with a context of too many terms, and what is not JSON."""
    try:
        json.loads(data.decode("utf-8"), object_pairs_hook=check_members)
    except ValueError as error:
        raise DocumentRefused(f"this is not JSON ({error})") from error


def check_members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object of JSON, whose contexts are short enough."""
    for context in (value for key, value in pairs if key == "@context"):
        for part in context if isinstance(context, list) else [context]:
            if isinstance(part, dict) and len(part) > MAX_CONTEXT:
                detail = f"a context has more than {MAX_CONTEXT} terms"
                raise DocumentRefused(detail, limit=MAX_CONTEXT)
    return dict(pairs)


def check_declarations(data: bytes) -> None:
    """Refuse XML that declares more than plain internal entities, or hides what it declares."""
    if data.strip() and (b"\0" in data or not UTF8.match(data)):
        raise DocumentRefused("the XML is not in UTF-8 or does not begin with a tag")
    if b"<!DOCTYPE" not in data.upper() and b"<!ENTITY" not in data.upper():
        return
    found = DOCTYPE.search(data)
    subset = (found["subset"] or b"") if found else b"?"
    if ENTITY.sub(b"", subset).strip() or data.upper().count(b"<!DOCTYPE") > 1:
        detail = "the XML declares more than entities of plain text"
        raise DocumentRefused(detail, remedy="Write the document without a document type.")
    longest = max(map(len, ENTITY.findall(subset)), default=0)
    if longest * data.count(b"&") > MAX_EXPANSION:
        raise DocumentRefused(f"the entities of the XML are longer than {MAX_EXPANSION:,} bytes")
