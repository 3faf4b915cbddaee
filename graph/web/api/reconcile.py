"""`/reconcile`: the Reconciliation API, 0.2 and the draft of 1.0, for our register and for ROR.

`/reconcile/SERVICE` and `/reconcile/LANG/SERVICE` speak 0.2, `/reconcile/draft/SERVICE` and
`/reconcile/draft/LANG/SERVICE` the draft.
"""

from collections.abc import Callable, Mapping

from flask import Blueprint, Response, jsonify, render_template, request
from flask_babel import force_locale

from ...errors import NotFound, UsageError
from ...link.reconcile import (
    AuthorityService,
    Candidate,
    Entity,
    Name,
    Query,
    RegisterService,
    Service,
    draft,
    parse_json,
    published,
    require_text,
)
from ...text import shorten
from ..http import (
    LANGUAGES,
    Site,
    address,
    current_language,
    kind_names,
    matcher_of,
    number_of,
    page,
    prefers_page,
    the_site,
)

__all__ = ["blueprint"]

blueprint = Blueprint("reconcile", __name__, url_prefix="/reconcile")

LANGUAGE = f"<any({','.join(LANGUAGES)}):lang>"
SERVICES = ("register", "ror")
NAME = f"<any({','.join(SERVICES)}):name>"
BOTH = (f"/{NAME}", f"/{LANGUAGE}/{NAME}")
DRAFT = tuple(f"/draft{path}" for path in BOTH)
WHAT = "<any(entity,property,type):what>"
FRAMED = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors *"
SUGGESTED, LARGEST = 20, 999_999


def service_of(name: str, lang: str) -> Service:
    """Return a service in a language."""
    site = the_site()
    makers: Mapping[str, Callable[[], Service]] = {
        "ror": lambda: AuthorityService(matcher_of(site), lang),
        "register": lambda: site.make_once(f"reconcile {lang}", lambda: register_of(site, lang)),
    }
    return makers[name]()


def register_of(site: Site, lang: str) -> RegisterService:
    """Return the service of our register."""
    names = [Name(str(row["thing"].value), str(row["name"].value)) for row in site.rows("names")]
    with force_locale(lang):
        kinds = kind_names()
    return RegisterService(
        site.store, site.iris, names, lambda iri: site.words.label(iri, lang), kinds
    )


def endpoint(path: str, name: str, lang: str) -> str:
    """Return the address of a service."""
    language = f"{lang}/" if lang else ""
    return address(f"/reconcile/{path}{language}{name}")


@blueprint.get("")
def listing() -> Response:
    """List the services: a page that says what to paste, or JSON."""
    found = {
        f"{path or 'v0.2/'}{lang}/{name}": endpoint(path, name, lang)
        for path in ("", "draft/") for lang in LANGUAGES for name in SERVICES
    }  # fmt: skip
    if prefers_page():
        return page(render_template("api/reconcile.html", services=found))
    return jsonify(found)


def published_service(name: str, lang: str = "") -> Response:
    """Answer version 0.2: the manifest, a batch of queries, or values of properties."""
    service = service_of(name, lang or current_language())
    given = request.values
    if "extend" in given:
        ids, wanted = published.read_extend(parse_json(given["extend"], "extend"))
        return jsonify(published.rows(service, ids, wanted))
    if "queries" in given:
        asked = published.queries(parse_json(given["queries"], "queries"))
        found = {key: find_answers(service, query) for key, query in asked.items()}
        return jsonify(published.results(service, found))
    if request.method == "POST":
        raise UsageError("send queries or extend, form-encoded")
    return jsonify(published.manifest(service, endpoint("", name, lang)))


def find_answers(service: Service, query: Query) -> list[Candidate]:
    """Return the candidates of a query, no more than it asks for."""
    return [*service.candidates(query)][: query.limit]


def draft_service(name: str, lang: str = "") -> Response:
    """Describe a service of the draft."""
    language = lang or current_language()
    return jsonify(draft.manifest(service_of(name, language), language))


