"""Which column of a table says what: header titles in English, Uzbek and Russian."""

import re
from collections.abc import Mapping, Sequence

from ..errors import SourceRefused
from ..text import fold
from .document import Row, Table

__all__ = ["AGREEMENT", "COMPANY", "DEPARTMENT", "FORMS", "column_roles", "looks_like_header"]

DEPARTMENT, COMPANY, AGREEMENT, FORMS = "department", "company", "agreement", "forms"

#: Department and company must be the whole title: a row may begin with "Department of Physics".
#: Tried in this order on the folded title, so that "forms of cooperation" is not a partner column
#: and "information about the cooperation agreement" not a forms column.
ROLE_PATTERNS: Mapping[str, re.Pattern[str]] = {
    FORMS: re.compile(r"^(forms?\b|hamkorlik shakl|formy?i? sotrudnichestva|shakl)"),
    AGREEMENT: re.compile(
        r"agreement|contract|memorandum|shartnoma|kelishuv|bitim|dogovor|soglash"
    ),
    DEPARTMENT: re.compile(
        r"^(name of (the )?)?(department|chair|kafedra|bolim|nazvanie kafedri)s?( names?| nomi)?$"
    ),
    COMPANY: re.compile(
        r"^(names? of (the )?)?(company|companies|partner|enterprise|organi[sz]ation|institution|"
        r"firm|korxona|tashkilot|hamkor|predpriyatie|organizatsiya|partnyor)s?"
        r"( (names?|nomi|tashkilot|tashkilot nomi|organi[sz]ations?))?$"
    ),
}
REQUIRED = (DEPARTMENT, COMPANY)


def role_of(title: str) -> str | None:
    """Return the role of a column titled `title`, or None."""
    key = fold(title)
    return next((role for role, pattern in ROLE_PATTERNS.items() if pattern.search(key)), None)


def looks_like_header(titles: Sequence[str]) -> bool:
    """Say whether a line of cells names at least the columns that a partner table needs."""
    return set(REQUIRED) <= {role_of(title) for title in titles}


def column_roles(table: Table, name: str) -> dict[str, int]:
    """Return role -> index of its column.

    Raises `SourceRefused` where a needed column is missing or a role stands twice.
    """
    where = f"{name}, table {table.number}, header"
    roles: dict[str, int] = {}
    for cell in table.header.cells:
        role = role_of(cell.text)
        if role is not None and role in roles:
            detail = f"two columns ({roles[role] + 1} and {cell.column}) are titled as {role}"
            raise SourceRefused(detail, where=where, remedy="Rename or remove one of them.")
        if role is not None:
            roles[role] = cell.column - 1
    missing = [role for role in REQUIRED if role not in roles]
    if missing:
        raise SourceRefused(
            f"no column says {' or '.join(missing)}; the titles are: {titles_of(table.header)}",
            where=where,
            remedy='Title the columns "Department name" and "Company name".',
        )
    return roles


def titles_of(header: Row) -> str:
    """Quote the titles of a header."""
    return ", ".join(f'"{cell.text[:60]}"' for cell in header.cells)
