"""What each column of a table says: by its title, held against what its cells hold.

Titles are data (``data/columns.tsv``), and so are words of titles that are not there
(``data/title-words.tsv``): such a word counts only where the cells bear it out. A title that no
field knows is no error: its cells are kept as remarks of their row. Which field a column has is
never guessed where two fit equally.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache

from ...resources import read_words
from ...text import fold, shorten
from ..document import Row
from ..rules import (
    UNSPACED,
    WordSet,
    country_named,
    country_within,
    has_body_word,
    has_digit,
    read_date,
)

__all__ = [
    "AGREEMENTS", "REMARK", "Field", "field_names", "fields_by_content", "fields_of", "is_data",
    "is_other_matter", "is_plural", "key_of", "looks_like_header", "may_be_header",
]  # fmt: skip

#: The name of a field, as `data/columns.tsv` has it.
Field = str
#: What a person chooses for a column whose words are only to be kept.
REMARK = "remark"
#: Fields that speak of the agreement.
AGREEMENTS = ("agreement", "kind", "number", "signed", "from", "until", "term", "status")
#: Fields of which a table of partners has one, where other titles make it doubtful.
OF_AGREEMENTS = frozenset(("agreement", "kind", "number", "from", "until", "term", "forms"))
#: Cells of a column that must look so for it to be taken by what it holds.
SHARE = 0.6
#: Names of partners of which it can be seen that they are institutions.
NAMES_SHARE = 1 / 3
#: Titles of the names of anything: of partners only where the cells are names of institutions.
WEAK_TITLES = frozenset(
    map(fold, ("name", "names", "title", "название", "наименование", "nomi", "номи", "nombre",
               "nom", "ad", "adı", "nome", "nazwa", "bezeichnung", "名称"))
)  # fmt: skip
CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-Z][a-z])")
BRACKETS = re.compile(r"\([^()]*\)|\[[^\]]*\]|（[^）]*）")
PARTS = re.compile(r"[/,;:&\n]|\s[-–—]\s|(?<=\w)[-_.](?=\w)")
#: Uses of words of titles that are no fields.
USES = frozenset(("date", "small", "count"))
#: An article before a vowel: "d'expiration".
ELIDED = re.compile(r"\b[ldLD]['’]")
#: A title has no more characters than this without its brackets.
LONGEST_TITLE = 80


@cache
def titles() -> Mapping[str, Field]:
    """Return folded title -> field."""
    found: dict[str, Field] = {}
    for field, words in read_words("columns.tsv"):
        for word in words:
            found.setdefault(key_of(word), field)
    return found


def field_names() -> frozenset[Field]:
    """Return the names of the fields."""
    return frozenset(titles().values())


def key_of(title: str) -> str:
    """Return how titles are compared: folded, camel case as words; signs alone as they stand."""
    spaced = CAMEL.sub(" ", BRACKETS.sub(" ", title)).strip().replace("ё", "е")
    return fold(PARTS.sub(" ", spaced)) or spaced


def field_of(title: str, chosen: Mapping[str, Field]) -> Field | None:
    """Return the field of a title, None where no field is titled so, or two equally."""
    if (key := key_of(title)) in chosen:
        return None if chosen[key] == REMARK else chosen[key]
    if len(BRACKETS.sub("", title)) > LONGEST_TITLE:
        return None
    known = titles()
    if key in known:
        return known[key]
    parts = [known[part] for part in map(key_of, PARTS.split(BRACKETS.sub(" ", title)))
             if part in known]  # fmt: skip
    if len(set(parts)) == 1:
        return parts[0]
    return contained_field(key)


def contained_field(key: str) -> Field | None:
    """Return the field of the longest known title of two words or more within a title."""
    words = key.split()
    found: dict[int, set[Field]] = {}
    for start in range(len(words)):
        for end in range(start + 2, len(words) + 1):
            field = titles().get(" ".join(words[start:end]))
            if field:
                found.setdefault(end - start, set()).add(field)
    longest = found[max(found)] if found else set()
    # The words beside it may be another matter: at least half of the title must be known.
    is_most = bool(found) and 2 * max(found) >= len(words)
    return next(iter(longest)) if len(longest) == 1 and is_most else None


@cache
def title_words() -> Mapping[Field, WordSet]:
    """Return field, or use, -> words of titles; the order is the one in which they count."""
    found: dict[Field, list[str]] = {}
    for field, words in read_words("title-words.tsv"):
        found.setdefault(field, []).extend(words)
    return {field: WordSet.of(words, key_of) for field, words in found.items()}


def possible_fields(title: str) -> list[Field]:
    """Return the fields of which a title has a word, in the order in which they count."""
    if len(BRACKETS.sub("", title)) > LONGEST_TITLE:
        return []
    key = key_of(ELIDED.sub("", title))
    uses = [fields_of_word(word) for word in key.split()]
    found = {field for fields in uses for field in fields}
    if UNSPACED.search(key):
        found |= {field for field, one in title_words().items()
                  if any(UNSPACED.search(word) and word in key for word in one.whole)}  # fmt: skip
    is_known = all(uses) or UNSPACED.search(key) is not None
    if "date" in found and is_known:
        found.add("signed")
    if not is_known or "count" in found:
        found.discard("number")
    return [field for field in title_words() if field in found and field not in USES]


def fields_of_word(word: str) -> set[Field]:
    """Return the fields, or uses, of which a word of a title speaks."""
    return {field for field, words in title_words().items() if words.holds(word)}


def borne_out(fields: Sequence[Field], texts: Sequence[str]) -> Field | None:
    """Return the first of some fields that the cells of a column bear out."""
    written = [text for text in texts if text.strip()]
    for field in fields if written else ():
        test, least = LOOKS.get(field), SHARE if field != "partner" else NAMES_SHARE
        if test is None or share(written, test) >= least:
            return field
    return None


def is_plural(title: str) -> bool:
    """Say whether a title of agreements is a plural: its cells may list several."""
    return fold(title) in {
        fold(word) for word in ("agreements", "contracts", "mous", "договоры", "соглашения",
                                "shartnomalar", "convenios")
    }  # fmt: skip


def looks_like_header(texts: Sequence[str], chosen: Mapping[str, Field]) -> bool:
    """Say whether a line of cells is one of titles: a partner, and another field or no other cell.

    A cell that holds a country or a date is data, whatever stands beside it.
    """
    written = [text for text in texts if text.strip()]
    fields = [field_of(text, chosen) for text in written]
    if "partner" not in fields or any(map(is_data, written)):
        return False
    known = [field for field in fields if field]
    return len(written) == 1 or len(known) >= 2 or (len(written) == 2 and len(known) == 1)


def is_other_matter(header: Sequence[str], fields: Sequence[Field | None]) -> str:
    """Return the title that says that a table is about something else, or an empty text.

    A table of events or persons names institutions too; one of partners has a country or an
    agreement beside them. A ranking has a country as well.
    """
    if not OF_AGREEMENTS.isdisjoint(fields):
        return ""
    uses = {title: possible_fields(title) for title in header}
    matters = ("ranking",) if "country" in fields else ("ranking", "other")
    return next((title for title, found in uses.items() if {*matters} & {*found}), "")


def may_be_header(texts: Sequence[str], chosen: Mapping[str, Field]) -> bool:
    """Say whether a line may be one of titles of which only words are known.

    Half of its cells have such a word, one that of a partner; none has data or digits.
    """
    written = [text for text in texts if text.strip()]
    if any(is_data(text) or has_digit(text) for text in written):
        return False
    fields = [{field_of(text, chosen), *possible_fields(text)} - {None} for text in written]
    known = sum(map(bool, fields))
    is_partner = any("partner" in found for found in fields)
    return is_partner and known >= 2 and 2 * known >= len(written)


def is_data(text: str) -> bool:
    """Say whether a cell holds what a title never is: a country, a date."""
    return country_named(text) is not None or read_date(text) is not None


def fields_of(
    header: Row, columns: Sequence[Sequence[str]], chosen: Mapping[str, Field]
) -> tuple[list[Field | None], list[str]]:
    """Return the field of each column, and a line for each that has to be asked about.

    `columns` are the texts of the cells below each title. Of two columns with one field the first
    has it where the other is the same in another language or empty; the others are remarks.
    """
    fields: list[Field | None] = []
    questions: list[str] = []
    titled = [field_of(cell.text, chosen) for cell in header.cells]
    for cell, texts, field in zip(header.cells, columns, titled, strict=True):
        if key_of(cell.text) not in chosen:
            is_weak = field == "partner" and key_of(cell.text) in WEAK_TITLES
            field = None if is_weak and borne_out(["partner"], texts) is None else field
            field = field or borne_out(possible_fields(cell.text), texts)
            seen = by_content(field, [text for text in texts if text.strip()])
            # Another column may be titled so: dates of a term beside the words of an agreement.
            field = field if seen != field and seen in titled else seen
        if field in fields and field is not None:
            title = shorten(cell.text, 60)
            questions.append(
                f"columns {fields.index(field) + 1} and {cell.column} are both titled as {field}; "
                f'"{title}" was kept as a remark'
            )
            field = None
        fields.append(field)
    return fields, questions


def by_content(field: Field | None, texts: Sequence[str]) -> Field | None:
    """Return a field as the cells of its column bear it out."""
    if not texts:
        return field
    if field == "term" and share(texts, is_day_or_year) >= SHARE:
        return "agreement"
    if field == "city" and share(texts, is_country) >= SHARE:
        return "country"
    if field in ("term", "until", "from", "signed") and share(texts, has_digit) < 0.2:
        return "agreement"
    return field


def is_country(text: str) -> bool:
    """Say whether a cell names a country, alone or beside a city."""
    return country_within(text) is not None


def is_date(text: str) -> bool:
    """Say whether a cell states a date and nothing else."""
    return read_date(text) is not None


def has_letter(text: str) -> bool:
    """Say whether a cell has words."""
    return any(char.isalpha() for char in text)


def share(texts: Sequence[str], holds: Callable[[str], bool]) -> float:
    """Return of how large a part of some texts something holds."""
    return sum(map(holds, texts)) / len(texts)


def is_day_or_year(text: str) -> bool:
    """Say whether a cell states dates and not only how long something lasts."""
    return re.search(r"(?:19|20)\d\d", text) is not None


#: How the cells of a field look, for titles of which only a word is known.
LOOKS: Mapping[Field, Callable[[str], bool]] = {
    "country": is_country, "partner": has_body_word,
    "signed": is_day_or_year, "from": is_day_or_year, "until": is_day_or_year,
    "term": has_digit, "number": has_digit, "agreement": has_digit,
    "city": has_letter, "kind": has_letter, "status": has_letter, "person": has_letter,
}  # fmt: skip


def fields_by_content(columns: Sequence[Sequence[str]]) -> list[Field | None]:
    """Return the field of each column of a table without titles, by what most cells hold."""
    found: list[Field | None] = []
    for texts in columns:
        written = [text for text in texts if text.strip()]
        if not written:
            found.append(None)
        elif share(written, is_country) >= SHARE:
            found.append("country")
        elif share(written, is_date) >= SHARE:
            found.append("signed")
        elif share(written, has_body_word) >= SHARE:
            found.append("partner")
        else:
            found.append(None)
    return [field if found.index(field) == index else None for index, field in enumerate(found)]
