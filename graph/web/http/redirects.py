"""The one way in which an answer leads to another address, always one of this site."""

from collections.abc import Iterable
from urllib.parse import quote, unquote, urlencode, urlsplit

from flask import Flask, Response, current_app, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound
from werkzeug.routing import RequestRedirect

from .i18n import named_language
from .site import the_site

__all__ = ["init_app", "redirect_to"]

#: What stands in a path beside letters, digits and ``_.-~`` as it is (RFC 3986, section 3.3).
IN_PATH = "/!$&'()*+,;=:@"


def redirect_to(path: str, asked: Iterable[tuple[str, str]] = (), status: int = 303) -> Response:
    """Return an answer that leads to a path of this site, with parameters, in the same language.

    The Location is always relative, without a host, and of printable ASCII.
    """
    pairs = [*asked]
    if named_language() and "lang" not in dict(pairs):
        pairs.append(("lang", named_language()))
    place = f"{the_site().root}/" + quote(path.lstrip("/\\"), safe=IN_PATH)
    location = f"{place}?{urlencode(pairs, safe='/')}" if pairs else place
    return Response(status=status, headers={"Location": location})


def lead_on() -> Response | None:
    """Lead from an address with a slash too many or too few to the one that there is (308)."""
    path = leads_to(request.routing_exception)
    if path is None:
        return None
    if request.method == "OPTIONS":  # A browser's preflight request follows no redirect.
        methods = current_app.create_url_adapter(request).allowed_methods(path)  # type: ignore[union-attr]
        return Response(status=204, headers={"Allow": ", ".join(sorted(methods))})
    return redirect_to(path, request.args.items(multi=True), 308)


def leads_to(error: HTTPException | None) -> str | None:
    """Return the path that was meant where there is none as it was written."""
    if isinstance(error, RequestRedirect):
        return unquote(urlsplit(error.new_url).path)
    bare = request.path.rstrip("/")
    if not isinstance(error, NotFound) or bare == request.path or not bare:
        return None
    try:
        current_app.create_url_adapter(request).match(bare)  # type: ignore[union-attr]
    except MethodNotAllowed:
        return bare
    except HTTPException:
        return None
    return bare


def init_app(app: Flask) -> None:
    """Have the addresses of an application lead on."""
    app.before_request(lead_on)
