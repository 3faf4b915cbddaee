"""From a document to everything that will be written of it; pure, nothing is stored here."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, Triple

from .. import __version__
from ..vocab import DCTERMS, HK, PROV, RDF, XSD
from .context import Context
from .document import Document
from .evidence import document_triples, span_triples, statement_triples
from .facts import Notice
from .mint import Minter
from .prose import Proposal, add_reading, find_proposals, proposal_triples
from .readings import PlacedReading
from .recognized import Recognize
from .rules import FormScheme
from .tables import add_table

__all__ = ["Conversion", "Origin", "convert"]


#: What sources say of an agreement, the strongest first.
STATES = (HK.StatedInSource, HK.BlankInSource, HK.NotAskedInSource)


@dataclass(frozen=True)
class Origin:
    """Whose document it is and where it was found; empty where not stated."""

    institution: str
    url: str = ""
    retrieved: str = ""
    published_by: str = ""


@dataclass(frozen=True)
class Conversion:
    """What a document says: facts (public), evidence, the document's own graph, proposals."""

    facts: frozenset[Triple]
    statements: frozenset[Triple]
    document: frozenset[Triple]
    proposals: frozenset[Triple]
    notices: tuple[Notice, ...]
    counts: Mapping[str, int] = field(default_factory=dict)
    proposed: Sequence[Proposal] = ()


def convert(
    document: Document,
    mint: Minter,
    scheme: FormScheme,
    origin: Origin,
    reading: PlacedReading | None = None,
    recognize: Recognize | None = None,
    never: frozenset[str] = frozenset(),
) -> Conversion:
    """Convert a document by rules and by its reading, if a person has made one.

    `never` are folded words that are not to be proposed.
    """
    context = Context(document, mint, scheme, reading, recognize, never)
    for warning in document.warnings:
        context.draft.note("document", warning)
    for table in document.tables:
        add_table(context, table)
    add_reading(context)
    # Rows of one pair may differ in this: what one states wins over what another leaves blank.
    context.draft.keep_strongest(HK.agreementInfo, STATES)
    found = find_proposals(context)
    seen = frozenset(proposal_triples(context, found))
    describe_source(context, origin)
    statements = {*statements_of(context), *run_of(mint)}
    spans = {fact.span for fact in context.draft.facts} | context.draft.cited
    layout = set(document_triples(context))
    layout.update(triple for span in spans for triple in span_triples(context, span))
    return Conversion(
        frozenset(context.draft.triples()),
        frozenset(statements),
        frozenset(layout),
        seen,
        tuple(context.draft.notices),
        count(context, found),
        found,
    )


def statements_of(context: Context) -> Iterator[Triple]:
    """Yield the statement nodes of all facts."""
    for fact in context.draft.facts:
        yield from statement_triples(context, fact, context.mint.run)


def run_of(mint: Minter) -> Iterator[Triple]:
    """Yield what is known of this conversion."""
    yield Triple(mint.run, RDF.type, PROV.Activity)
    yield Triple(mint.run, RDF.type, HK.Conversion)
    yield Triple(mint.run, PROV.used, mint.document)
    yield Triple(mint.run, HK.toolVersion, Literal(__version__))


def describe_source(context: Context, origin: Origin) -> None:
    """Record what the source is: its title, file, institution, and what the caller said of it."""
    mint, draft = context.mint, context.draft
    draft.thing(mint.source, [HK.Source, PROV.Entity], title_of(context.document))
    draft.link(mint.source, HK.currentDocument, mint.document)
    draft.link(mint.source, HK.institutionSlug, origin.institution)
    if origin.url:
        draft.link(mint.source, DCTERMS.source, NamedNode(origin.url))
    if origin.published_by:
        draft.link(mint.source, DCTERMS.publisher, origin.published_by)
    if origin.retrieved:
        day = Literal(origin.retrieved, datatype=XSD.date)
        draft.link(mint.source, HK.retrieved, day)


def title_of(document: Document) -> str:
    """Return the first heading or, where there is none, the file's name."""
    headings = [block.text for block in document.paragraphs if block.is_heading]
    return headings[0] if headings else document.name


def count(context: Context, found: Sequence[Proposal]) -> Mapping[str, int]:
    """Count what was found, rule-made and reading-made apart."""
    draft = context.draft
    by_reading = sum(fact.rule == "reading" for fact in draft.facts)
    stated = {f.triple.subject for f in draft.facts if f.triple.predicate == HK.agreementInfo}
    return {
        "tables": len(context.document.tables),
        "rows": sum(len(table.rows) for table in context.document.tables),
        "cooperations": len(stated),
        "statements_by_rules": len(draft.facts) - by_reading,
        "statements_by_reading": by_reading,
        "proposals": len(found),
        "proposals_unreviewed": sum(not proposal.is_reviewed for proposal in found),
        "problems": sum(notice.is_problem for notice in draft.notices),
    }
