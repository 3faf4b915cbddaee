"""Saved queries as RDF: `sh:SPARQLExecutable` (SHACL Advanced Features, section 5.2; SHACL 1.2).

Editors of SPARQL read them as examples: the text, what it asks, its parameters with their types.
"""

from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Triple

from ..iris import Iris
from ..sparql import tokenize
from ..vocab import RDF, RDFS, SCHEMA, SH, XSD
from .queries import BrokenQuery, Parameter, SavedQuery, without_header

__all__ = ["describe_queries"]

#: The form of a query -> its class and the property that has its text.
FORMS = {
    "SELECT": (SH.SPARQLSelectExecutable, SH.select), "ASK": (SH.SPARQLAskExecutable, SH.ask),
    "CONSTRUCT": (SH.SPARQLConstructExecutable, SH.construct),
}  # fmt: skip
DATATYPES = {"date": XSD.date, "integer": XSD.integer}


def describe_queries(queries: Iterable[SavedQuery | BrokenQuery], iris: Iris) -> Iterator[Triple]:
    """Yield the saved queries, under ``{base}queries/NAME``; broken ones are none."""
    for query in queries:
        if isinstance(query, SavedQuery):
            yield from describe_query(query, iris)


def describe_query(query: SavedQuery, iris: Iris) -> Iterator[Triple]:
    """Yield one saved query."""
    me = NamedNode(f"{iris.base}queries/{query.name}")
    words = (token.text.upper() for token in tokenize(query.text) if token.kind == "word")
    kind, holds = FORMS[next(word for word in words if word in FORMS)]
    yield Triple(me, RDF.type, SH.SPARQLExecutable)
    yield Triple(me, RDF.type, kind)
    yield Triple(me, holds, Literal(without_header(query.text)))
    yield Triple(me, RDFS.comment, Literal(query.description, language="en"))
    yield Triple(me, SCHEMA.target, NamedNode(f"{iris.base}sparql"))
    for language, title in query.title.items():
        yield Triple(me, RDFS.label, Literal(title, language=language))
    for one in query.parameters:
        yield from parameter(me, one)


def parameter(query: NamedNode, one: Parameter) -> Iterator[Triple]:
    """Yield a parameter of a query."""
    me = NamedNode(f"{query.value}#{one.name}")
    yield Triple(query, SH.parameter, me)
    yield Triple(me, RDF.type, SH.Parameter)
    yield Triple(me, SH.path, me)
    yield Triple(me, SH.description, Literal(one.label, language="en"))
    if one.type in ("iri", "kind"):
        yield Triple(me, SH.nodeKind, SH.IRI)
    else:
        yield Triple(me, SH.datatype, DATATYPES.get(one.type, XSD.string))
    if one.default:
        yield Triple(me, SH.optional, Literal("true", datatype=XSD.boolean))
