"""RDF as a source: foreign terms, our own, and what is no organisation."""

from pathlib import Path

import pytest
from conftest import FILES, IRIS

from graph import media
from graph.errors import SourceRefused
from graph.ingest import Options, ingest_file
from graph.store import EmbeddedStore, ask, select

PREFIX = """PREFIX hk: <https://w3id.org/hamkor#> PREFIX org: <http://www.w3.org/ns/org#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX schema: <https://schema.org/>
PREFIX dcterms: <http://purl.org/dc/terms/> PREFIX foaf: <http://xmlns.com/foaf/0.1/> """
TURTLE = """@prefix schema: <https://schema.org/> . @prefix vivo: <http://vivoweb.org/ontology/core#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix ex: <http://example.org/> .
ex:a a schema:CollegeOrUniversity ; schema:name "University of Ghana"@en, "Université du Ghana"@fr ;
  schema:url <https://www.ug.edu.gh> ; schema:foundingDate "1948" ;
  schema:address [ schema:addressCountry "GH" ; schema:addressLocality "Accra" ] .
ex:b a vivo:University ; rdfs:label "Makerere University" ; vivo:locatedIn ex:ug .
ex:ug a vivo:Country ; rdfs:label "Uganda" .
ex:d a vivo:AcademicDepartment ; rdfs:label "Department of Physics" .
ex:p a <http://xmlns.com/foaf/0.1/Person> ; rdfs:label "Jane Roe" .
"""
JSONLD = """{"@context": {"@vocab": "https://schema.org/"}, "@graph": [
  {"@type": "Organization", "name": "Alpha Academy", "address": {"addressCountry": "Italy"}},
  {"@type": "Person", "name": "Jane Roe"}]}"""


def take_in(store: EmbeddedStore, folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    ingest_file(store, IRIS, path, Options(institution="home"))


def names(store: EmbeddedStore) -> list[str]:
    text = "SELECT DISTINCT ?n { ?c hk:party ?o . ?o a org:Organization ; skos:prefLabel ?n } ORDER BY ?n"
    return [str(row["n"].value) for row in select(store, PREFIX + text)]


def test_terms_of_others_are_mapped_and_the_rest_is_kept(
    memory: EmbeddedStore, tmp_path: Path
) -> None:
    take_in(memory, tmp_path, "partners.ttl", TURTLE)
    assert names(memory) == ["Makerere University", "University of Ghana"]
    assert ask(
        memory,
        PREFIX
        + """ASK { ?o skos:prefLabel "University of Ghana" ;
        hk:countryStated "GH" ; schema:addressLocality "Accra" ;
        foaf:homepage <https://www.ug.edu.gh> }""",
    )
    assert ask(memory, PREFIX + 'ASK { ?c hk:remark "foundingDate: 1948" }')
    assert not ask(memory, PREFIX + "ASK { ?a a hk:Agreement }")


def test_json_ld_is_read(memory: EmbeddedStore, tmp_path: Path) -> None:
    take_in(memory, tmp_path, "partners.jsonld", JSONLD)
    assert names(memory) == ["Alpha Academy"]


def test_a_register_of_ours_is_read_as_it_was(memory: EmbeddedStore, tmp_path: Path) -> None:
    ingest_file(memory, IRIS, FILES / "institute-partners.txt", Options(institution="soil"))
    dump = b"".join(memory.export(media.TURTLE)).decode()
    before = names(memory)
    other = EmbeddedStore.open("memory:", IRIS.base)
    take_in(other, tmp_path, "register.ttl", dump)
    assert set(names(other)) == set(before)
    assert ask(other, PREFIX + "ASK { ?a hk:governs ?c ; hk:validEdtf ?d }")


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("t.ttl", "@prefix ex: <http://x/> . ex:a ex:b", "not RDF"),
        ("t.ttl", "<http://x/a> <http://x/b> 1 .", "no organisation"),
        ("t.jsonld", '{"@context": "http://example.org/remote", "@id": "x"}', "not RDF"),
        ("t.ttl", "<http://x/a> <http://x/b> " + "[ <http://x/b> " * 2000, "not RDF"),
        ("t.rdf", '<!DOCTYPE r [<!ENTITY a "&b;">]><r/>', "not RDF"),
    ],
)
def test_what_is_no_rdf_or_names_nobody_is_refused(
    memory: EmbeddedStore, tmp_path: Path, name: str, text: str, words: str
) -> None:
    with pytest.raises(SourceRefused, match=words):
        take_in(memory, tmp_path, name, text)
