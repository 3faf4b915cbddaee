"""Kinds of things that have pages: class, name, and the facets of their lists."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext

from ...vocab import FOAF, HK, ORG, SCHEMA

__all__ = ["CLASSES", "FACETS", "kind_names"]

CLASSES = {
    "organization": ORG.Organization, "unit": ORG.OrganizationalUnit, "person": FOAF.Person,
    "programme": HK.Programme, "cooperation": HK.Cooperation, "agreement": HK.Agreement,
    "event": SCHEMA.EventSeries, "laboratory": HK.LaboratoryProject, "source": HK.Source,
}  # fmt: skip
#: Kind -> what its list may be narrowed by.
FACETS: Mapping[str, Sequence[str]] = {
    "organization": (
        "country", "form", "agreement", "programme", "faculty", "identifier", "inferred",
    ),
    "cooperation": ("unit", "form", "agreement", "country", "programme", "faculty"),
}  # fmt: skip


def kind_names() -> dict[str, str]:
    """Return the plural of each kind in the present language."""
    return {
        "organization": gettext("Organisations"), "unit": gettext("Units"),
        "person": gettext("People"), "programme": gettext("Programmes"),
        "cooperation": gettext("Cooperations"), "agreement": gettext("Agreements"),
        "event": gettext("Events"), "laboratory": gettext("Laboratories"),
        "source": gettext("Sources"),
    }  # fmt: skip