def draft_match(name: str, lang: str = "") -> Response:
    """Answer a batch of the draft, sent as JSON."""
    service = service_of(name, lang or current_language())
    asked = draft.queries(parse_json(request.get_data(as_text=True), "body"))
    return jsonify(draft.results(service, [find_answers(service, query) for query in asked]))


def draft_extend(name: str, lang: str = "") -> Response:
    """Answer values of properties of the draft, asked in JSON."""
    service = service_of(name, lang or current_language())
    ids, wanted = published.read_extend(parse_json(request.get_data(as_text=True), "body"))
    return jsonify(draft.rows(service, ids, wanted))


def propose(name: str, lang: str = "") -> Response:
    """Propose properties of a type."""
    service = service_of(name, lang or current_language())
    type_ = require_text(request.args.get("type", ""), "type")
    limit = number_of("limit", 1000, most=LARGEST)
    return jsonify(published.proposal(type_, [*service.properties(type_)][:limit]))


def suggest(name: str, what: str, lang: str = "") -> Response:
    """Suggest what begins as the prefix does; `cursor` skips as many."""
    service = service_of(name, lang or current_language())
    prefix = require_text(request.args.get("prefix"), "prefix")
    cursor = number_of("cursor", 0, most=LARGEST)
    most = cursor + SUGGESTED
    found: list[Entity] = {
        "entity": lambda: [*service.entities(prefix, most)],
        "type": lambda: [Entity(i, n) for i, n in service.types.items() if has(prefix, i, n)],
        "property": lambda: [Entity(*one) for one in service.properties() if has(prefix, *one)],
    }[what]()
    return jsonify(published.suggestion(service, found[cursor:most]))


def has(prefix: str, *names: str) -> bool:
    """Say whether a word of some names begins so."""
    start, text = prefix.strip().lower(), " ".join(names).lower()
    return text.startswith(start) or any(word.startswith(start) for word in text.split())


def preview(name: str, lang: str = "") -> Response:
    """Show an entity in a frame of another site."""
    entity = service_of(name, lang or current_language()).entity(request.args.get("id", ""))
    html = render_template("api/preview.html", entity=entity, id=request.args.get("id", ""))
    response = Response(html, 200 if entity else 404, mimetype="text/html")
    response.headers["Content-Security-Policy"] = FRAMED
    return response


def flyout(name: str, what: str, lang: str = "") -> Response:
    """Show a suggestion in a small box: HTML within JSON, as OpenRefine asks for it."""
    service = service_of(name, lang or current_language())
    id_ = request.args.get("id", "")
    finders: Mapping[str, Callable[[], Entity | None]] = {
        "entity": lambda: service.entity(id_),
        "type": lambda: Entity(id_, service.types[id_]) if id_ in service.types else None,
        "property": lambda: next((Entity(*p) for p in service.properties() if p.id == id_), None),
    }
    known = finders[what]()
    if known is None:
        raise NotFound(f"there is no {what} of this id", where=shorten(id_, 100))
    return jsonify(id=id_, html=render_template("api/flyout.html", entity=known))


#: Where each view answers, below which paths, to which methods.
ROUTES = (
    (BOTH, "", published_service, ("GET", "POST")),
    (DRAFT, "", draft_service, ("GET",)),
    (DRAFT, "/match", draft_match, ("POST",)),
    (DRAFT, "/extend", draft_extend, ("POST",)),
    (DRAFT, "/extend/propose", propose, ("GET",)),
    (BOTH, "/properties", propose, ("GET",)),
    ((*BOTH, *DRAFT), f"/suggest/{WHAT}", suggest, ("GET",)),
    ((*BOTH, *DRAFT), "/preview", preview, ("GET",)),
    (BOTH, f"/flyout/{WHAT}", flyout, ("GET",)),
)
for paths, end, view, methods in ROUTES:
    for path in paths:
        blueprint.add_url_rule(f"{path}{end}", view_func=view, methods=methods)
