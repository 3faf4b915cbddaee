"""The facts of a thing as a page shows them: labelled, linked, each with its evidence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode

from ..store import Row, Term
from ..vocab import ADMS, HK, ORG, OWL, PROV, RDF, SKOS
from .site import Site

__all__ = ["Evidence", "Fact", "Part", "facts_of"]

#: Predicates that a page shows elsewhere or that only serve matching.
HIDDEN = frozenset({
    RDF.type, HK.matchKey, PROV.wasDerivedFrom, SKOS.inScheme, ORG.member, OWL.sameAs,
    ADMS.identifier,
})  # fmt: skip
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


def facts_of(site: Site, thing: NamedNode, tongue: str) -> list[Part]:
    """Return the thing itself and then the parts of its page."""
    evidence = evidence_of(site, thing)
    by_subject: dict[str, list[Row]] = {}
    for row in site.rows("facts", thing=thing):
        if str(row["subject"].value).startswith(thing.value + ELSEWHERE):
            continue
        by_subject.setdefault(str(row["subject"].value), []).append(row)
    subjects = sorted(by_subject, key=lambda iri: (iri != thing.value, iri))
    return [part_of(site, iri, by_subject[iri], evidence, tongue) for iri in subjects]


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

    Whoever writes to the store may name any node as the ground of a statement.
    """
    rows = site.rows("words-of-span", span=span) if isinstance(span, NamedNode) else ()
    return {name: str(term.value) for row in rows for name, term in row.items()}


def evidence_in(site: Site, plain: Mapping[str, str]) -> Evidence:
    """Return the evidence of one statement in one span."""
    start, end = int(plain["start"]), int(plain["end"])
    text = plain["text"]
    return Evidence(
        before=text[max(0, start - 160) : start],
        words=text[start:end],
        after=text[end : end + 160],
        basis=plain["basis"].rsplit("#", 1)[-1],
        rule=plain["rule"],
        source_path=site.iris.page_path(plain.get("source", "")) or "",
        **{
            name: plain.get(name, "")
            for name in ("file", "line", "table", "row", "column", "title")
        },
    )


def part_of(
    site: Site, iri: str, rows: Sequence[Row], evidence: dict[Key, list[Evidence]], tongue: str
) -> Part:
    """Return one subject with its facts in the order of a page."""
    facts: dict[str, Fact] = {}
    types = []
    for row in rows:
        predicate, value = row["predicate"], row["object"]
        if predicate == RDF.type:
            types.append(site.words.label(str(value.value), tongue))
        if predicate in HIDDEN or is_part(iri, value) or is_other_tongue(row, tongue):
            continue
        name = str(predicate.value)
        fact = facts.setdefault(name, Fact(name, site.words.label(name, tongue)))
        key = (str(row["subject"]), str(predicate), str(value))
        fact.values.append(value_of(site, row, evidence.get(key, []), tongue))
    ordered = sorted(facts.values(), key=rank)
    return Part(iri, iri.partition("#")[2], tuple(dict.fromkeys(types)), ordered)


def is_part(iri: str, value: object) -> bool:
    """Say whether a value is a part of the same page, shown on its own."""
    return isinstance(value, NamedNode) and value.value.startswith(f"{iri.partition('#')[0]}#")


def is_other_tongue(row: Row, tongue: str) -> bool:
    """Say whether a text is tagged with a language that the reader did not choose."""
    value = row["object"]
    return isinstance(value, Literal) and bool(value.language) and value.language != tongue


def rank(fact: Fact) -> tuple[int, str]:
    """Return where a fact stands on a page."""
    known = {term.value: place for place, term in enumerate(ORDER)}
    return known.get(fact.iri, len(known)), fact.label


def value_of(site: Site, row: Row, evidence: Sequence[Evidence], tongue: str) -> Value:
    """Return one value as text and link."""
    value = row["object"]
    if isinstance(value, Literal):
        return Value(value.value, "", value.language or "", evidence)
    iri = str(value.value)
    path = site.iris.page_path(iri) or (iri if iri.startswith("http") else "")
    if iri.startswith(HK.base):
        path = f"/ontology#{iri[len(HK.base) :]}"
    return Value(site.words.label(iri, tongue), path, "", evidence)
