"""The desk of a reviewer: who decides, of what, and taking back what they decided last."""

from typing import NamedTuple

from flask import Response, request

from ...link.identity import (
    SCHEME,
    Act,
    Register,
    find_act,
    last_act,
    mirror_records,
    take_back,
    undo_reason,
)
from ..http import Site, matcher_or_none, redirect_to, require_reviewer, the_site

__all__ = ["Desk", "UndoReport", "describe_undo", "desk", "undo_last"]


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
            mirror_records(self.site.store, self.site.iris, matcher.index, ids)


class UndoReport(NamedTuple):
    """What an undo did, as rows of name, path of the desk, what had been decided.

    `kept` is what was not taken back, since others have decided of it; both are empty where there
    was nothing to take back.
    """

    taken: list[tuple[str, str, str]]
    kept: list[tuple[str, str, str]]


def desk() -> Desk:
    """Return the desk of who asks. Raises `Unauthorized` and `Forbidden`."""
    who, site = require_reviewer(), the_site()
    return Desk(who, site, Register(site.store, site.iris))


def undo_last(mine: Desk, otherwise: str) -> Response:
    """Take back the last act of a reviewer; lead to its partner, or to the list where it has many.

    `otherwise` is the path to go to where there is no act.
    """
    ledger, iris = mine.site.store.ledger, mine.site.iris
    act = last_act(ledger, iris, mine.who)
    kept = [] if act is None else take_back(mine.register, act)
    if act is not None and len(kept) < len(act.decisions):
        mine.save(undo_reason(act))
    told = [("did", "undo"), ("act", act.version if act else "")]
    told += [("kept", mine.register.short_name(thing)) for thing in kept]
    told += [("order", order)] if (order := request.form.get("order", "")) else []
    return redirect_to(place_of(mine, act, otherwise), told)


def place_of(mine: Desk, act: Act | None, otherwise: str) -> str:
    """Return the path on which an undo is reported."""
    if act is None:
        return otherwise
    things = [
        mine.register.short_name(thing) for thing in act.decisions if thing in mine.register.names
    ]
    is_one = len(act.decisions) == 1 and bool(things) and things[0].startswith("organization/")
    return f"/link/{things[0]}" if is_one else "/link"


def describe_undo(mine: Desk) -> UndoReport | None:
    """Return what the undo of the address did, None where it tells of none."""
    if request.args.get("did") != "undo":
        return None
    version, kept = request.args.get("act", ""), {*request.args.getlist("kept")}
    act = find_act(mine.site.store.ledger, mine.site.iris, mine.who, version) if version else None
    names, short = mine.register.names, mine.register.short_name
    rows = [(names.get(thing, short(thing)), f"/link/{short(thing)}", decision)
            for thing, decision in (act.decisions if act else {}).items()]  # fmt: skip
    is_kept = {f"/link/{one}" for one in kept}
    return UndoReport(
        [row for row in rows if row[1] not in is_kept], [row for row in rows if row[1] in is_kept]
    )
