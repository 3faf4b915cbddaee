"""Identifier schemes: ROR, ISNI, ORCID, Wikidata, GRID, Crossref Funder, GeoNames.

An identifier is read in every form in which people write it, checked, and kept in one form: its
value, and an IRI made of it. Check digits are those of ISO 7064 (python-stdnum).
"""

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from pyoxigraph import NamedNode
from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_11_2, mod_97_10

from ..errors import BadIdentifier
from ..vocab import HK

__all__ = ["SCHEMES", "Identifier", "Scheme", "scheme_of"]

#: Crockford's base 32, as ROR's identifiers use it (https://ror.readme.io/docs/identifier).
BASE32 = "0123456789abcdefghjkmnpqrstvwxyz"


def ror_holds(value: str) -> bool:
    """Check the two last digits: mod 97-10 of the number that the others write."""
    number = 0
    for letter in value[:-2]:
        number = number * 32 + BASE32.index(letter)
    return bool(mod_97_10.checksum(f"{number}{value[-2:]}") == 1)


def mod_11_2_holds(value: str) -> bool:
    """Check the last of sixteen digits of an ISNI or an ORCID."""
    try:
        return bool(mod_11_2.validate(value.replace("-", "")))
    except ValidationError:
        return False


def always(value: str) -> bool:
    """Say yes: the scheme has no check digits."""
    return bool(value)


def add_hyphens(value: str) -> str:
    """Return sixteen digits in groups of four."""
    digits = re.sub(r"[\s-]", "", value).upper()
    return "-".join(digits[start : start + 4] for start in range(0, 16, 4))


class Scheme(NamedTuple):
    """A scheme of identifiers: its name, term and label, its IRIs, how its values are written."""

    name: str
    term: NamedNode
    label: str
    #: The IRI of an identifier, with {} for its value.
    iri: str
    #: Regular expressions: what stands before a value, a value, and a value that needs nothing
    #: before it to differ from those of other schemes.
    before: str
    value: str
    alone: str
    normal: Callable[[str], str]
    holds: Callable[[str], bool]

    def find(self, text: str, is_known: bool) -> str:
        """Return the value that a text writes, or ""; `is_known`: nothing else is expected."""
        bare = self.value if is_known else self.alone
        pattern = rf"(?:{self.before})({self.value})/?" + (rf"|({bare})" if bare else "")
        match = re.fullmatch(pattern, text, re.IGNORECASE)
        return self.normal(next(filter(None, match.groups()))) if match else ""


WEB = r"(?:https?://)?(?:www\.)?"
SIXTEEN = r"(?:\d{4}[ -]?){3}\d{3}[\dX]"
ROR = f"0[{BASE32}]{{6}}[0-9]{{2}}"
GRID = r"grid\.\d+\.[0-9a-f]+"
SCHEMES: Mapping[str, Scheme] = {
    one.name: one
    for one in (
        Scheme("ror", HK.ROR, "ROR", "https://ror.org/{}", rf"ror:\s*|{WEB}ror\.org/", ROR, ROR,
               str.lower, ror_holds),
        Scheme("wikidata", HK.Wikidata, "Wikidata", "http://www.wikidata.org/entity/{}",
               rf"wikidata:\s*|wd:|{WEB}wikidata\.org/(?:wiki|entity)/", r"Q[1-9]\d*",
               r"Q[1-9]\d*", str.upper, always),
        Scheme("isni", HK.ISNI, "ISNI", "https://isni.org/isni/{}",
               rf"isni:?\s*|{WEB}isni\.org/(?:isni/)?", SIXTEEN, r"(?:\d{4} ?){3}\d{3}[\dX]",
               lambda text: add_hyphens(text).replace("-", ""), mod_11_2_holds),
        Scheme("orcid", HK.ORCID, "ORCID", "https://orcid.org/{}",
               rf"orcid:?\s*|{WEB}orcid\.org/", SIXTEEN, r"(?:\d{4}-){3}\d{3}[\dX]",
               add_hyphens, mod_11_2_holds),
        Scheme("grid", HK.GRID, "GRID", "https://www.grid.ac/institutes/{}",
               rf"grid:\s*|{WEB}grid\.ac/institutes/", GRID, GRID, str.lower, always),
        Scheme("fundref", HK.CrossrefFunder, "Crossref Funder", "https://doi.org/10.13039/{}",
               rf"fundref:\s*|{WEB}(?:dx\.)?doi\.org/10\.13039/|(?:doi:)?10\.13039/",
               r"\d{6,15}", "", str.lower, always),
        Scheme("geonames", HK.GeoNames, "GeoNames", "https://sws.geonames.org/{}/",
               rf"geonames:\s*|{WEB}(?:sws\.)?geonames\.org/", r"[1-9]\d{0,11}", "",
               str.lower, always),
    )
}  # fmt: skip
KNOWN = f"Known: {', '.join(SCHEMES)}."


class Identifier(NamedTuple):
    """A checked identifier: the name of its scheme, and its value in one form."""

    scheme: str
    value: str

    @property
    def iri(self) -> str:
        """The IRI that the scheme's keeper gives it, or whose address is the usual one."""
        return SCHEMES[self.scheme].iri.format(self.value)

    @property
    def label(self) -> str:
        """The scheme's name for people."""
        return SCHEMES[self.scheme].label

    @property
    def display(self) -> str:
        """The value as people write it: an ISNI in groups of four."""
        return add_hyphens(self.value).replace("-", " ") if self.scheme == "isni" else self.value

    @classmethod
    def parse(cls, text: str, scheme: str = "") -> "Identifier":
        """Return the identifier that a text writes; `scheme` says which, where it is known.

        Sixteen digits with hyphens are an ORCID, with spaces or none an ISNI, as their keepers
        write them. Raises `BadIdentifier`.
        """
        if scheme and scheme not in SCHEMES:
            raise BadIdentifier(f'no scheme is called "{scheme}"', remedy=KNOWN)
        text = " ".join(text.split())
        for one in [SCHEMES[scheme]] if scheme else SCHEMES.values():
            value = one.find(text, is_known=bool(scheme))
            if value and not one.holds(value):
                raise BadIdentifier(f"the check digits are not right for {one.label}", where=text)
            if value:
                return cls(one.name, value)
        which = SCHEMES[scheme].label if scheme else "any scheme"
        raise BadIdentifier(f"not an identifier of {which}", where=text[:100], remedy=KNOWN)


TERMS = {one.term: one for one in SCHEMES.values()}


def scheme_of(term: object) -> Scheme | None:
    """Return the scheme that a term of the ontology names."""
    return TERMS.get(term) if isinstance(term, NamedNode) else None
