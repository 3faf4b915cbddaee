"""Saved queries as pages and as rows.

In come parameters of the address; out go tables, CSV, JSON, feeds and results of SPARQL.
"""

from . import views
from .views import answer_rows, offers_of, saved_query, whole_rows

__all__ = ["BLUEPRINTS", "answer_rows", "offers_of", "saved_query", "whole_rows"]

BLUEPRINTS = (views.blueprint,)
