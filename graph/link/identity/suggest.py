"""Candidates for the things that have no identity yet, from the matcher to the identity graph."""

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from ...store import Store, select
from ...vocab import HK, ORG, SKOS
from ..authority import Organization
from ..match import Match, Matcher, Question
from ..schemes import SCHEMES, Identifier
from .assertions import Assertion
from .decisions import Register

__all__ = [
    "ALSO",
    "SCHEME",
    "SURE",
    "Suggestion",
    "assertions_of",
    "identifiers_of",
    "propose_candidates",
    "questions_of",
]

SCHEME = "ror"
#: What made a candidate; and one of which the matcher is sure.
METHOD, SURE = "hamkor match", "hamkor match: sure"
#: Identifiers of an organisation that an authority's records hold beside its own.
ALSO = ("wikidata", "isni", "grid", "fundref")
#: Rivals that are kept beside the best candidate, and the probability that they need.
RIVALS, LEAST = 4, 0.02
ORGANIZATIONS = (
    f"PREFIX hk: <{HK.base}> PREFIX skos: <{SKOS.base}> "
    f"SELECT ?thing (SAMPLE(?label) AS ?name) (SAMPLE(?stated) AS ?country) {{ "
    f"?thing a {ORG.Organization} ; skos:prefLabel ?label "
    f"OPTIONAL {{ ?thing hk:countryStated ?stated }} }} GROUP BY ?thing ORDER BY ?thing"
)


class Suggestion(NamedTuple):
    """What was suggested for a thing: the matcher's verdict, and the candidates that are new."""

    thing: str
    match: Match
    new: list[Assertion]


def questions_of(store: Store) -> dict[str, Question]:
    """Return what the matcher is asked for each organisation: its name, and its stated country."""
    rows = (
        {name: term.value for name, term in row.items()} for row in select(store, ORGANIZATIONS)
    )
    return {row["thing"]: Question(row["name"], row.get("country", "")) for row in rows}


def propose_candidates(
    store: Store, register: Register, matcher: Matcher,
    tell: Callable[[str, int, int | None], None] | None = None, most: int | None = None,
) -> list[Suggestion]:  # fmt: skip
    """Propose candidates for organisations that are open, `most` of those without any.

    Nothing is decided, and nothing written.
    """
    asked = [(t, one) for t, one in questions_of(store).items() if register.is_open(t, SCHEME)]
    if most is not None:
        asked = [(thing, one) for thing, one in asked if not register.of(thing)][:most]
    found = []
    for number, (thing, one) in enumerate(asked, 1):
        match = matcher.match(one)
        candidates = assertions_of(thing, match, matcher)
        found.append(Suggestion(thing, match, [c for c in candidates if register.propose(c)]))
        if tell:
            tell("matching", number, len(asked))
    return found


def assertions_of(thing: str, match: Match, matcher: Matcher) -> list[Assertion]:
    """Return the candidates of a match as assertions; none where the matcher says none."""
    if match.verdict == "none":
        return []
    likely = [one for one in match.candidates[1 : RIVALS + 1] if one.probability >= LEAST]
    release = str(matcher.index.release["release"])
    found = [
        Assertion(
            thing, Identifier(SCHEME, one.id), name=one.name, score=one.probability,
            method=METHOD, release=release, evidence="; ".join(one.features),
            also=identifiers_of(record),
        )
        for one in (match.candidates[0], *likely)
        if (record := matcher.index.record(one.id)) is not None
    ]  # fmt: skip
    if match.verdict == "match":
        found[0] = replace(found[0], method=SURE)
    return found


def identifiers_of(one: Organization) -> tuple[Identifier, ...]:
    """Return the preferred identifier of each other scheme in a record, where it is well formed.

    A record may hold several of one scheme: of its parts, or of what it once was.
    """
    values = [(scheme, SCHEMES[scheme].find(one.identifiers[scheme][0], is_known=True))
              for scheme in ALSO if one.identifiers.get(scheme)]  # fmt: skip
    return tuple(Identifier(s, value) for s, value in values if value and SCHEMES[s].holds(value))
