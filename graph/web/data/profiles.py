"""Descriptions of things as RDF: in our own terms, in those of schema.org, or of ORG and SKOS.

Which one, the address says (`_profile`), else the header Accept-Profile (Content Negotiation by
Profile, W3C Working Draft 2023, sections 7.1 and 7.2); which it is, the answer's Link and
Content-Profile.
"""

from collections.abc import Iterable
from typing import NamedTuple

from flask import Response, request
from pyoxigraph import NamedNode, Triple

from ... import media
from ...errors import NotAcceptable
from ...store import rdf_bytes
from ...text import shorten
from ...vocab import HK, ORG, PREFIXES, SCHEMA
from ..http import Site, conditional, the_site

__all__ = [
    "OFFERS", "PROFILES", "SUFFIXES", "describe_thing", "document_links", "send_rdf",
]  # fmt: skip

OFFERS = (media.HTML, *media.GRAPH_FORMATS)
SUFFIXES = tuple(offer.name for offer in OFFERS)
PREFIXED = ("ttl", "rdf", "jsonld")


class Profile(NamedTuple):
    """A profile: its name in the address, its IRI, the page query that gives a thing in it."""

    name: str
    iri: str
    query: str


PROFILES = (
    Profile("hamkor", HK.base.rstrip("#"), "description"),
    Profile("schema", SCHEMA.base, "profile-schema"),
    Profile("org", ORG.base, "profile-org"),
)


def chosen_profile() -> Profile:
    """Return the profile that is asked for; ours where none is. Raises `NotAcceptable`."""
    named = request.args.get("_profile", "")
    if named:
        wanted = [(named, 1.0)]
    else:
        pieces = (
            part.partition(";") for part in request.headers.get("Accept-Profile", "").split(",")
        )
        asked = [(iri.strip().strip("<>"), quality(rest)) for iri, _, rest in pieces if iri.strip()]
        wanted = sorted(asked, key=lambda pair: -pair[1])
    known = {key: profile for profile in PROFILES for key in (profile.name, profile.iri)}
    found = [known[name] for name, q in wanted if name in known and q > 0]
    if wanted and not found:
        remedy = "Offered: " + ", ".join(f"{p.name} <{p.iri}>" for p in PROFILES) + "."
        raise NotAcceptable(
            "this profile is not offered", where=shorten(wanted[0][0], 100), remedy=remedy
        )
    return found[0] if found else PROFILES[0]


def quality(parameters: str) -> float:
    """Return the q of what stands behind a profile's IRI, 1 where none does."""
    _, _, written = parameters.replace(" ", "").partition("q=")
    try:
        return float(written) if written else 1.0
    except ValueError:
        return 0.0


def document_links(path: str, node: NamedNode) -> list[str]:
    """Return the Link headers of a document, as FAIR Signposting has them.

    Itself in other formats and profiles, what describes it, what it is about, how to cite that.
    """
    path = f"{the_site().root}{path}"
    links = [
        f'<{path}.{form.name}>; rel="{relation}"; type="{form.media_type}"'
        for relation in ("alternate", "describedby")
        for form in media.GRAPH_FORMATS
    ]
    others = [
        f'<{path}.ttl?_profile={one.name}>; rel="alternate"; type="text/turtle"; '
        f'profile="{one.iri}"'
        for one in PROFILES[1:]
    ]
    licence = the_site().settings.licence
    return [
        *links, *others, f'<{node.value}>; rel="describes"', f'<{node.value}>; rel="cite-as"',
        '<https://schema.org/AboutPage>; rel="type"',
        *([f'<{licence}>; rel="license"'] if licence else []),
    ]  # fmt: skip


def send_rdf(triples: Iterable[Triple], chosen: media.Format, **more: str) -> Response:
    """Return triples in a format, with our prefixes and `more` where it has any."""
    names = {**PREFIXES, **more} if chosen.name in PREFIXED else None
    return Response(rdf_bytes(triples, chosen, names), content_type=chosen.media_type)


def describe_thing(site: Site, node: NamedNode, path: str, chosen: media.Format) -> Response:
    """Return the description of a thing as RDF, in the profile that is asked for."""
    profile = chosen_profile()
    response = send_rdf(dict.fromkeys(site.triples(profile.query, thing=node)), chosen)
    for link in [*document_links(path, node), f'<{profile.iri}>; rel="profile"']:
        response.headers.add("Link", link)
    response.headers["Content-Profile"] = f"<{profile.iri}>"
    response.vary.add("Accept-Profile")
    return conditional(response, f"{chosen.name} {profile.name}")
