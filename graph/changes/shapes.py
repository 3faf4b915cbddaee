"""SHACL (ontology/shapes.ttl) on what is to be written, and on what is there.

pySHACL validates all but SPARQL-based constraints (`constraints`); focus nodes come back with a
message in each language that a shape speaks.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

import rdflib
from pyoxigraph import NamedNode, RdfFormat, Triple, serialize
from pyshacl import validate as shacl
from rdflib.namespace import SH

from ..errors import ShapeViolation
from ..iris import Iris
from ..resources import ontology_dir
from ..store import Store, construct, select
from .constraints import broken_constraints, by_language, shapes_graph

__all__ = ["Violation", "check_shapes", "validate", "violations"]

SHOWN = 20
CONTEXT = ("forms.ttl", "hamkor.ttl")


@dataclass(frozen=True)
class Violation:
    """One rule that does not hold: where, for which value, and what it says by language."""

    focus: str
    path: str
    value: str
    messages: Mapping[str, str] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """The message in English, or in whatever language there is."""
        return self.messages.get("en") or next(iter(self.messages.values()), "rule broken")

    def __str__(self) -> str:
        """One line for people."""
        value = f" (value: {self.value})" if self.value else ""
        return f"{self.focus}: {self.message}{value}"


@cache
def core_shapes() -> rdflib.Graph:
    """Return the shapes without their queries, which `constraints` asks."""
    core = rdflib.Graph()
    core += (triple for triple in shapes_graph() if triple[1] != SH.sparql)
    return core


@cache
def context_lines() -> bytes:
    """Return the ontology and the forms as N-Triples: classes that shapes ask for."""
    graph = rdflib.Graph()
    for name in CONTEXT:
        graph.parse(ontology_dir() / name, format="turtle")
    return graph.serialize(format="nt", encoding="utf-8")


def check_shapes(triples: Collection[Triple], where: str) -> None:
    """Refuse triples that break a shape.

    Raises `ShapeViolation` with the first `SHOWN` of them in words.
    """
    found = violations(triples)
    if found:
        shown = "; ".join(str(violation) for violation in found[:SHOWN])
        more = f" (and {len(found) - SHOWN} more)" if len(found) > SHOWN else ""
        raise ShapeViolation(f"{len(found)} rules do not hold: {shown}{more}", where=where)


def violations(triples: Collection[Triple]) -> list[Violation]:
    """Return what does not hold of `triples`, in a fixed order."""
    lines = serialize(triples, format=RdfFormat.N_TRIPLES) or b""
    data = rdflib.Graph().parse(data=lines + context_lines(), format="nt")
    conforms, report, _ = shacl(data, shacl_graph=core_shapes(), inference="none", advanced=False)
    found = [
        Violation(one.focus, "", one.value, one.messages) for one in broken_constraints(triples)
    ]
    if not conforms and isinstance(report, rdflib.Graph):
        found += results(report)
    return sorted(found, key=str)


def results(report: rdflib.Graph) -> Iterator[Violation]:
    """Yield the results of a validation report."""
    for result in report.subjects(rdflib.RDF.type, SH.ValidationResult):
        told = list(shapes_graph().objects(report.value(result, SH.sourceShape), SH.message))
        words = by_language(told or report.objects(result, SH.resultMessage))
        focus, path, value = (
            str(report.value(result, p) or "") for p in (SH.focusNode, SH.resultPath, SH.value)
        )
        yield Violation(focus, path, value, words)


def validate(store: Store, iris: Iris) -> list[Violation]:
    """Validate each stated graph of the store with its evidence; return all violations."""
    prefix = iris.graph("stated", "").value
    text = (
        f"SELECT DISTINCT ?g {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?g), '{prefix}')) }}"
    )
    found: list[Violation] = []
    for row in select(store, text):
        graph = row["g"]
        if isinstance(graph, NamedNode):
            found.extend(violations(with_evidence(store, graph)))
    return found


def with_evidence(store: Store, graph: NamedNode) -> list[Triple]:
    """Return a stated graph and the document graph of the file that it was made of."""
    stated = construct(store, f"CONSTRUCT {{ ?s ?p ?o }} {{ GRAPH {graph} {{ ?s ?p ?o }} }}")
    text = (
        "PREFIX hk: <https://w3id.org/hamkor#> CONSTRUCT { ?s ?p ?o } WHERE { "
        f"GRAPH {graph} {{ ?source hk:currentDocument ?document }} "
        "GRAPH ?g { ?document a hk:SourceDocument . ?s ?p ?o } }"
    )
    return [*stated, *construct(store, text)]
