"""The static edition: its files, the content of each, and relative links between them.

A page is a folder with an `index.html`; other languages stand in a folder of their own. Links are
relative, so that the edition works under any address. What needs a running service leads to a page
that says so.
"""

import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from html import escape, unescape
from posixpath import dirname, relpath
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from flask import Flask, render_template

from .. import media
from ..errors import HamkorError, StoreUnreachable
from ..iris import KINDS
from ..saved import SavedQuery, bind
from ..web.data import SHAPES, paths
from ..web.http import KEY, LANGUAGES, Site

__all__ = [
    "LIVE",
    "FrozenFile",
    "files_of",
    "freeze_content",
    "page_file",
    "pages_of",
    "with_live_page",
]

#: The page that stands for what needs a running service.
LIVE = "live"
LINK = re.compile(r'(?P<before>\b(?:href|src|action|data-index)=")(?P<url>[^"]*)"')
DATA = tuple(form.name for form in media.GRAPH_FORMATS)
ROWS = tuple(form.name for form in (*media.RESULT_FORMATS, media.JSONLD))
#: What there is once, beside pages: path -> file.
SINGLE = (
    "robots.txt", "sitemap.xml", "dump.nq.gz", "dump.ttl.gz", "dump.sha256", "report.xlsx",
    *(f"{page}.{name}" for page in ("ontology", *SHAPES) for name in DATA),
)  # fmt: skip


class FrozenFile(NamedTuple):
    """A file of the edition: where it stands, and the address that gives its content."""

    file: str
    url: str
    language: str = ""


def with_live_page(app: Flask, url: str) -> Flask:
    """Return an application that has the page for what needs a running service (at `url`)."""
    app.add_url_rule(f"/{LIVE}", view_func=lambda: render_template("freeze/live.html", url=url))
    return app


def pages_of(site: Site) -> list[str]:
    """Return the paths of all pages."""
    return [
        path for path in paths(site) if not path.startswith("/queries/") or asks_nothing(site, path)
    ]


def asks_nothing(site: Site, path: str) -> bool:
    """Say whether a saved query needs no value."""
    saved = site.queries.get(path.rpartition("/")[2])
    try:
        return isinstance(saved, SavedQuery) and bool(bind(saved, {}, site.iris))
    except HamkorError:
        return False


def files_of(pages: Collection[str], static: Collection[str]) -> Iterator[FrozenFile]:
    """Yield the files of the edition."""
    for path in pages:
        for language in LANGUAGES:
            yield FrozenFile(page_file(path, language), f"{path}?lang={language}", language)
        yield from parts_of(path)
    for name in SINGLE:
        yield FrozenFile(name, f"/{name}")
    for name in static:
        yield FrozenFile(f"static/{name}", f"/static/{name}")


def parts_of(path: str) -> Iterator[FrozenFile]:
    """Yield what stands beside a page: data, cards, rows."""
    _, kind, *rest = path.split("/")
    slug = rest[0] if rest else ""
    if (kind in KINDS or kind == "form") and slug:
        yield from (FrozenFile(f"{kind}/{slug}.{name}", f"{path}.{name}") for name in DATA)
    if kind in KINDS and slug:
        for language in LANGUAGES:
            yield FrozenFile(
                page_file(f"/embed{path}", language), f"/embed{path}?lang={language}", language
            )
        yield FrozenFile(f"embed/{kind}/{slug}.json", f"/embed{path}.json")
        yield FrozenFile(f"badge/{kind}/{slug}.svg", f"/badge{path}.svg")
        yield FrozenFile(f"card/{kind}/{slug}.svg", f"/card{path}.svg")
    if kind == "queries" and slug:
        yield from (FrozenFile(f"queries/{slug}.{name}", f"{path}.{name}") for name in ROWS)


def page_file(path: str, language: str) -> str:
    """Return the file of a page in a language."""
    parts = [
        *([] if language == "en" else [language]),
        *filter(None, path.split("/")),
        "index.html",
    ]
    return "/".join(parts)


def freeze_content(app: Flask, one: FrozenFile, known: Collection[str]) -> bytes:
    """Return the content of a file; `known` are all files of the edition.

    Raises `StoreUnreachable` for what the application does not give.
    """
    accept = {"Accept": "text/html"} if one.file.endswith(".html") else {}
    with app.test_client().get(one.url, headers=accept) as answer:
        if answer.status_code != 200:
            raise StoreUnreachable(f"the page is {answer.status}", where=one.url)
        body = bytes(answer.data)
    if not one.file.endswith(".html"):
        return body
    site: Site = app.extensions[KEY]
    hosts = {urlsplit(site.iris.base).netloc, urlsplit(site.settings.public_url).netloc, ""}

    def led(found: re.Match[str]) -> str:
        url = relative(unescape(found["url"]), one, known, hosts, site.root)
        return f'{found["before"]}{escape(url)}"'

    return LINK.sub(led, body.decode()).encode()


def relative(
    url: str, one: FrozenFile, known: Collection[str], hosts: Collection[str], root: str = ""
) -> str:
    """Return where a link leads within the edition; one to another site stays as it is.

    `root` is the folder of the live site, which is not one of the edition.
    """
    link = link_of(url)
    if link.host not in hosts or link.scheme not in ("", "http", "https") or not link.path:
        return url
    language, path = link.language or one.language or "en", link.path
    path = path.removeprefix(root) if path.startswith(f"{root}/") else path
    choices = [page_file(path, language), path.strip("/"), page_file(path, "en")]
    target = next((choice for choice in choices if choice in known and not link.asks), "")
    target = target or page_file(f"/{LIVE}", language)
    here = relpath(target, dirname(one.file) or ".")
    shown = here.removesuffix("index.html") or "./"
    return f"{shown}#{link.fragment}" if link.fragment else shown


class Link(NamedTuple):
    """A link in its parts; `asks` says whether it has parameters beside the language."""

    scheme: str
    host: str
    path: str
    language: str
    asks: bool
    fragment: str


@lru_cache(maxsize=20_000)
def link_of(url: str) -> Link:
    """Return the parts of a link; most stand on every page."""
    parts = urlsplit(url)
    values = parse_qs(parts.query)
    language = values.pop("lang", [""])[0]
    path = parts.path.removeprefix("/id") if parts.path.startswith("/id/") else parts.path
    return Link(parts.scheme, parts.netloc, path, language, bool(values), parts.fragment)
