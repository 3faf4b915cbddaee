"""`/dataset`: the data as a dataset (DCAT 3), and what crawlers ask: robots.txt, sitemap.xml."""

from collections.abc import Iterator

from flask import Blueprint, Response, render_template
from pyoxigraph import Literal, NamedNode, Triple

from ... import media
from ...iris import KINDS
from ...store import rdf_bytes
from ...vocab import DCAT, DCTERMS, PREFIXES, RDF, RDFS, SPDX, XSD
from ..http import (
    LANGUAGES,
    Site,
    address,
    chosen_format,
    conditional,
    content_type,
    page,
    the_site,
)
from .dumps import DUMPS, GZIP, Dump, dump_of

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
FIXED = (
    "/",
    "/overview",
    "/report",
    "/docs",
    "/dataset",
    "/form/",
    "/ontology",
    "/shapes",
    "/public-shapes",
    "/queries",
)
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
            "data/dataset.html", dumps=dumps, tells=DUMPS, licence=site.settings.licence,
            version=site.store.version(), base=site.iris.base,
            schema_org=schema_org(site, dumps),
        )  # fmt: skip
        return page(html)
    prefixes = {**PREFIXES, "dcat": DCAT.base, "spdx": SPDX.base}
    body = rdf_bytes(describe_catalogue(site, dumps), chosen, prefixes)
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
            {"@type": "DataDownload", "encodingFormat": kind, "contentUrl": address(f"/{name}"),
             "contentSize": f"{size} B", **more}
            for dump in dumps
            for name, kind, size, more in (
                (dump.name, GZIP.media_type, len(dump.data), {"sha256": dump.sha256}),
                (dump.plain_name, dump.form.media_type, dump.size, {}),
            )
        ],
    }  # fmt: skip


def describe_catalogue(site: Site, dumps: list[Dump]) -> Iterator[Triple]:
    """Yield catalogue, dataset, distributions and service (DCAT 3, section 6)."""
    catalog, me = NamedNode(address("/dataset#catalog")), NamedNode(address("/dataset#dataset"))
    service = NamedNode(address("/dataset#sparql"))
    for node, kind in ((catalog, DCAT.Catalog), (me, DCAT.Dataset), (service, DCAT.DataService)):
        yield Triple(node, RDF.type, kind)
        yield Triple(node, DCTERMS.title, Literal(TITLE, language="en"))
        yield Triple(node, DCTERMS.description, Literal(ABOUT, language="en"))
    yield Triple(catalog, DCAT.dataset, me)
    yield Triple(catalog, DCAT.service, service)
    yield Triple(me, DCAT.landingPage, NamedNode(address("/dataset")))
    yield Triple(me, RDFS.seeAlso, NamedNode(address("/.well-known/void")))
    yield Triple(me, DCAT.version, Literal(site.store.version()))
    yield Triple(me, DCTERMS.conformsTo, NamedNode(address("/shapes")))
    if site.settings.licence:
        yield Triple(me, DCTERMS.license, NamedNode(site.settings.licence))
    for dump in dumps:
        packed = NamedNode(address(f"/dataset#{dump.name}"))
        checksum = NamedNode(f"{packed.value}-checksum")
        yield from distribution(me, dump, dump.name, len(dump.data))
        yield from distribution(me, dump, dump.plain_name, dump.size)
        yield Triple(packed, DCAT.compressFormat, NamedNode(f"{IANA}application/gzip"))
        yield Triple(packed, SPDX.checksum, checksum)
        yield Triple(checksum, SPDX.algorithm, NamedNode(SHA256))
        yield Triple(checksum, SPDX.checksumValue, Literal(dump.sha256))
    yield Triple(service, DCAT.endpointURL, NamedNode(address("/sparql")))
    yield Triple(service, DCAT.servesDataset, me)


def distribution(dataset: NamedNode, dump: Dump, name: str, size: int) -> Iterator[Triple]:
    """Yield one way in which the data of a dump are served."""
    node, url = NamedNode(address(f"/dataset#{name}")), NamedNode(address(f"/{name}"))
    yield Triple(dataset, DCAT.distribution, node)
    yield Triple(node, RDF.type, DCAT.Distribution)
    yield Triple(node, DCTERMS.title, Literal(f"{name}: {DUMPS[dump.name][1]}", language="en"))
    yield Triple(node, DCAT.accessURL, url)
    yield Triple(node, DCAT.downloadURL, url)
    yield Triple(node, DCAT.mediaType, NamedNode(IANA + dump.form.media_type))
    yield Triple(node, DCAT.byteSize, Literal(str(size), datatype=XSD.integer))
    yield Triple(node, DCTERMS.conformsTo, NamedNode(address(shapes_path(dump.name))))
    if dump.left_out:
        words = f"{dump.left_out} values are too long to be read, and are left out"
        yield Triple(node, DCTERMS.description, Literal(words, language="en"))


def shapes_path(name: str) -> str:
    """Return the path of the shapes that a dump conforms to: evidence is in all graphs only."""
    return "/shapes" if name == "dump.nq.gz" else "/public-shapes"


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
    found: list[str] = site.make_once("sitemap", lambda: paths(site))
    html = render_template(
        "data/sitemap.xml", pages=[address(path) for path in found], languages=LANGUAGES
    )
    return conditional(Response(html, mimetype="application/xml"), "sitemap")


def paths(site: Site) -> list[str]:
    """Return the paths of the pages that have something to say."""
    things = (site.iris.page_path(hit.iri) for _, hit in site.index.entries)
    lists = [f"/{kind}/" for kind in KINDS]
    queries = [f"/queries/{name}" for name in site.queries]
    found = [*FIXED, *lists, *queries, *sorted({path for path in things if path})]
    return [*dict.fromkeys(found)][:MOST]
