"""The reviewer's desk: suggested links to accept, reject or find none for.

In come decisions of a person who has signed in; out go the queue, the evidence and the way back.
"""

from . import views

__all__ = [
    "BLUEPRINTS",
]

BLUEPRINTS = (views.blueprint,)
