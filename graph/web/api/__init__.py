"""For programs: OpenAPI, its page, and the Reconciliation API.

In come requests of clients and of OpenRefine; out goes JSON as those specifications have it.
"""

from . import openapi, reconcile, reference

__all__ = [
    "BLUEPRINTS",
]

BLUEPRINTS = (openapi.blueprint, reference.blueprint, reconcile.blueprint)
