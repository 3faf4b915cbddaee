"""Facts of a thing as its page shows them: labelled, linked, with evidence; its identifiers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from ...link import Identifier, scheme_of
from ...store import Row, Term
from ...text import shorten, shorten_start
from ...vocab import ADMS, HK, ORG, OWL, PROV, RDF, SKOS
from ..http import Site

__all__ = ["Evidence", "Fact", "IdentityView", "Part", "facts_of", "identities_of"]

#: Predicates that a page shows elsewhere or that only serve matching.
HIDDEN = frozenset({
    RDF.type, HK.matchKey, PROV.wasDerivedFrom, SKOS.inScheme, ORG.member, OWL.sameAs,
    ADMS.identifier,
})  # fmt: skip
#: Characters of the text on each side of the words of a fact.
AROUND = 160
#: How the parts of a page begin that are shown elsewhere: its outside identifiers.
ELSEWHERE = "#identifier-"
#: Shown in this order; others follow by their label.
ORDER = (
    SKOS.prefLabel, HK.verbatimName, HK.party, HK.form, HK.agreementInfo, HK.agreementVerbatim,
    HK.validFrom, HK.validThrough, HK.programme, HK.studentsOf, HK.conductedBy, HK.actor,
    HK.countryStated, HK.countryInferred, HK.formsVerbatim, HK.formsUnread,
)  # fmt: skip


@dataclass(frozen=True)
class Evidence:
    """The words on which a fact rests, in their context, and where they stand."""

    before: str
    words: str
    after: str
    basis: str
    rule: str
    file: str
    line: str
    table: str
    row: str
    column: str
    title: str
    source_path: str


@dataclass(frozen=True)
class Value:
    """One value of a predicate: its text, where it leads, what it rests on."""

    text: str
    path: str
    language: str
    evidence: Sequence[Evidence]


@dataclass
class Fact:
    """A predicate with its values."""

    iri: str
    label: str
    values: list[Value] = field(default_factory=list)


@dataclass(frozen=True)
class Part:
    """A thing, or a part of its page, with its facts."""

    iri: str
    name: str
    types: Sequence[str]
    facts: Sequence[Fact]


def facts_of(site: Site, thing: NamedNode, language: str) -> list[Part]:
    """Return the thing itself and then the parts of its page."""
    evidence = evidence_of(site, thing)
    by_subject: dict[str, list[Row]] = {}
    for row in site.rows("facts", thing=thing):
        if str(row["subject"].value).startswith(thing.value + ELSEWHERE):
            continue
        by_subject.setdefault(str(row["subject"].value), []).append(row)
    subjects = sorted(by_subject, key=lambda iri: (iri != thing.value, iri))
    return [part_of(site, iri, by_subject[iri], evidence, language) for iri in subjects]


Key = tuple[str, str, str]


def evidence_of(site: Site, thing: NamedNode) -> dict[Key, list[Evidence]]:
    """Return (subject, predicate, object) -> the words it rests on, in their order."""
    found: dict[Key, list[Evidence]] = {}
    spans: dict[Term, dict[str, str]] = {}
    for row in site.rows("evidence", thing=thing):
        span = row["span"]
        if span not in spans:
            spans[span] = words_of(site, span)
        if "text" in spans[span]:
            key = (str(row["subject"]), str(row["predicate"]), str(row["object"]))
            plain = {name: str(term.value) for name, term in row.items()}
            found.setdefault(key, []).append(evidence_in(site, {**plain, **spans[span]}))
    for several in found.values():
        several.sort(key=lambda one: (int(one.line or 0), one.table, one.row, len(one.before)))
    return found


def words_of(site: Site, span: Term) -> dict[str, str]:
    """Return the words of a span with their file, source, line and cell; none of what is no span.

    A client may write any node as the ground of a statement.
    """
    rows = site.rows("words-of-span", span=span) if isinstance(span, NamedNode) else ()
    return {name: str(term.value) for row in rows for name, term in row.items()}


def evidence_in(site: Site, plain: Mapping[str, str]) -> Evidence:
    """Return the evidence of one statement in one span."""
    start, end = int(plain["start"]), int(plain["end"])
    text = plain["text"]
    return Evidence(
        before=shorten_start(text[:start], AROUND),
        words=text[start:end],
        after=shorten(text[end:], AROUND),
        basis=plain["basis"].rsplit("#", 1)[-1],
        rule=plain["rule"],
        source_path=site.iris.page_path(plain.get("source", "")) or "",
        **{
            name: plain.get(name, "")
            for name in ("file", "line", "table", "row", "column", "title")
        },
    )


def part_of(
    site: Site, iri: str, rows: Sequence[Row], evidence: dict[Key, list[Evidence]], language: str
) -> Part:
    """Return one subject with its facts in the order of a page."""
    facts: dict[str, Fact] = {}
    types = []
    for row in rows:
        predicate, value = row["predicate"], row["object"]
        if predicate == RDF.type:
            types.append(site.words.label(str(value.value), language))
        if predicate in HIDDEN or is_part(iri, value) or is_other_language(row, language):
            continue
        name = str(predicate.value)
        fact = facts.setdefault(name, Fact(name, site.words.label(name, language)))
        key = (str(row["subject"]), str(predicate), str(value))
        fact.values.append(value_of(site, row, evidence.get(key, []), language))
    ordered = sorted(facts.values(), key=rank)
    return Part(iri, iri.partition("#")[2], tuple(dict.fromkeys(types)), ordered)


def is_part(iri: str, value: object) -> bool:
    """Say whether a value is a part of the same page, shown on its own."""
    return isinstance(value, NamedNode) and value.value.startswith(f"{iri.partition('#')[0]}#")


def is_other_language(row: Row, language: str) -> bool:
    """Say whether a text is tagged with a language that the reader did not choose."""
    value = row["object"]
    return isinstance(value, Literal) and bool(value.language) and value.language != language


def rank(fact: Fact) -> tuple[int, str]:
    """Return where a fact stands on a page."""
    known = {term.value: place for place, term in enumerate(ORDER)}
    return known.get(fact.iri, len(known)), fact.label


def value_of(site: Site, row: Row, evidence: Sequence[Evidence], language: str) -> Value:
    """Return one value as text and link."""
    value = row["object"]
    if isinstance(value, Literal):
        return Value(value.value, "", value.language or "", evidence)
    iri = str(value.value)
    path = site.iris.page_path(iri) or (iri if iri.startswith("http") else "")
    if iri.startswith(HK.base):
        path = f"/ontology#{iri[len(HK.base) :]}"
    return Value(site.words.label(iri, language), path, "", evidence)


class IdentityView(NamedTuple):
    """An identifier with its state: `accepted`, `follows`, `candidate` or `none`."""

    scheme: str
    value: str
    iri: str
    name: str
    state: str
    reviewer: str
    day: str


STATES = ("accepted", "follows", "candidate", "none")


def identities_of(site: Site, thing: NamedNode) -> list[IdentityView]:
    """Return what is known of a thing's identifiers; rejected and withdrawn ones are not shown."""
    graph = site.iris.graph("identity")
    found = [identity_of(row) for row in site.rows("identities", thing=thing, graph=graph)]
    return sorted(found, key=lambda one: (STATES.index(one.state), one.scheme, one.value))


def identity_of(row: Row) -> IdentityView:
    """Return one row of the query."""
    plain = {name: str(term.value) for name, term in row.items()}
    scheme = scheme_of(row["scheme"])
    label = scheme.label if scheme is not None else plain["scheme"]
    iri = plain.get("identifier", "")
    value = Identifier.parse(iri).display if iri else ""
    return IdentityView(
        label, value, iri, plain.get("name", ""), plain["state"], plain.get("reviewer", ""),
        plain.get("at", "")[:10],
    )  # fmt: skip
