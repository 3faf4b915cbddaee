"""SPARQL over HTTP: query, update, graph store, service description, and the query page.

In come requests of the SPARQL 1.1 Protocol; out go results in the format that was negotiated.
"""

from . import description, editor, graph_store, query
from .graph_store import READ, GraphConverter
from .protocol import DATASET, FORM, OFFERS, limits_of
from .query import USING

__all__ = [
    "BLUEPRINTS",
    "DATASET",
    "FORM",
    "OFFERS",
    "READ",
    "USING",
    "GraphConverter",
    "limits_of",
]

BLUEPRINTS = (query.blueprint, graph_store.blueprint, description.blueprint, editor.blueprint)
