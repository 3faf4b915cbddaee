"""The data as a whole and as others' tools read it: VoID, DCAT, dumps, feeds, profiles.

In come the default graph and the changes; out go files, feeds and descriptions.
"""

from . import dataset, dumps, feeds, shapes
from .dataset import paths
from .feeds import atom, calendar, has_date
from .profiles import OFFERS, SUFFIXES, describe_thing, document_links, send_rdf
from .schema_org import describe_for_search
from .shapes import SHAPES, datatypes

__all__ = [
    "BLUEPRINTS",
    "OFFERS",
    "SHAPES",
    "SUFFIXES",
    "atom",
    "calendar",
    "datatypes",
    "describe_for_search",
    "describe_thing",
    "document_links",
    "has_date",
    "paths",
    "send_rdf",
]

BLUEPRINTS = (feeds.blueprint, dumps.blueprint, dataset.blueprint, shapes.blueprint)
