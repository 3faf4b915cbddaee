"""RDF as a source: organisations in our terms, or in those of ORG, FOAF, schema.org and VIVO.

Each organisation is a row: its properties are columns, also those of nodes that it leads to (an
address). In our own terms each party of a cooperation is one, with unit and agreement. What no
field takes stays as a remark, as in any table.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pyoxigraph as ox

from ... import media
from ...errors import DocumentRefused, SourceRefused
from ...store import check_document, rows_among
from ...vocab import RDF
from ..document import Content
from .records import grid_of

__all__ = ["read_rdf"]

#: Suffix -> format.
FORMATS: Mapping[str, tuple[media.Format, ox.RdfFormat]] = {
    ".ttl": (media.TURTLE, ox.RdfFormat.TURTLE), ".trig": (media.TRIG, ox.RdfFormat.TRIG),
    ".nt": (media.NT, ox.RdfFormat.N_TRIPLES), ".nq": (media.N_QUADS, ox.RdfFormat.N_QUADS),
    ".jsonld": (media.JSONLD, ox.RdfFormat.JSON_LD), ".rdf": (media.RDFXML, ox.RdfFormat.RDF_XML),
}  # fmt: skip
#: Local names of classes of organisations, in whatever namespace, and of what is part of one.
ORGANIZATIONS = frozenset((
    "Organization", "FormalOrganization", "CollegeOrUniversity", "EducationalOrganization",
    "University", "College", "ResearchOrganization", "ResearchInstitute", "Institute", "Company",
    "Corporation", "NGO", "GovernmentOrganization", "Hospital", "School", "Academy", "Enterprise",
    "HigherEducationInstitution", "Agency", "Foundation", "Museum", "Library",
))  # fmt: skip
UNITS = frozenset(
    ("OrganizationalUnit", "Department", "Faculty", "AcademicDepartment", "Division", "Program")
)
#: Local names of the properties that name a thing, the first one counts.
NAMES = ("prefLabel", "name", "legalName", "label", "fn", "title")
Node = ox.NamedNode | ox.BlankNode
#: What is said of each node.
Described = dict[Node, list[ox.Triple]]
#: Steps from an organisation to nodes whose properties are its own, as those of an address.
DEEPEST = 2
OWN_TERMS = """PREFIX hk: <https://w3id.org/hamkor#> PREFIX org: <http://www.w3.org/ns/org#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX dcterms: <http://purl.org/dc/terms/>
SELECT DISTINCT ?unit ?partner ?country ?agreement ?number ?forms {
  ?c a hk:Cooperation ; hk:party ?o . ?o a org:Organization ; skos:prefLabel ?partner .
  FILTER NOT EXISTS { ?o a org:OrganizationalUnit }
  OPTIONAL { ?o hk:countryStated ?country }
  OPTIONAL { ?c hk:party ?u . ?u a org:OrganizationalUnit ; skos:prefLabel ?unit
             FILTER NOT EXISTS { ?u hk:unnamed true } }
  OPTIONAL { ?a hk:governs ?c OPTIONAL { ?a hk:verbatim ?agreement }
             OPTIONAL { ?a dcterms:identifier ?number } }
  OPTIONAL { ?c hk:formsVerbatim ?forms }
} ORDER BY ?unit ?partner ?agreement"""


def read_rdf(data: bytes, name: str) -> Content:
    """Read the organisations of a document of RDF. Raises `SourceRefused`, also for none."""
    form, format_ = FORMATS[Path(name).suffix.lower()]
    try:
        check_document(data, form)
        quads = ox.parse(data, format=format_, base_iri=f"file:///{Path(name).stem}")
        found = [quad.triple for quad in quads]
    except (DocumentRefused, SyntaxError, ValueError) as error:
        remedy = "Check it with the program that wrote it."
        raise SourceRefused(f"not RDF ({error})", where=name, remedy=remedy) from error
    records = [*own_records(found)] or [*foreign_records(found)]
    if not records:
        remedy = "One has a class, e.g. org:Organization or schema:Organization, and a name."
        raise SourceRefused("there is no organisation with a name", where=name, remedy=remedy)
    return Content(form.media_type, (grid_of(records, name),))


def own_records(triples: Sequence[ox.Triple]) -> Iterator[dict[str, str]]:
    """Yield a record for each party of each cooperation in our own terms."""
    (rows,) = rows_among(triples, [OWN_TERMS])
    for row in rows:
        yield {name: text_of(value) for name, value in row.items() if value is not None}


def foreign_records(triples: Sequence[ox.Triple]) -> Iterator[dict[str, str]]:
    """Yield a record for each organisation that has a name."""
    nodes: Described = {}
    for triple in sorted(triples, key=str):
        if isinstance(triple.subject, Node):
            nodes.setdefault(triple.subject, []).append(triple)
    for node, said in sorted(nodes.items(), key=lambda pair: str(pair[0])):
        kinds = {local_name(one.object) for one in said if one.predicate == RDF.type}
        if kinds & ORGANIZATIONS and not kinds & UNITS and (label := name_of(said)):
            yield {"partner": label, **properties_of(nodes, node, "", DEEPEST)}


def name_of(said: Sequence[ox.Triple]) -> str:
    """Return the name of a node: in English or without a language before another one."""
    for name in NAMES:
        objects = [one.object for one in said if local_name(one.predicate) == name]
        names = [one for one in objects if isinstance(one, ox.Literal) and one.value.strip()]
        if names:
            return min(names, key=lambda one: (one.language not in ("en", None), one.value)).value
    return ""


def properties_of(nodes: Described, node: Node, above: str, depth: int) -> dict[str, str]:
    """Return the properties of a node by their local names, its name aside, each in words.

    The name of a node that it leads to is the value of the property: "locatedIn" is "Uganda".
    """
    found: dict[str, list[str]] = {}
    for triple in nodes[node]:
        name, inner = local_name(triple.predicate), triple.object
        if triple.predicate == RDF.type or (not above and name in NAMES):
            continue
        key = above if above and name in NAMES else f"{above}.{name}" if above else name
        if isinstance(inner, Node) and depth > 1 and inner in nodes:
            for name, text in properties_of(nodes, inner, key, depth - 1).items():
                found.setdefault(name, []).append(text)
        elif not isinstance(inner, ox.BlankNode | ox.Triple):
            found.setdefault(key, []).append(text_of(inner))
    return {key: "\n".join(dict.fromkeys(texts)) for key, texts in found.items()}


def local_name(term: object) -> str:
    """Return the last part of an IRI."""
    return str(getattr(term, "value", "")).replace("#", "/").rstrip("/").rpartition("/")[2]


def text_of(term: object) -> str:
    """Return a literal or an IRI in words."""
    return str(getattr(term, "value", term)).strip()
