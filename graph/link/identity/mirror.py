"""The mirror: an authority's records as RDF, in a named graph that answers for the authority.

It holds the records of what was proposed or accepted, or all; every triple is of the one release
that the mirror names.
"""

from collections.abc import Iterator, Sequence

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, serialize

from ... import media
from ...iris import Iris
from ...register import graph_of, quads
from ...store import Change, ChangeSet, Store, ask
from ...vocab import DCTERMS, HK, RDF, SCHEMA, SKOS, XSD
from ..authority import Index, Organization
from ..schemes import Identifier
from .suggest import SCHEME, identifiers_of

__all__ = ["load_all", "mirror_all", "mirror_records", "record_triples"]

#: Kind of relation -> property.
RELATIONS = {
    "parent": SCHEMA.parentOrganization, "child": SCHEMA.subOrganization,
    "related": DCTERMS.relation, "successor": DCTERMS.isReplacedBy,
    "predecessor": DCTERMS.replaces,
}  # fmt: skip
#: Kind of name -> property; names of the overlay are not the authority's.
NAMES = {
    "display": SKOS.prefLabel, "label": SKOS.altLabel, "alias": SKOS.altLabel,
    "acronym": SCHEMA.alternateName,
}  # fmt: skip
BATCH = 20_000


def record_triples(one: Organization) -> Iterator[Triple]:
    """Yield the triples of a record, with the preferred identifiers of other schemes."""
    node = NamedNode(Identifier(SCHEME, one.id).iri)
    yield Triple(node, RDF.type, SCHEMA.Organization)
    for name in one.names:
        if name.kind in NAMES:
            yield Triple(node, NAMES[name.kind], text(name.value, name.language))
    values = {
        SCHEMA.addressCountry: one.country, SCHEMA.addressLocality: one.city,
        SCHEMA.addressRegion: one.region, HK.recordStatus: one.status,
    }  # fmt: skip
    for predicate, value in values.items():
        if value:
            yield Triple(node, predicate, Literal(value))
    for kind in one.types:
        yield Triple(node, DCTERMS.type, Literal(kind))
    if one.established:
        yield Triple(
            node, SCHEMA.foundingDate, Literal(f"{one.established:04}", datatype=XSD.gYear)
        )
    if one.website:
        yield Triple(node, SCHEMA.url, Literal(one.website, datatype=XSD.anyURI))
    for predicate, degrees in zip(
        (SCHEMA.latitude, SCHEMA.longitude), one.point or (), strict=False
    ):
        yield Triple(node, predicate, Literal(f"{degrees:f}".rstrip("0"), datatype=XSD.decimal))
    for relation in one.relations:
        other = NamedNode(Identifier(SCHEME, relation.id).iri)
        yield Triple(node, RELATIONS[relation.kind], other)
    for identifier in identifiers_of(one):
        yield Triple(node, SCHEMA.sameAs, NamedNode(identifier.iri))


def text(value: str, language: str) -> Literal:
    """Return a text in its language, without one where its code is none of RDF's."""
    try:
        return Literal(value, language=language) if language else Literal(value)
    except ValueError:
        return Literal(value)


#: What a mirror says of itself where it has every record of its release.
WHOLE = Literal("every record")


def is_whole(store: Store, iris: Iris) -> bool:
    """Say whether the mirror has every record: then no decision changes it."""
    graph = iris.mirror(SCHEME)
    return ask(store, f"ASK {{ GRAPH {graph} {{ {graph} {DCTERMS.description} {WHOLE} }} }}")


def mirror_records(store: Store, iris: Iris, index: Index, ids: Sequence[str]) -> None:
    """Have the mirror hold the records of these ids, unless it has every record."""
    if not is_whole(store, iris):
        mirror_all(store, iris, index, ids)


def describe_mirror(iris: Iris, index: Index) -> Iterator[Triple]:
    """Yield what the mirror says of itself: the release, the licence, the source."""
    graph, release = iris.mirror(SCHEME), index.release
    yield Triple(graph, DCTERMS.hasVersion, Literal(str(release.get("release", ""))))
    if release.get("licence"):
        yield Triple(graph, DCTERMS.license, NamedNode(release["licence"]))
    yield Triple(graph, DCTERMS.source, NamedNode("https://ror.org/"))


def mirror_all(store: Store, iris: Iris, index: Index, ids: Sequence[str]) -> int:
    """Have the mirror hold the records of these ids, and no other; return how many there are."""
    graph = iris.mirror(SCHEME)
    records = [one for id_ in ids if (one := index.record(id_)) is not None]
    after = frozenset(describe_mirror(iris, index))
    after |= {triple for one in records for triple in record_triples(one)}
    before = graph_of(store, graph)
    added, removed = [*quads(after - before, graph)], [*quads(before - after, graph)]
    if added or removed:
        store.write(Change(ChangeSet(added, removed)), why=f"mirror of {SCHEME}")
    return len(records)


def load_all(store: Store, iris: Iris, index: Index) -> int:
    """Have the mirror hold every record, in batches; return how many there are."""
    mirror_all(store, iris, index, ())
    graph = iris.mirror(SCHEME)
    for start in range(0, len(index), BATCH):
        records = map(index.organization, range(start, min(start + BATCH, len(index))))
        found = (triple for one in records for triple in record_triples(one))
        store.load(serialize(found, format=RdfFormat.N_TRIPLES) or b"", media.NT, graph)
    whole = Quad(graph, DCTERMS.description, WHOLE, graph)
    store.write(Change(ChangeSet([whole])), why=f"mirror of all of {SCHEME}")
    return len(index)
