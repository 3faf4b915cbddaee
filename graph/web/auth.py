"""Who writes: the token of a request (RFC 6750, section 2.1)."""

from flask import request

from ..errors import Forbidden, Unauthorized
from ..store import Role, known_token
from .site import the_site

__all__ = ["writer"]

REMEDY = "`hamkor token create --name NAME --role editor` prints one; send Authorization: Bearer."


def writer(needed: Role) -> str:
    """Return the name of the token that a request carries.

    Raises `Unauthorized` without a valid one, and `Forbidden` where its role is too small.
    """
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        raise Unauthorized("writing needs a token", remedy=REMEDY)
    token = known_token(the_site().store.ledger, secret.strip())
    if token is None:
        raise Unauthorized("the token is unknown, expired or revoked", remedy=REMEDY)
    if Role[token.role] < needed:
        raise Forbidden(f'the token "{token.name}" may not do this; it needs role {needed.name}')
    return token.name
