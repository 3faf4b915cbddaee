"""Pages for readers: home, lists, things, sources, forms, ontology, comparison, corrections.

In come paths; out go HTML, or the linked data of the thing that a page is about.
"""

from . import compare, corrections, forms, home, lists, ontology, overview, status, things
from .facts import IdentityView, facts_of, identities_of
from .lists import entries, local_value
from .snippets import HEIGHT, WIDTH
from .things import cooperations, find_thing

__all__ = [
    "BLUEPRINTS",
    "HEIGHT",
    "WIDTH",
    "IdentityView",
    "cooperations",
    "entries",
    "facts_of",
    "find_thing",
    "identities_of",
    "local_value",
]

BLUEPRINTS = (
    home.blueprint,
    lists.blueprint,
    overview.blueprint,
    things.blueprint,
    forms.blueprint,
    ontology.blueprint,
    compare.blueprint,
    corrections.blueprint,
    status.blueprint,
)
