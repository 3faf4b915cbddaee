"""A thing in a few lines: what cards, badges and embeds say of it."""

from collections.abc import Sequence
from typing import NamedTuple

from pyoxigraph import NamedNode

from ...vocab import HK
from ..http import Site, address, country_name, kind_names
from ..pages import IdentityView, cooperations, facts_of, identities_of

__all__ = ["Card", "card_of"]

#: Of the forms of cooperation, how many a card names.
FORMS = 4


class Card(NamedTuple):
    """Label, kind, stated country, cooperations and their forms, accepted identifiers."""

    label: str
    kind: str
    country: str
    partners: int
    forms: Sequence[str]
    identifiers: Sequence[IdentityView]
    url: str
    iri: str

    def as_dict(self) -> dict[str, object]:
        """Return it for JSON; identifiers by scheme, value and address."""
        known = [{"scheme": o.scheme, "value": o.value, "url": o.iri} for o in self.identifiers]
        return {**self._asdict(), "identifiers": known}


def card_of(site: Site, kind: str, node: NamedNode, language: str) -> Card:
    """Return the card of a thing in a language."""
    parts = facts_of(site, node, language)[:1]
    facts = {fact.iri: fact for part in parts for fact in part.facts}
    types = [name for part in parts for name in part.types]
    stated = facts.get(HK.countryStated.value)
    found = cooperations(site, node, language)
    forms = dict.fromkeys(name for one in found for _, name in one.forms)
    accepted = [one for one in identities_of(site, node) if one.state in ("accepted", "follows")]
    return Card(
        site.words.label(node.value, language), ", ".join(types) or kind_names()[kind],
        country_name(stated.values[0].text) if stated else "", len(found), [*forms][:FORMS],
        accepted, address(site.iris.page_path(node.value) or "/"), node.value,
    )  # fmt: skip
