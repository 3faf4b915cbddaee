"""Why a candidate may be the one, and why not, in words for people."""

from collections.abc import Iterator, Sequence

from babel import Locale

from .features import ComparedCandidate
from .question import Question

__all__ = ["explain", "namesakes", "signals"]

#: Share of a name's weight from which it counts as found, nearly found, and not.
WHOLE, NEARLY = 0.98, 0.75


def explain(
    asked: Question, one: ComparedCandidate, others: Sequence[ComparedCandidate]
) -> tuple[str, ...]:
    """Return the reasons for and against a candidate, in English."""
    return (
        *of_domain(asked, one),
        *of_name(asked, one),
        *of_place(asked, one),
        *of_state(one),
        *of_rivals(one, others),
    )


def of_domain(asked: Question, one: ComparedCandidate) -> Iterator[str]:
    """Yield what the web domain says."""
    if one.is_domain:
        yield f"same web domain: {asked.domain}"


def of_name(asked: Question, one: ComparedCandidate) -> Iterator[str]:
    """Yield what its names say."""
    if one.is_acronym:
        yield "acronym in capitals"
    if not one.best.name:
        return
    language = language_name(one.language)
    which = f"{one.kind} in {language}" if language else one.kind
    is_all = one.best.start == 0 and one.best.end == len(asked.words) - 1
    missing = [word for word in one.best.name if not asked.near(word)[1]]
    if one.best.cover >= WHOLE:
        same = "same name" if is_all and one.best.compact >= WHOLE else "name within the text"
        yield f"{same} ({which}: {' '.join(one.best.name)})"
    else:
        how = "most of the name" if one.best.cover >= NEARLY else "part of the name"
        yield f"{how} ({which}); not in the text: {' '.join(missing) or 'exact spelling'}"
    if one.best.order < 1:
        yield "words in another order"


def language_name(code: str) -> str:
    """Return the English name of a language, or an empty text."""
    return (Locale("en").languages.get(code, code) if code else "") or ""


def of_place(asked: Question, one: ComparedCandidate) -> Iterator[str]:
    """Yield what its country and city say."""
    there = Locale("en").territories.get(one.organization.country, one.organization.country)
    if one.country > 0:
        yield f"same country: {there}"
    elif one.country < 0:
        stated = ", ".join(Locale("en").territories.get(code, code) for code in sorted(one.stated))
        yield f"country differs: {stated or 'another region'} / {there}"
    if one.city == 3:
        yield f"same city: {one.organization.city}"
    elif one.city < 0 and one.organization.city:
        yield f"another city: {one.organization.city}"


def of_state(one: ComparedCandidate) -> Iterator[str]:
    """Yield what became of it."""
    if one.organization.status != "active":
        successors = one.organization.related("successor")
        yield f"{one.organization.status}{'; successor: ' + successors[0] if successors else ''}"


def of_rivals(one: ComparedCandidate, others: Sequence[ComparedCandidate]) -> Iterator[str]:
    """Yield who else is named so."""
    same = [other.organization for other in namesakes(one, others)]
    if same:
        yield "same words as " + " / ".join(f"{o.name} ({o.country})" for o in same[:3])


def signals(one: ComparedCandidate) -> dict[str, float | bool]:
    """Return what speaks for and against a candidate, for programs; shares are 0 to 1.

    A country or city that the text does not tell has no entry.
    """
    found: dict[str, float | bool] = {
        "name_found": round(one.best.cover, 4), "name_explains": round(one.best.compact, 4),
        "name_in_order": round(one.best.order, 4), "acronym": one.is_acronym,
        "is_active": one.organization.status == "active",
    }  # fmt: skip
    told = {"same_country": one.country, "same_city": one.city}
    return found | {name: value > 0 for name, value in told.items() if value}


def namesakes(
    one: ComparedCandidate, others: Sequence[ComparedCandidate]
) -> list[ComparedCandidate]:
    """Return the other organisations of which the text gives the same words for a name."""
    return [
        other
        for other in others
        if other.organization.id != one.organization.id
        and sorted(other.best.name) == sorted(one.best.name)
    ]
