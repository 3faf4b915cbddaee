"""The graphs of evidence: the document with its cells and spans, and a statement node a fact.

Document, tables, rows, cells and spans follow PROV-O, CSVW (row numbers) and the Web Annotation
vocabulary (exact, start, end); statements are RDF 1.1 reification, which every tool reads.
"""

import base64
import hashlib
from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Triple

from ..vocab import CSVW, DCTERMS, HK, OA, PROV, RDF, XSD
from .context import Context
from .document import Block, Cell, Row, Span, Table
from .facts import Fact

__all__ = ["document_triples", "span_triples", "statement_triples"]


def whole_number(value: int) -> Literal:
    """Return an xsd:integer."""
    return Literal(str(value), datatype=XSD.integer)


def document_triples(context: Context) -> Iterator[Triple]:
    """Yield the bytes of the file and every block of it, even the empty cells."""
    document, node = context.document, context.mint.document
    yield Triple(node, RDF.type, HK.SourceDocument)
    yield Triple(node, RDF.type, PROV.Entity)
    yield Triple(node, HK.sha256, Literal(document.sha256))
    yield Triple(node, HK.fileName, Literal(document.name))
    yield Triple(node, HK.byteCount, whole_number(len(document.data)))
    if document.withheld:
        yield Triple(node, HK.withheld, whole_number(len(document.withheld)))
    yield Triple(node, DCTERMS["format"], Literal(document.media_type))
    content = base64.b64encode(document.data).decode()
    yield Triple(node, HK.content, Literal(content, datatype=XSD.base64Binary))
    for block in document.paragraphs:
        yield from block_triples(context, block, HK.SourceParagraph, node)
    for table in document.tables:
        yield from table_triples(context, table)


def table_triples(context: Context, table: Table) -> Iterator[Triple]:
    """Yield a table, its rows and cells."""
    node = context.mint.block(table.address)
    yield Triple(node, RDF.type, HK.SourceTable)
    yield Triple(node, DCTERMS.isPartOf, context.mint.document)
    yield Triple(node, HK.tableNumber, whole_number(table.number))
    for row in (table.header, *table.rows):
        yield from row_triples(context, table, row)


def row_triples(context: Context, table: Table, row: Row) -> Iterator[Triple]:
    """Yield a row and its cells; cells that a short row lacks are recorded as not present."""
    node = context.mint.block(f"{table.address}-r{row.number}")
    yield Triple(node, RDF.type, HK.SourceRow)
    yield Triple(node, CSVW.rownum, whole_number(row.number))
    yield Triple(node, DCTERMS.isPartOf, context.mint.block(table.address))
    for cell, title in zip(row.cells, table.header.cells, strict=True):
        yield from cell_triples(context, cell, title, node)


def cell_triples(context: Context, cell: Cell, title: Cell, row: NamedNode) -> Iterator[Triple]:
    """Yield one cell."""
    node = context.mint.block(cell.address)
    yield from block_triples(context, cell, HK.SourceCell, row)
    yield Triple(node, HK.column, whole_number(cell.column))
    yield Triple(node, HK.columnTitle, Literal(title.text))
    if not cell.present:
        yield Triple(node, HK.present, Literal("false", datatype=XSD.boolean))


def block_triples(
    context: Context, block: Block, kind: NamedNode, part_of: NamedNode
) -> Iterator[Triple]:
    """Yield a cell or paragraph: words, mark-up, line and place."""
    node = context.mint.block(block.address)
    yield Triple(node, RDF.type, kind)
    yield Triple(node, DCTERMS.isPartOf, part_of)
    yield Triple(node, HK.text, Literal(block.text))
    if block.markup:
        yield Triple(node, HK.markup, Literal(block.markup))
    if block.line:
        yield Triple(node, HK.line, whole_number(block.line))
    start = block.in_file(0)
    if start is not None:
        yield Triple(node, HK.startsAt, whole_number(start))


def span_triples(context: Context, span: Span) -> Iterator[Triple]:
    """Yield a span: its words, and its place in the block and, where it has one, in the file."""
    node = context.mint.span(span)
    start, end = span.file_range or (span.start, span.end)
    yield Triple(node, RDF.type, HK.SourceSpan)
    yield Triple(node, HK.inDocument, context.mint.document)
    yield Triple(node, HK.inBlock, context.mint.block(span.block.address))
    yield Triple(node, OA.start, whole_number(start))
    yield Triple(node, OA.end, whole_number(end))
    yield Triple(node, HK.blockStart, whole_number(span.start))
    yield Triple(node, HK.blockEnd, whole_number(span.end))
    yield Triple(node, OA.exact, Literal(span.words))


def statement_triples(context: Context, fact: Fact, run: NamedNode) -> Iterator[Triple]:
    """Yield the rdf:Statement of a fact: the triple, its basis, its words, its rule, its run."""
    span = context.mint.span(fact.span)
    grounds = f"{fact.triple} {fact.basis} {span} {fact.rule}"
    digest = hashlib.sha256(grounds.encode()).hexdigest()[:16]
    node = context.mint.of_source(f"st-{digest}")
    yield Triple(node, RDF.type, RDF.Statement)
    yield Triple(node, RDF.subject, fact.triple.subject)
    yield Triple(node, RDF.predicate, fact.triple.predicate)
    yield Triple(node, RDF.object, fact.triple.object)
    yield Triple(node, HK.basis, fact.basis)
    yield Triple(node, HK.rule, Literal(fact.rule))
    yield Triple(node, PROV.wasDerivedFrom, span)
    yield Triple(node, PROV.wasGeneratedBy, run)
