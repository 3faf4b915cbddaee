"""Apache Jena reads the shapes and finds what pySHACL finds (`tests/install_java.sh` gets its jars)."""

import shutil
import subprocess
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from broken_data import BROKEN, IDENTITIES, PREFIX
from pyshacl import validate
from rdflib.namespace import RDF, SH

from graph.resources import ontology_dir
from graph.store import EmbeddedStore, construct
from graph.web.data.shapes import shapes_of

JENA = Path(__file__).parents[1] / "jena"
JARS = JENA / "lib"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (JARS.is_dir() and shutil.which("java")),
        reason="needs Java and the jars of Apache Jena: run tests/install_java.sh",
    ),
]


def found_by_jena(shapes: Path, data: Path) -> set[tuple[str, ...]]:
    command = ["java", "-cp", f"{JARS}/*", str(JENA / "Validate.java"), str(shapes), str(data)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return {tuple(line.split("\t")) for line in done.stdout.splitlines()}


def found_by_pyshacl(shapes: Path, data: Path) -> set[tuple[str, ...]]:
    given = rdflib.Graph().parse(data, format="nt")
    _, report, _ = validate(given, shacl_graph=rdflib.Graph().parse(shapes), inference="none")
    parts = (SH.focusNode, SH.resultPath, SH.sourceConstraintComponent)
    return {
        tuple(str(report.value(result, part) or "") for part in parts)
        for result in report.subjects(RDF.type, SH.ValidationResult)
    }


def broken_things() -> list[ox.Triple]:
    """Every broken example under a name of its own, with the ontology and the forms."""
    texts = [
        PREFIX.replace("<urn:x:>", f"<urn:x{number}:>") + data + " ."
        for number, data in enumerate(BROKEN)
    ]
    texts += [IDENTITIES]
    texts += [(ontology_dir() / name).read_text() for name in ("hamkor.ttl", "forms.ttl")]
    return [quad.triple for text in texts for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)]


@pytest.mark.parametrize(("name", "what"), [("shapes", "broken"), ("public-shapes", "public")])
def test_jena_finds_what_pyshacl_finds(
    decided: EmbeddedStore, tmp_path: Path, name: str, what: str
) -> None:
    shapes, data = tmp_path / "shapes.ttl", tmp_path / "data.nt"
    shapes.write_bytes(ox.serialize(shapes_of(name), format=ox.RdfFormat.TURTLE) or b"")
    public = construct(decided, "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }")
    triples = broken_things() if what == "broken" else public
    data.write_bytes(ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"")
    found = found_by_jena(shapes, data)
    assert found == found_by_pyshacl(shapes, data)
    assert bool(found) == (what == "broken")
