"""`/link`: the workbench, in which an editor decides which outside record a partner is.

Every step is a form that works without a script; `workbench.js` adds keys.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from babel import Locale
from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as WerkzeugResponse

from ..errors import Unauthorized, UsageError
from ..identifiers import Identifier
from ..identity import (
    ORDERS,
    SCHEME,
    Assertion,
    Item,
    Register,
    Status,
    queue,
    refresh,
    suggest,
    sure,
    worth,
)
from ..link import Matcher, Organization
from .answers import private
from .auth import reviewer, sign_in_first
from .facts import facts_of
from .i18n import language, with_language
from .reconcile import matcher_of, matcher_or_none
from .site import Site, the_site
from .world import World, world_of

__all__ = ["blueprint"]

blueprint = Blueprint("workbench", __name__, url_prefix="/link")
blueprint.register_error_handler(Unauthorized, sign_in_first)

SHOWN = 200
#: Organisations of which candidates are looked for at one click.
AT_ONCE = 300


class Side(NamedTuple):
    """A candidate as the screen shows it: the assertion, and its record where it is here."""

    one: Assertion
    record: Organization | None
    country: str
    reasons: Sequence[str]


class Desk(NamedTuple):
    """What a reviewer works with: their name, the site, the decisions as they are now."""

    who: str
    site: Site
    register: Register

    def save(self, why: str) -> None:
        """Write what was decided, and have the mirror hold the records that matter now."""
        self.register.save(why, self.who)
        matcher = matcher_or_none(self.site)
        if matcher is not None:
            ids = self.register.ids(SCHEME)
            refresh(self.site.store, self.site.iris, matcher.index, ids)


def desk() -> Desk:
    """Return the desk of who asks. Raises `Unauthorized` and `Forbidden`."""
    who, site = reviewer(), the_site()
    return Desk(who, site, Register(site.store, site.iris))


def ordered(site: Site, register: Register) -> list[Item]:
    """Return the queue in the order that the reader chose."""
    order = request.values.get("order", "doubt")
    if order not in ORDERS:
        raise UsageError(f'"{order}" is no order', remedy=f"Known: {', '.join(ORDERS)}.")
    return queue(register, worth(site.store), order)


@blueprint.get("")
def listing() -> Response:
    """Show the queue: what is open, what a new release changed, what may be accepted together."""
    _, site, register = desk()
    items = ordered(site, register)
    done = {status.word: 0 for status in Status}
    for one in register.assertions.values():
        done[one.status.word] += 1
    html = render_template(
        "workbench.html", items=items[:SHOWN], count=len(items), sure=sure(items), done=done,
        absences=len(register.absences), short=register.short, order=request.args.get("order", ""),
        orders=[*ORDERS], changes=[one for one in register.changes.values() if not one.reviewer],
        names=register.names, matcher=matcher_or_none(site), did=request.args.get("did", ""),
    )  # fmt: skip
    return private(html)


@blueprint.post("/suggest")
def propose() -> WerkzeugResponse:
    """Look for candidates of organisations that are open; no decision is made."""
    mine = desk()
    found = suggest(mine.site.store, mine.register, matcher_of(mine.site), most=AT_ONCE)
    mine.save("link suggest")
    return redirect(with_language(f"/link?did=proposed-{sum(len(one.new) for one in found)}"), 303)


@blueprint.post("/batch")
def batch() -> WerkzeugResponse:
    """Accept those of the sure candidates that were ticked on the list that was shown."""
    mine = desk()
    ticked = {*request.form.getlist("assertion")}
    items = sure(queue(mine.register, worth(mine.site.store)))
    taken = [item.best for item in items if item.best and item.best.iri in ticked]
    for one in taken:
        mine.register.decide(one.thing, one.identifier, Status.ACCEPTED, mine.who)
    mine.save("link batch")
    return redirect(with_language(f"/link?did=accepted-{len(taken)}"), 303)


@blueprint.post("/seen")
def seen() -> WerkzeugResponse:
    """Record that a change of a record was looked at."""
    mine = desk()
    for change in [*mine.register.changes.values()]:
        if change.iri == request.form.get("change"):
            mine.register.seen(change, mine.who)
    mine.save("link seen")
    return redirect(with_language("/link"), 303)


@blueprint.get("/organization/<slug>")
def screen(slug: str) -> Response:
    """Show one partner: its own words, the candidates side by side, what speaks for each."""
    _, site, register = desk()
    thing = register.known(f"organization/{slug}")
    matcher = matcher_or_none(site)
    sides = [side_of(one, matcher) for one in register.of(thing) if one.identifier.scheme == SCHEME]
    node = site.iris.thing("organization", slug)
    items = ordered(site, register)
    html = render_template(
        "link.html", name=register.names[thing], slug=slug, sides=sides,
        parts=facts_of(site, node, language())[:1], absence=register.absences.get((thing, SCHEME)),
        map=map_of(sides),
        following=after(items, thing), left=len(items), did=request.args.get("did", ""),
        order=request.args.get("order", "doubt"), last=request.args.get("last", ""),
    )  # fmt: skip
    return private(html)


def side_of(one: Assertion, matcher: Matcher | None) -> Side:
    """Return a candidate with its record and the reasons that the matcher gave."""
    record = matcher.index.record(one.identifier.value) if matcher is not None else None
    code = record.country if record is not None else ""
    country = str(Locale(language()).territories.get(code, code))
    return Side(one, record, country, [part for part in one.evidence.split("; ") if part])


def map_of(sides: Sequence[Side]) -> World | None:
    """Return the candidates' places, numbered as they stand on the screen."""
    return world_of(
        (*side.record.point, str(number))
        for number, side in enumerate(sides, 1)
        if side.record is not None and side.record.point is not None
    )


