"""`/store`: SPARQL 1.1 Graph Store HTTP Protocol, direct and indirect (sections 4 and 5)."""

import uuid
from collections.abc import Callable, Iterator
from urllib.parse import quote

from flask import Blueprint, Response, request
from werkzeug.routing import PathConverter

from ... import media
from ...errors import NotFound, PreconditionFailed, UnsupportedType, UsageError
from ...store import Document, GraphDelete, GraphWrite, Role, ask
from ..http import address, require_writer, send_answer, the_site
from .protocol import absolute, limits_of
from .writes import write_and_answer

__all__ = ["READ", "GraphConverter", "blueprint", "public"]

blueprint = Blueprint("graph_store", __name__)


#: What a path may hold as it is (RFC 3986, section 3.3).
PATH = "/:@!$&'()*+,;=~"
METHODS = ["GET", "PUT", "POST", "DELETE"]
READ = {
    name: form for form in media.GRAPH_FORMATS for name in (form.media_type, *form.also)
} | {"application/xml": media.RDFXML, "text/xml": media.RDFXML}  # fmt: skip


class GraphConverter(PathConverter):
    """The end of a graph's address: any characters, line ends too."""

    regex = "(?s:[^/].*?)"


@blueprint.route("/store", methods=METHODS)
@blueprint.route("/store/<graph:_name>", methods=METHODS)
def graph(_name: str = "") -> Response:
    """Read, replace, extend or delete a graph."""
    if request.method in ("GET", "HEAD"):
        return give_graph(graph_of_request(_name))
    who = require_writer(Role.editor)
    if request.method == "POST" and not _name and not request.args:
        return created(who)
    iri = graph_of_request(_name)
    before = condition(iri)
    if request.method == "DELETE":
        return write_and_answer(GraphDelete(iri), who, before=before)
    task = GraphWrite(iri, tuple(documents(iri)), request.method == "PUT")
    return write_and_answer(task, who, creates=True, before=before)


def graph_of_request(name: str) -> str:
    """Return the IRI of the graph that a request means, an empty one for the default graph.

    Raises `UsageError` unless exactly one is named (section 4.2).
    """
    if name:
        return public(quote(request.path, safe=PATH))
    graphs, default = request.args.getlist("graph"), request.args.getlist("default")
    if len(graphs) + len(default) != 1:
        remedy = "Send ?graph=IRI or ?default."
        raise UsageError("the request does not name one graph", remedy=remedy)
    return absolute(graphs[0]) if graphs else ""


def public(path: str) -> str:
    """Return the address that the world has for a path. `UsageError` where no IRI is one."""
    return absolute(address(path))


def created(who: str) -> Response:
    """Make a graph with a name of our own (section 5.5)."""
    iri = public(f"/store/{uuid.uuid4()}")
    task = GraphWrite(iri, tuple(documents(iri)), replaces=False)
    return write_and_answer(task, who, creates=True, location=iri)


def give_graph(iri: str) -> Response:
    """Give a graph (section 5.2). Raises `NotFound`; the default graph is always there."""
    form = media.negotiate(request.headers.get("Accept"), media.GRAPH_FORMATS)
    store = the_site().store
    if not is_there(iri):
        raise NotFound("there is no such graph", where=iri)
    where = f"GRAPH <{iri}> {{ ?s ?p ?o }}" if iri else "?s ?p ?o"
    text = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {where} }}"
    answer = store.query(text, result=form, limits=limits_of(the_site().settings))
    response = send_answer(answer, form)
    response.set_etag(f"{store.ledger.touched(iri)}.{form.name}")
    response.headers["Cache-Control"] = "no-cache"
    response.make_conditional(request)
    return response


def is_there(iri: str) -> bool:
    """Say whether a graph exists; an empty one may."""
    return not iri or ask(the_site().store, f"ASK {{ GRAPH <{iri}> {{}} }}")


def condition(iri: str) -> Callable[[], None]:
    """Return what refuses a write whose If-Match or If-None-Match does not hold then.

    RFC 9110, sections 13.1.1 and 13.1.2; the tag of any representation of the graph will do.
    """
    wanted, unwanted = request.if_match, request.if_none_match

    def check() -> None:
        if not wanted and not unwanted:
            return
        exists = is_there(iri)
        version = the_site().store.ledger.touched(iri)
        tags = [f"{version}.{form.name}" for form in media.GRAPH_FORMATS] if exists else []
        holds = not wanted or (exists and wanted.star_tag) or any(map(wanted.contains, tags))
        fails = (exists and unwanted.star_tag) or any(map(unwanted.contains_weak, tags))
        if not holds or fails:
            raise PreconditionFailed("the graph is not in the state that is expected", where=iri)

    return check


def documents(iri: str) -> Iterator[Document]:
    """Yield the documents of a request: its body, or each part of a form (section 5.5)."""
    if request.mimetype != "multipart/form-data":
        yield Document(request.get_data(), format_of(request.mimetype), iri or public("/store"))
        return
    for part in (part for _, part in request.files.items(multi=True)):
        yield Document(part.read(), format_of(part.mimetype), iri or public("/store"))
    if request.form:
        raise UnsupportedType("a part has no file name, and so no media type of its own")


def format_of(mimetype: str) -> media.Format:
    """Return the format of a body; without a type RDF/XML, as section 5.1 asks."""
    form = READ.get(mimetype.lower() or media.RDFXML.media_type)
    if form is None:
        names = ", ".join(form.media_type for form in media.GRAPH_FORMATS)
        raise UnsupportedType(f'"{mimetype}" is not read', remedy=f"Send one of {names}.")
    return form
