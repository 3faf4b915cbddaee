"""What an index holds beside names: records packed alone, web domains, names of the overlay."""

import json
from pathlib import Path
from typing import Any

import pytest
import rdflib
from ror_records import LINE, RENAMED, V1, crowd

from graph.errors import NotFound
from graph.link.authority import build_index, ror
from graph.link.authority.aliases import CURATED, add_aliases, load_aliases
from graph.link.authority.index import Index
from graph.link.authority.records import FEWEST, Packer, Unpacker, train_dictionary
from graph.link.match.matcher import Matcher
from graph.link.match.question import Question
from graph.link.schemes import Identifier
from graph.resources import ontology_dir
from graph.vocab import HK


def index_of(folder: Path, *records: dict[str, Any]) -> Index:
    organizations = map(ror.organization, (*crowd(), *records))
    build_index(folder / "ror", add_aliases(organizations), {"release": "v0.1"})
    return Index(folder / "ror")


@pytest.mark.parametrize("count", [3, FEWEST])
def test_a_record_comes_back_as_it_was(count: int) -> None:
    records = [*map(ror.organization, (RENAMED, V1, LINE, *crowd(count - 3)))]
    dictionary = train_dictionary(records)
    assert bool(dictionary) == (count >= FEWEST)
    packer, unpacker = Packer(dictionary), Unpacker(dictionary)
    assert [unpacker.unpack(packer.pack(one)) for one in records] == records


def test_an_index_of_another_version_is_told(tmp_path: Path) -> None:
    index_of(tmp_path, RENAMED)
    about = tmp_path / "ror" / "release.json"
    about.write_text(json.dumps({**json.loads(about.read_text()), "format": 1}))
    with pytest.raises(NotFound, match="another version"):
        Index(tmp_path / "ror")


def test_the_index_before_is_kept(tmp_path: Path) -> None:
    first = index_of(tmp_path, RENAMED)
    second = index_of(tmp_path, RENAMED, V1)
    assert (len(second) - len(first), len(Index(tmp_path / "ror.before"))) == (1, len(first))
    assert [*second.ids()] == sorted(second.ids())
    assert second.record("00bgk9508") and not second.record("nothing")


def test_a_web_domain_puts_its_organisation_first_and_never_decides(tmp_path: Path) -> None:
    index = index_of(tmp_path, RENAMED, V1, LINE)
    turin = index.number("00bgk9508")
    assert index.of_domain("www.dis.polito.it") == index.of_domain("polito.it") == [turin]
    assert index.of_domain("it") == index.of_domain("polito.example") == []
    for text in ("Turin Polytechnic University", "Technical Univ.", "x"):
        found = Matcher(index).match(Question(text, domain="www.polito.it"))
        assert found.candidates[0].id == "00bgk9508"
        assert found.verdict in ("ask", "match")
        assert found.candidates[0].features[0] == "same web domain: www.polito.it"
    assert Matcher(index).match(Question("x", domain="nothing.example")).verdict == "none"


def test_a_name_of_the_overlay_finds_its_record(tmp_path: Path) -> None:
    metrology = {"id": "002rr8291", "status": "active", "cc": "UZ",
                 "names": [{"v": "Uzbek National Institute of Metrology", "t": ["ror_display"]}]}  # fmt: skip
    index = index_of(tmp_path, metrology)
    record = index.record("002rr8291")
    assert record is not None
    assert CURATED in {name.kind for name in record.names}
    found = Matcher(index).match(Question("National Metrology Institute of Uzbekistan"))
    assert found.candidates[0].id == "002rr8291"
    assert any("curated" in reason for reason in found.candidates[0].features)


def test_every_alias_says_who_added_it_and_why() -> None:
    graph = rdflib.Graph().parse(ontology_dir() / "aliases.ttl")
    nodes = [*graph.subjects(rdflib.RDF.type, rdflib.URIRef(HK.Alias.value))]
    assert nodes
    for node in nodes:
        for term in (HK.candidate, HK.reviewer, HK.reviewedAt, HK.reviewNote):
            assert graph.value(node, rdflib.URIRef(term.value)), node
        label = graph.value(node, rdflib.SKOS.altLabel)
        assert isinstance(label, rdflib.Literal) and label.language
        assert (
            Identifier.parse(str(graph.value(node, rdflib.URIRef(HK.candidate.value)))).scheme
            == "ror"
        )
    assert sum(map(len, load_aliases().values())) == len(nodes)
