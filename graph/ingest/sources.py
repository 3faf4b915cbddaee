"""The sources of a register: list, show, remove."""

from collections.abc import Mapping

from pyoxigraph import NamedNode, Triple

from ..errors import NotFound
from ..iris import Iris
from ..register import facts_of, graph_of, publication, remaining_things
from ..store import ChangeSet, Records, Store, ask, select
from .compare import in_graph, still_said

__all__ = ["list_sources", "remove_source", "show_source"]

LIST = """PREFIX hk: <https://w3id.org/hamkor#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX dcterms: <http://purl.org/dc/terms/> PREFIX prov: <http://www.w3.org/ns/prov#>
SELECT ?source ?title ?institution ?file ?sha256 ?bytes ?ended ?url ?retrieved ?publisher {
  ?source a hk:Source ; skos:prefLabel ?title ; hk:institutionSlug ?institution ;
    hk:currentDocument ?document .
  GRAPH ?g { ?document hk:fileName ?file ; hk:sha256 ?sha256 ; hk:byteCount ?bytes }
  OPTIONAL { GRAPH ?s { ?run prov:used ?document ; prov:endedAtTime ?ended } }
  OPTIONAL { ?source dcterms:source ?url } OPTIONAL { ?source hk:retrieved ?retrieved }
  OPTIONAL { ?source dcterms:publisher ?publisher }
} ORDER BY ?source"""


def list_sources(store: Store, iris: Iris) -> list[dict[str, str]]:
    """Return a row a source: slug, title, institution, file, sha256, bytes and what is known."""
    rows = []
    for found in select(store, LIST):
        row = {name: str(term.value) for name, term in found.items() if term is not None}
        parsed = iris.parse(row["source"])
        rows.append({"slug": parsed[1] if parsed else "", **row})
    return rows


def show_source(store: Store, iris: Iris, slug: str) -> Mapping[str, object]:
    """Return one source with the number of its facts, statements and proposals.

    Raises `NotFound` where the register has no such source.
    """
    row = next((row for row in list_sources(store, iris) if row["slug"] == slug), None)
    if row is None:
        raise no_source(slug)
    stated = graph_of(store, iris.graph("stated", slug))
    facts = facts_of(stated)
    return {
        **row,
        "facts": len(facts),
        "evidence": len(stated) - len(facts),
        "proposals": len({t.subject for t in graph_of(store, iris.graph("proposals", slug))}),
    }


def remove_source(store: Store, iris: Iris, slug: str, who: str = "") -> Mapping[str, object]:
    """Remove what a source states and proposes; its document graph is kept as evidence.

    Facts that another source states too stay. Raises `NotFound`.
    """
    stated, proposed = iris.graph("stated", slug), iris.graph("proposals", slug)
    if not ask(store, f"ASK {{ GRAPH {stated} {{ ?s ?p ?o }} }}"):
        raise no_source(slug)
    before = graph_of(store, stated)
    added, removed = publication(store, iris, stated, before, ())
    removed += in_graph(graph_of(store, proposed), proposed)
    things = gone_things(store, stated, before)
    records = Records(gone=things)
    change = ChangeSet(added, removed, who, f"remove source {slug}", records=records)
    version = store.update(change)
    return {"source": slug, "removed": len(facts_of(before)), "gone": things, "version": version}


def gone_things(store: Store, stated: NamedNode, before: frozenset[Triple]) -> list[str]:
    """Return the pages of which nothing is said once a stated graph is removed."""
    _, go = remaining_things(before, ())
    still = still_said(store, stated, go)
    return [iri for iri in go if iri not in still]


def no_source(slug: str) -> NotFound:
    """Return the refusal of an unknown source."""
    remedy = "hamkor source list shows the sources."
    return NotFound(f'there is no source "{slug}"', remedy=remedy)
