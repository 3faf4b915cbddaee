"""Who writes: the token of a request (RFC 6750, section 2.1), or of a reviewer who signed in.

Signing in puts the token into a cookie that no script reads and no other site sends.
"""

from urllib.parse import urlsplit

from flask import Blueprint, Response, render_template, request

from ...errors import Forbidden, Unauthorized
from ...store import Role, Token, find_token
from .answers import private
from .redirects import redirect_to
from .site import the_site

__all__ = ["blueprint", "require_reviewer", "require_writer", "sign_in_first"]

blueprint = Blueprint("auth", __name__)

REMEDY = "`hamkor token create --name NAME --role editor` prints one; send Authorization: Bearer."
COOKIE = "hamkor"
DAY_S = 24 * 3600
#: The pages for which a reviewer signs in; the first is where one begins.
DESKS = ("/link", "/corrections")


def require_writer(needed: Role) -> str:
    """Return the name of the token that a request carries.

    Raises `Unauthorized` without a valid one, and `Forbidden` where its role is too small.
    """
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        raise Unauthorized("writing needs a token", remedy=REMEDY)
    return check_token(secret.strip(), needed).name


def check_token(secret: str, needed: Role) -> Token:
    """Return the token of a secret, if its role suffices."""
    token = find_token(the_site().store.ledger, secret)
    if token is None:
        raise Unauthorized("the token is unknown, expired or revoked", remedy=REMEDY)
    if Role[token.role] < needed:
        raise Forbidden(f'the token "{token.name}" may not do this; it needs role {needed.name}')
    return token


def require_reviewer() -> str:
    """Return the name of the token with which a reviewer signed in; of this site's own pages only.

    Raises `Unauthorized` and `Forbidden`.
    """
    origin = request.headers.get("Origin", "")
    if request.method == "POST" and origin and urlsplit(origin).netloc != request.host:
        raise Forbidden("another site sent this form")
    return check_token(request.cookies.get(COOKIE, ""), Role.editor).name


def sign_in_first(_error: Exception) -> Response:
    """Send who is not signed in to the form, and back here afterwards."""
    desk = f"/{request.path.split('/')[1]}"
    path = request.path if request.method == "GET" else desk
    return redirect_to("/login", [("then", path)])


@blueprint.get("/login")
def login() -> Response:
    """Show the form in which an editor signs in with a token."""
    return private(render_template("http/login.html", then=path_after(), failed=False))


@blueprint.post("/login")
def sign_in() -> Response:
    """Sign in: check the token and keep it in a cookie for a day."""
    secret = request.form.get("token", "").strip()
    try:
        check_token(secret, Role.editor)
    except (Unauthorized, Forbidden):
        return private(render_template("http/login.html", then=path_after(), failed=True), 401)
    response = redirect_to(path_after())
    response.set_cookie(COOKIE, secret, max_age=DAY_S, httponly=True, samesite="Strict",
                        secure=is_private())  # fmt: skip
    return response


@blueprint.post("/logout")
def sign_out() -> Response:
    """Sign out: forget the cookie."""
    response = redirect_to("/")
    response.delete_cookie(COOKIE, httponly=True, samesite="Strict", secure=is_private())
    return response


def is_private() -> bool:
    """Say whether clients come by https, perhaps to a server that stands before this one."""
    return request.is_secure or the_site().settings.public_url.startswith("https:")


def path_after() -> str:
    """Return the path to go to after signing in: one of ours."""
    path = request.values.get("then", "")
    is_ours = path.startswith(DESKS) and "\\" not in path and "//" not in path
    return path if is_ours else DESKS[0]
