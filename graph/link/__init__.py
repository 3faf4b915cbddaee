"""Links to identifiers of the world.

In come names of our things; out go records of an authority with a probability, and decisions of
people. `schemes` has the identifiers; authority, match, identity and reconcile are rooms of
their own.
"""

from .schemes import SCHEMES, Identifier, scheme_of

__all__ = ["SCHEMES", "Identifier", "scheme_of"]
