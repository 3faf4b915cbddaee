"""`/dataset`: the data as a dataset (DCAT 3), and what crawlers ask: robots.txt, sitemap.xml."""

from collections.abc import Iterator

from flask import Blueprint, Response, render_template
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from .. import media
from ..iris import KINDS
from ..vocab import DCAT, DCTERMS, PREFIXES, RDF, SPDX, XSD
from .answers import address, chosen_format, conditional, content_type, page
from .dumps import DUMPS, Dump, dump_of
from .site import Site, the_site
from .words import LANGUAGES

__all__ = ["blueprint"]

blueprint = Blueprint("dataset", __name__)

IANA = "https://www.iana.org/assignments/media-types/"
SHA256 = "http://spdx.org/rdf/terms#checksumAlgorithm_sha256"
TITLE = "Hamkor: partners, people, agreements and forms of cooperation"
ABOUT = (
    "A register of partners of an institution: organisations, people, agreements and forms of "
    "cooperation, taken word by word from published sources; each statement says on which words it "
    "rests, and partners are linked to ROR, Wikidata, ISNI and other identifiers."
)
#: What only makes work for a crawler, and nothing that it may keep.
CLOSED = (
    "/sparql",
    "/link",
    "/correct",
    "/compare",
    "/suggest",
    "/login",
    "/search",
    "/reconcile",
    "/oembed",
)
#: Pages that are always there.
FIXED = ("/", "/overview", "/report", "/docs", "/dataset", "/form/", "/ontology", "/queries")
#: A sitemap may have 50,000 addresses (sitemaps.org).
MOST = 50_000


@blueprint.get("/dataset")
def dataset() -> Response:
    """Describe the dataset: version, licence, dumps with their checksums, services."""
    site = the_site()
    chosen = chosen_format("", (media.HTML, *media.GRAPH_FORMATS))
    dumps = [dump_of(site, name) for name in DUMPS]
    if chosen == media.HTML:
        html = render_template(
            "dataset.html", dumps=dumps, tells=DUMPS, licence=site.settings.licence,
            version=site.store.version(), base=site.iris.base,
            schema_org=schema_org(site, dumps),
        )  # fmt: skip
        return page(html)
    form = RdfFormat.from_media_type(chosen.media_type) or RdfFormat.TURTLE
    prefixes = {**PREFIXES, "dcat": DCAT.base, "spdx": SPDX.base}
    body = serialize(described(site, dumps), format=form, prefixes=prefixes) or b""
    return conditional(Response(body, content_type=content_type(chosen)), chosen.name)


def schema_org(site: Site, dumps: list[Dump]) -> dict[str, object]:
    """Return the dataset as search engines for datasets read it (schema.org)."""
    licence = site.settings.licence
    return {
        "@context": "https://schema.org", "@type": "Dataset", "name": TITLE,
        "description": ABOUT, "url": address("/dataset"), "version": site.store.version(),
        "isAccessibleForFree": True, "inLanguage": list(LANGUAGES),
        **({"license": licence} if licence else {}),
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": dump.form.media_type,
             "contentUrl": address(f"/{dump.name}"), "contentSize": f"{len(dump.data)} B",
             "sha256": dump.sha256}
            for dump in dumps
        ],
    }  # fmt: skip


def described(site: Site, dumps: list[Dump]) -> Iterator[Triple]:
    """Yield the dataset, its distributions and its service (DCAT 3, section 6)."""
    me = NamedNode(address("/dataset#dataset"))
    service = NamedNode(address("/dataset#sparql"))
    yield Triple(me, RDF.type, DCAT.Dataset)
    yield Triple(me, DCTERMS.title, Literal(TITLE, language="en"))
    yield Triple(me, DCAT.version, Literal(site.store.version()))
    if site.settings.licence:
        yield Triple(me, DCTERMS.license, NamedNode(site.settings.licence))
    for dump in dumps:
        node = NamedNode(address(f"/dataset#{dump.name}"))
        checksum = NamedNode(f"{node.value}-checksum")
        yield Triple(me, DCAT.distribution, node)
        yield Triple(node, RDF.type, DCAT.Distribution)
        yield Triple(node, DCAT.downloadURL, NamedNode(address(f"/{dump.name}")))
        yield Triple(node, DCAT.mediaType, NamedNode(IANA + dump.form.media_type))
        yield Triple(node, DCAT.compressFormat, NamedNode(f"{IANA}application/gzip"))
        yield Triple(node, DCAT.byteSize, Literal(str(len(dump.data)), datatype=XSD.integer))
        yield Triple(node, SPDX.checksum, checksum)
        yield Triple(checksum, SPDX.algorithm, NamedNode(SHA256))
        yield Triple(checksum, SPDX.checksumValue, Literal(dump.sha256))
    yield Triple(service, RDF.type, DCAT.DataService)
    yield Triple(service, DCAT.endpointURL, NamedNode(address("/sparql")))
    yield Triple(service, DCAT.servesDataset, me)


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Say what crawlers may leave out, and where the sitemap is."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED)]
    text = "\n".join([*lines, f"Sitemap: {address('/sitemap.xml')}", ""])
    return conditional(Response(text, mimetype="text/plain"), "robots")


@blueprint.get("/sitemap.xml")
def sitemap() -> Response:
    """List the pages, each with its languages."""
    site = the_site()
    found: list[str] = site.once("sitemap", lambda: paths(site))
    html = render_template(
        "sitemap.xml", pages=[address(path) for path in found], languages=LANGUAGES
    )
    return conditional(Response(html, mimetype="application/xml"), "sitemap")


def paths(site: Site) -> list[str]:
    """Return the paths of the pages that have something to say."""
    things = (site.iris.page_path(hit.iri) for _, hit in site.index.entries)
    lists = [f"/{kind}/" for kind in KINDS]
    queries = [f"/queries/{name}" for name in site.queries]
    found = [*FIXED, *lists, *queries, *sorted({path for path in things if path})]
    return [*dict.fromkeys(found)][:MOST]