def after(items: Sequence[Item], thing: str) -> str:
    """Return the slug of the next open thing, an empty text where there is none."""
    names = [item.thing for item in items]
    start = names.index(thing) + 1 if thing in names else 0
    others = [name for name in (*names[start:], *names[:start]) if name != thing]
    return others[0].rsplit("/", 1)[-1] if others else ""


Deed = Callable[[Register, str, str], object]


def decided(status: Status) -> Deed:
    """Return what decides about the identifier of the form."""

    def deed(register: Register, thing: str, who: str) -> object:
        scheme = "" if request.form.get("by_hand") else SCHEME
        identifier = Identifier.parse(request.form.get("identifier", ""), scheme)
        note = request.form.get("note", "")
        return register.decide(thing, identifier, status, who, note=note)

    return deed


def none_of_these(register: Register, thing: str, who: str) -> object:
    """Record that none of the candidates is it, and no other was found."""
    release = next((one.release for one in register.of(thing) if one.release), "")
    note = request.form.get("note", "")
    return register.find_none(thing, SCHEME, who, release=release, note=note)


def undo(register: Register, thing: str, who: str) -> object:
    """Take back what was decided of a thing: its records are candidates again."""
    register.reopen(thing, SCHEME)
    decisions = [one for one in register.of(thing) if one.is_decided]
    return [register.decide(thing, one.identifier, Status.CANDIDATE, who) for one in decisions]


#: What a button does.
DEEDS: Mapping[str, Deed] = {
    "accept": decided(Status.ACCEPTED), "reject": decided(Status.REJECTED),
    "none": none_of_these, "undo": undo, "later": lambda register, thing, who: None,
}  # fmt: skip


@blueprint.post("/organization/<slug>")
def decide(slug: str) -> WerkzeugResponse:
    """Accept, reject, find none, leave for later or undo; then show the next partner."""
    mine = desk()
    thing = mine.register.known(f"organization/{slug}")
    action = request.form.get("action", "")
    if action not in DEEDS:
        raise UsageError(f'"{action}" is no decision', remedy=f"Known: {', '.join(DEEDS)}.")
    following = after(ordered(mine.site, mine.register), thing)
    DEEDS[action](mine.register, thing, mine.who)
    mine.save(f"link {action}")
    stays = action in ("undo", "reject")
    target = f"/link/organization/{slug if stays or not following else following}"
    order = request.form.get("order", "doubt")
    return redirect(with_language(f"{target}?order={order}&did={action}&last={slug}"), 303)
