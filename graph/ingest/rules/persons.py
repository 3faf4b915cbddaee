"""Persons named with initials, their role and the words that place them; nothing is expanded."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .names import has_organization_word

__all__ = ["PersonMention", "find_persons"]

INITIALS = r"(?:[A-ZА-ЯЎҚҒҲ]\.\s?){1,2}"
SURNAME = r"[A-ZА-ЯЎҚҒҲ][^\W\d_]*(?:['ʻʼ’-][^\W\d_]+)*"
PERSON = re.compile(rf"(?<![\w.]){INITIALS}\s?{SURNAME}")
ROLE = re.compile(
    r"(?P<role>\b[A-Z]?[a-z]+(?:\s+[a-z]+){0,3})\s+of\s+(?P<unit>the\s+department)\s+$"
)
JOIN = re.compile(r"\s*(?:,|\band\b|,\s*and\b)\s*$")
FOLLOWING = re.compile(r"(?:\s+[A-Z][\w-]*){1,5}")


@dataclass(frozen=True)
class PersonMention:
    """A person in a text: offsets of the name; role words and phrase where the text has them.

    `role` is e.g. "Scientific researchers" of "the department"; `phrase` runs from the role to
    the last name of the list.
    """

    name: tuple[int, int]
    role: tuple[int, int] | None = None
    phrase: tuple[int, int] | None = None


def find_persons(text: str) -> Iterator[PersonMention]:
    """Yield the persons that `text` names with initials, in order."""
    names = [m.span() for m in PERSON.finditer(text) if not is_namesake(text, m.end())]
    groups: list[list[tuple[int, int]]] = []
    for name in names:
        joined = groups and JOIN.fullmatch(text[groups[-1][-1][1] : name[0]])
        groups[-1].append(name) if joined else groups.append([name])
    for group in groups:
        role = ROLE.search(text[: group[0][0]])
        for name in group:
            if role is None:
                yield PersonMention(name)
            else:
                yield PersonMention(name, role.span("role"), (role.start(), group[-1][1]))


def is_namesake(text: str, end: int) -> bool:
    """Say whether the name at `end` only names an organisation ("K.A. Timiryazev Academy")."""
    following = FOLLOWING.match(text, end)
    return bool(following and has_organization_word(following.group()))
