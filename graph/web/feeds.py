"""Feeds: Atom of changes; Atom and iCalendar of a saved query whose rows have a date.

A row without a date is in neither: what a source does not state, a calendar cannot show.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import NamedTuple
from urllib.parse import urlencode

import icalendar
from flask import Blueprint, Response, render_template

from .. import __version__
from ..errors import NotOffered
from ..saved_queries import SavedQuery
from .answers import address, conditional
from .i18n import language
from .site import Site, the_site

__all__ = ["atom", "blueprint", "calendar", "has_date"]

blueprint = Blueprint("feeds", __name__)

DATES = ("date", "dateTime")
#: Entries of a feed at most.
MOST = 500
#: An update that was never made: the feed of a store that nobody has written to.
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class Entry(NamedTuple):
    """An entry of a feed: what names it for good, its address, title, day, time, and words."""

    id: str
    url: str
    title: str
    day: date
    updated: datetime
    words: str


def has_date(query: SavedQuery) -> bool:
    """Say whether the rows of a query may have a date."""
    return any(column.type in DATES for column in query.columns)


@blueprint.get("/changes.atom")
def changes() -> Response:
    """Tell the latest changes of the data: when, why, how many statements came and went."""
    history = the_site().store.ledger.history()[:MOST]
    entries = [
        Entry(address(f"/changes.atom#{version}"), address("/dataset"), why or "change",
              moment(at).date(), moment(at), f"version {version}: +{added}, -{removed}")
        for version, at, _, why, added, removed in history
    ]  # fmt: skip
    return sent("Hamkor: changes", address("/changes.atom"), address("/dataset"), entries)


def moment(written: str) -> datetime:
    """Return a time of the ledger, in UTC."""
    found = datetime.fromisoformat(written)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def atom(query: SavedQuery, rows: Sequence[Sequence[str]], values: dict[str, str]) -> Response:
    """Return the rows that have a date as an Atom feed (RFC 4287), the latest first."""
    found = sorted(dated(query, rows), key=lambda entry: entry.day, reverse=True)[:MOST]
    end = f"?{urlencode(values)}" if values else ""
    itself, page = (address(f"/queries/{query.name}{suffix}{end}") for suffix in (".atom", ""))
    return sent(f"Hamkor: {query.titled(language())}", itself, page, found)


def sent(title: str, itself: str, page: str, entries: Sequence[Entry]) -> Response:
    """Return a feed; it was updated when its latest entry was, or the store after it."""
    updated = max((entry.updated for entry in entries), default=NEVER)
    xml = render_template(
        "feed.atom.xml", title=title, itself=itself, page=page, entries=entries, updated=updated,
        version=__version__,
    )  # fmt: skip
    return conditional(Response(xml, content_type="application/atom+xml; charset=utf-8"), "atom")


def calendar(query: SavedQuery, rows: Sequence[Sequence[str]], values: dict[str, str]) -> Response:
    """Return the rows that have a date as days of a calendar (RFC 5545)."""
    whole = icalendar.Calendar()
    whole.add("prodid", f"-//Hamkor//{__version__}//{language().upper()}")
    whole.add("version", "2.0")
    whole.add("x-wr-calname", f"Hamkor: {query.titled(language())}")
    for entry in dated(query, rows):
        event = icalendar.Event()
        event.add("uid", f"{entry.id}")
        event.add("dtstamp", entry.updated)
        event.add("dtstart", entry.day)
        event.add("summary", entry.title)
        event.add("description", entry.words)
        event.add("url", entry.url)
        whole.add_component(event)
    answer = Response(whole.to_ical(), content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = f'inline; filename="{query.name}.ics"'
    return conditional(answer, "ics")


def dated(query: SavedQuery, rows: Sequence[Sequence[str]]) -> list[Entry]:
    """Return an entry for each row that has a date in the first column of that type.

    Raises `NotOffered` for a query that has no such column.
    """
    if not has_date(query):
        raise NotOffered("the query has no column of dates", where=query.name)
    head, *body = rows or [[]]
    column = next(c.name for c in query.columns if c.type in DATES)
    site = the_site()
    changed = latest(site)
    kept = [dict(zip(head, row, strict=True)) for row in body]
    days = [(day_of(row[column]), row) for row in kept]
    return [entry_of(site, query, row, day, changed) for day, row in days if day]


def day_of(written: str) -> date | None:
    """Return the day that a date or time begins with, None where it begins with none."""
    try:
        return date.fromisoformat(written[:10])
    except ValueError:
        return None


def latest(site: Site) -> datetime:
    """Return when the store was last written to."""
    history = site.store.ledger.history()
    return moment(history[0][1]) if history else NEVER


def entry_of(
    site: Site, query: SavedQuery, row: dict[str, str], day: date, changed: datetime
) -> Entry:
    """Return the entry of a row; what is yet to come was said when the store last changed."""
    names = [column.name for column in query.columns]
    things = [row[c.name] for c in query.columns if c.type == "iri" and row[c.name]]
    thing = things[0] if things else address(f"/queries/{query.name}")
    title = row.get("name") or thing
    path = site.iris.page_path(thing)
    updated = min(datetime.combine(day, time(), UTC), changed)
    return Entry(
        f"{thing}#{query.name}-{day}", address(path) if path else thing, f"{title}: {day}",
        day, updated, "; ".join(f"{name}: {row[name]}" for name in names if row[name]),
    )  # fmt: skip
