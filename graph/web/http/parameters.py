"""Parameters of addresses: what is not known is refused in words, and nothing is ignored silently.

One table says which parameters a page reads. A saved query has those of its header; the protocol of
SPARQL, of graphs and of reconciliation is left to its specification.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from difflib import get_close_matches

from flask import Flask, request
from flask_babel import gettext

from ...errors import UsageError
from ...saved import SavedQuery
from ...text import shorten
from .classes import FACETS
from .site import the_site

__all__ = [
    "OPTIONS",
    "check_period",
    "check_value",
    "day_of",
    "init_app",
    "is_passed_on",
    "own_parameters",
]

#: What every page takes: the language, and what mail and search add to links that people pass on.
EVERYWHERE = frozenset(["lang", "fbclid", "gclid", "yclid"])
PASSED_ON = "utm_"
#: Endpoint -> the parameters that it reads beside those; an endpoint that is not here is free.
READ: Mapping[str, Collection[str]] = {
    "compare.compare": ("one", "two"),
    "corrections.form": ("thing", "about"),
    "dataset.dataset": (), "dumps.checksums": (), "dumps.dump": (), "dumps.plain_dump": (),
    "feeds.changes": (),
    "badge.badge": (), "badge.card_picture": (), "frame.card_data": (), "frame.frame": (),
    "oembed.oembed": ("url", "format", "maxwidth", "maxheight"),
    "things.document": ("_profile", "of", "page"), "things.thing": ("_profile",),
    "forms.form": ("_profile", "of", "page"), "forms.scheme": ("_profile",),
    "home.home": (), "home.search": ("q",), "home.suggest": ("q",),
    "ontology.ontology": ("_profile",), "queries.listing": ("_profile",),
    "overview.overview": ("day",),
    "report.report": ("unit", "programme", "from", "through"),
    "report.spreadsheet": ("unit", "programme", "from", "through"), "shapes.shapes": ("_profile",),
}  # fmt: skip
OPTIONS = ("_shape", "_size", "_offset")
#: Endpoints that answer a saved query -> what they read beside its parameters.
ASKING = {"queries.query": OPTIONS, "frame.query_frame": ("view",)}
#: Names that an error lists; letters of what was written.
LISTED, QUOTED = 20, 40


def is_passed_on(name: str) -> bool:
    """Say whether a parameter is one that every page takes, and that changes no answer."""
    return name in EVERYWHERE or name.startswith(PASSED_ON)


def own_parameters(*ours: str) -> dict[str, str]:
    """Return the parameters of a saved query that the address gives; empty ones are not given."""
    return {
        name: value
        for name, value in request.args.items()
        if value and name not in ours and not is_passed_on(name)
    }


def check_value(where: str, written: str, known: Iterable[str]) -> None:
    """Raise `UsageError` for what is none of some names, with those, and with what is near."""
    names = [*known]
    if written in names:
        return
    folded = {name.casefold(): name for name in names}
    near = [folded[one] for one in get_close_matches(written.casefold(), folded, 3, 0.6)]
    shown = ", ".join([*names[:LISTED], *(["…"] if len(names) > LISTED else [])])
    detail = gettext('"%(given)s" is not known here', given=shorten(written, QUOTED))
    mean = [gettext("Did you mean %(near)s?", near=", ".join(near))] if near else []
    tells = gettext("Known: %(names)s.", names=shown or gettext("nothing"))
    raise UsageError(detail, where=where, remedy=" ".join([*mean, tells]))


def check_period(where: str, begins: str, ends: str) -> None:
    """Raise `UsageError` for a period (two ISO 8601 days) that ends before it begins."""
    if begins and ends and ends < begins:
        detail = gettext("the period ends (%(ends)s) before it begins (%(begins)s)",
                         ends=ends, begins=begins)  # fmt: skip
        remedy = gettext("Change the two days with each other.")
        raise UsageError(detail, where=where, remedy=remedy)


def day_of(where: str, written: str) -> date:
    """Return the day that is written (ISO 8601). Raises `UsageError` for anything else."""
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        detail = gettext('"%(given)s" is no day', given=shorten(written, QUOTED))
        remedy = gettext("Write it as 2026-01-31.")
        raise UsageError(detail, where=where, remedy=remedy) from error


def refuse_unknown() -> None:
    """Refuse a reading request with a parameter that its page does not read."""
    if request.method not in ("GET", "HEAD") or not request.args:
        return
    known = known_parameters(request.endpoint or "", request.view_args or {})
    if known is not None:
        for name in request.args:
            if not is_passed_on(name):
                check_value("parameter", name, [*known, "lang"])


def known_parameters(endpoint: str, view: Mapping[str, str]) -> Collection[str] | None:
    """Return the parameters that an endpoint reads; None for one that is free."""
    if endpoint in ASKING:
        name = view["name"]
        queries = the_site().queries
        saved = queries.get(name) or queries.get(name.rpartition(".")[0])
        if not isinstance(saved, SavedQuery):
            return None
        return [*(parameter.name for parameter in saved.parameters), *ASKING[endpoint]]
    if endpoint.startswith("lists."):
        paging = ["page"] if endpoint == "lists.things" else []
        return [*FACETS.get(view["kind"], ()), *paging]
    return READ.get(endpoint)


def init_app(app: Flask) -> None:
    """Check the parameters of every request of an application."""
    app.before_request(refuse_unknown)
