"""IRIs of the register: kind and slug to IRI to path, and back. Nothing else builds an IRI."""

import re
from typing import NamedTuple

from pyoxigraph import NamedNode

from .vocab import FORM

__all__ = ["KINDS", "SLUG", "Iris", "ThingName"]

#: The kinds of things that have a page.
KINDS = (
    "organization", "unit", "person", "programme", "cooperation", "agreement", "event",
    "laboratory", "source",
)  # fmt: skip

SLUG = r"[a-z0-9]+(?:-{1,2}[a-z0-9]+)*"
PATH = re.compile(rf"id/(?P<kind>{'|'.join(KINDS)})/(?P<slug>{SLUG})(?:#(?P<fragment>\S+))?")

#: Named graphs: one of each, or one a source (by slug or, for documents, by sha256).
SINGLE_GRAPHS = ("vocab", "derived", "identity")
GRAPHS = ("stated", "source", "proposals")


class ThingName(NamedTuple):
    """What an IRI of ours names: a kind, a slug and, for parts of a page, a fragment."""

    kind: str
    slug: str
    fragment: str


class Iris:
    """The IRIs under one base, e.g. ``https://partners.example.edu/``."""

    def __init__(self, base: str) -> None:
        """Mint and parse under `base`, to which a closing slash is added where it lacks one."""
        self.base = base if base.endswith("/") else base + "/"

    def thing(self, kind: str, slug: str) -> NamedNode:
        """Return ``{base}id/{kind}/{slug}``; `ValueError` for an unknown kind or bad slug."""
        if kind not in KINDS or not re.fullmatch(SLUG, slug):
            raise ValueError(f"{kind}/{slug} names nothing in the register")
        return NamedNode(f"{self.base}id/{kind}/{slug}")

    def fragment(self, thing: NamedNode, name: str) -> NamedNode:
        """Return the IRI of a part of a thing's page."""
        return NamedNode(f"{thing.value}#{name}")

    def parse(self, iri: str) -> ThingName | None:
        """Return what an IRI names, None where it is not one of a thing of ours."""
        if not iri.startswith(self.base):
            return None
        match = PATH.fullmatch(iri[len(self.base) :])
        return ThingName(match["kind"], match["slug"], match["fragment"] or "") if match else None

    def page_path(self, iri: str) -> str | None:
        """Return the path of the page that shows `iri`, None where no page of ours does."""
        name = self.parse(iri)
        if name is not None:
            end = f"#{name.fragment}" if name.fragment else ""
            return f"/{name.kind}/{name.slug}{end}"
        return f"/form/{iri[len(FORM.base) :]}" if iri.startswith(FORM.base) else None

    def mirror(self, authority: str) -> NamedNode:
        """Return the IRI of an authority's mirror: a service, and the graph that answers for it."""
        return NamedNode(f"{self.base}mirror/{authority}")

    def graph(self, name: str, slug: str = "") -> NamedNode:
        """Return the IRI of a named graph; without `slug`, the common beginning of its kind."""
        if name in SINGLE_GRAPHS:
            return NamedNode(f"{self.base}g/{name}")
        if name not in GRAPHS:
            raise ValueError(f"there is no graph {name}")
        return NamedNode(f"{self.base}g/{name}/{slug}")
