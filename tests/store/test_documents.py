"""What no parser could bear is refused before one sees it, in linear time."""

import pytest

from graph import media
from graph.errors import DocumentRefused
from graph.store.documents import check_document

DEPTHS = [101, 1000, 100_000]
XML = b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">%s</rdf:RDF>'


@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize(
    ("form", "before", "mark"),
    [
        (media.TURTLE, b"<urn:a> <urn:b> ", b"("),
        (media.TURTLE, b"<urn:a> <urn:b> ", b"[ <urn:b> "),
        (media.TURTLE, b"", b"<<"),
        (media.TURTLE, b"", b"<<("),
        (media.TRIG, b"", b"<urn:g> { "),
        (media.NT, b"", b"<<( "),
        (media.N_QUADS, b"", b"<< "),
        (media.JSONLD, b"", b"["),
        (media.JSONLD, b"", b'{"urn:b":'),
        (media.RDFXML, b"", b"<a:b>"),
    ],
)
def test_what_nests_too_deeply_is_refused(
    form: media.Format, before: bytes, mark: bytes, depth: int
) -> None:
    with pytest.raises(DocumentRefused, match="nested deeper"):
        check_document(before + mark * depth, form)


@pytest.mark.parametrize(
    ("form", "data"),
    [
        (media.TURTLE, b'<urn:a> <urn:b> "' + b"(" * 500 + b'" . # ' + b"[" * 500),
        (media.TURTLE, b'<urn:a> <urn:b> """' + b'"(' * 500 + b'""" .'),
        (media.JSONLD, b'{"a": "' + b"[" * 500 + b'"}'),
        (media.TURTLE, b"<urn:a> <urn:b> (1) . " * 500),
        (media.RDFXML, XML % (b"<a/>" * 500)),
        (media.RDFXML, XML % (b"<!-- " + b"<a>" * 500 + b" -->")),
    ],
)
def test_what_only_looks_nested_is_read(form: media.Format, data: bytes) -> None:
    check_document(data, form)


@pytest.mark.parametrize("encoding", [b"utf-8", b"UTF-8", b"us-ascii"])
def test_xml_may_say_that_it_is_utf8(encoding: bytes) -> None:
    check_document(b"<?xml version='1.0' encoding='" + encoding + b"'?><r/>", media.RDFXML)


def test_entities_of_plain_text_are_read() -> None:
    check_document(b'<!DOCTYPE r [<!ENTITY hk "https://w3id.org/hamkor#">]><r/>', media.RDFXML)


@pytest.mark.parametrize(
    "data",
    [
        b'<!DOCTYPE r [<!ENTITY a "x"><!ENTITY b "&a;&a;">]><r/>',
        b'<!DOCTYPE r SYSTEM "file:///etc/passwd"><r/>',
        b'<!DOCTYPE r [<!ENTITY % p SYSTEM "http://127.0.0.1/x">%p;]><r/>',
        b'<!doctype r [<!ENTITY a SYSTEM "file:///etc/passwd">]><r/>',
        b'<!ENTITY a "x"><r/>',
        '<!DOCTYPE r [<!ENTITY a "&b;">]><r/>'.encode("utf-16"),
        '<?xml version="1.0" encoding="utf-16"?><r/>'.encode("utf-16-le"),
        b'<?xml version="1.0" encoding="UTF-7"?><r/>',
        b'<!DOCTYPE r [<!ENTITY a "x">]><!DOCTYPE r [<!ENTITY a "&b;">]><r/>',
    ],
)
def test_other_declarations_are_refused(data: bytes) -> None:
    with pytest.raises(DocumentRefused):
        check_document(data, media.RDFXML)
