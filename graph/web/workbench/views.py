"""`/link`: the workbench, in which an editor decides which outside record a partner is.

Every step is a form that works without a script; `workbench.js` adds keys.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from babel import Locale
from flask import Blueprint, Response, render_template, request

from ...errors import Unauthorized, UsageError
from ...link import Identifier
from ...link.authority import Organization
from ...link.identity import (
    ORDERS,
    SCHEME,
    Assertion,
    Item,
    Register,
    Status,
    count_cooperations,
    list_open,
    propose_candidates,
    select_sure,
)
from ...link.match import Matcher
from ..http import (
    Site,
    current_language,
    matcher_of,
    matcher_or_none,
    private,
    redirect_to,
    sign_in_first,
)
from ..pages import facts_of
from ..pictures import World, world_of
from .desk import describe_undo, desk, undo_last

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


def order_queue(site: Site, register: Register) -> list[Item]:
    """Return the queue in the order that the reader chose."""
    order = request.values.get("order", "doubt")
    if order not in ORDERS:
        raise UsageError(f'"{order}" is no order', remedy=f"Known: {', '.join(ORDERS)}.")
    return list_open(register, count_cooperations(site.store), order)


@blueprint.get("")
def listing() -> Response:
    """Show the queue: what is open, what a new release changed, what may be accepted together."""
    mine = desk()
    _, site, register = mine
    items = order_queue(site, register)
    done = {status.word: 0 for status in Status}
    for one in register.assertions.values():
        done[one.status.word] += 1
    html = render_template(
        "workbench/workbench.html", items=items[:SHOWN], count=len(items), sure=select_sure(items),
        done=done, absences=len(register.absences), short=register.short_name,
        order=request.args.get("order", ""), orders=[*ORDERS],
        changes=[one for one in register.changes.values() if not one.reviewer],
        names=register.names, matcher=matcher_or_none(site), did=request.args.get("did", ""),
        undone=describe_undo(mine),
    )  # fmt: skip
    return private(html)


@blueprint.post("/suggest")
def propose() -> Response:
    """Look for candidates of organisations that are open; no decision is made."""
    mine = desk()
    found = propose_candidates(mine.site.store, mine.register, matcher_of(mine.site), most=AT_ONCE)
    mine.save("link suggest")
    return redirect_to("/link", [("did", f"proposed-{sum(len(one.new) for one in found)}")])


@blueprint.post("/batch")
def batch() -> Response:
    """Accept those of the sure candidates that were ticked on the list that was shown."""
    mine = desk()
    ticked = {*request.form.getlist("assertion")}
    items = select_sure(list_open(mine.register, count_cooperations(mine.site.store)))
    taken = [item.best for item in items if item.best and item.best.iri in ticked]
    for one in taken:
        mine.register.decide(one.thing, one.identifier, Status.ACCEPTED, mine.who)
    mine.save("link batch")
    return redirect_to("/link", [("did", f"accepted-{len(taken)}")])


@blueprint.post("/seen")
def seen() -> Response:
    """Record that a change of a record was looked at."""
    mine = desk()
    for change in [*mine.register.changes.values()]:
        if change.iri == request.form.get("change"):
            mine.register.mark_seen(change, mine.who)
    mine.save("link seen")
    return redirect_to("/link")


@blueprint.post("/undo")
def undo() -> Response:
    """Take back what the reviewer decided last, wherever that was."""
    return undo_last(desk(), "/link")


@blueprint.get("/organization/<slug>")
def screen(slug: str) -> Response:
    """Show one partner: its own words, the candidates side by side, what speaks for each."""
    mine = desk()
    _, site, register = mine
    thing = register.resolve(f"organization/{slug}")
    matcher = matcher_or_none(site)
    sides = [side_of(one, matcher) for one in register.of(thing) if one.identifier.scheme == SCHEME]
    node = site.iris.thing("organization", slug)
    items = order_queue(site, register)
    html = render_template(
        "workbench/link.html", name=register.names[thing], slug=slug, sides=sides,
        parts=facts_of(site, node, current_language())[:1],
        absence=register.absences.get((thing, SCHEME)), map=map_of(sides),
        following=next_open(items, thing), left=len(items), did=request.args.get("did", ""),
        order=request.args.get("order", "doubt"), last=request.args.get("last", ""),
        names=register.names, things=f"{site.iris.base}id/organization/",
        undone=describe_undo(mine),
    )  # fmt: skip
    return private(html)


def side_of(one: Assertion, matcher: Matcher | None) -> Side:
    """Return a candidate with its record and the reasons that the matcher gave."""
    record = matcher.index.record(one.identifier.value) if matcher is not None else None
    code = record.country if record is not None else ""
    country = str(Locale(current_language()).territories.get(code, code))
    return Side(one, record, country, [part for part in one.evidence.split("; ") if part])


def map_of(sides: Sequence[Side]) -> World | None:
    """Return the candidates' places, numbered as they stand on the screen."""
    return world_of(
        (*side.record.point, str(number))
        for number, side in enumerate(sides, 1)
        if side.record is not None and side.record.point is not None
    )


def next_open(items: Sequence[Item], thing: str) -> str:
    """Return the slug of the next open thing, an empty text where there is none."""
    names = [item.thing for item in items]
    start = names.index(thing) + 1 if thing in names else 0
    others = [name for name in (*names[start:], *names[:start]) if name != thing]
    return others[0].rsplit("/", 1)[-1] if others else ""


Deed = Callable[[Register, str, str], object]


def decide_with(status: Status) -> Deed:
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


#: What a button does.
DEEDS: Mapping[str, Deed] = {
    "accept": decide_with(Status.ACCEPTED), "reject": decide_with(Status.REJECTED),
    "none": none_of_these, "later": lambda register, thing, who: None,
}  # fmt: skip


@blueprint.post("/organization/<slug>")
def decide(slug: str) -> Response:
    """Accept, reject, find none, leave for later or undo; then show the next partner."""
    mine = desk()
    thing = mine.register.resolve(f"organization/{slug}")
    action = request.form.get("action", "")
    if action == "undo":
        return undo_last(mine, f"/link/organization/{slug}")
    if action not in DEEDS:
        known = ", ".join([*DEEDS, "undo"])
        raise UsageError(f'"{action}" is no decision', remedy=f"Known: {known}.")
    following = next_open(order_queue(mine.site, mine.register), thing)
    DEEDS[action](mine.register, thing, mine.who)
    mine.save(f"link {action}")
    target = f"/link/organization/{slug if action == 'reject' or not following else following}"
    order = request.form.get("order", "doubt")
    return redirect_to(target, [("order", order), ("did", action), ("last", slug)])
