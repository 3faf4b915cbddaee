"""Feeds: Atom of changes; Atom and iCalendar of a saved query whose rows have a date.

A row without a date is in neither: what a source does not state, a calendar cannot show.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlencode

import icalendar
from flask import Blueprint, Response, render_template
from flask_babel import gettext

from ... import __version__
from ...errors import NotOffered
from ...saved import SavedQuery
from ...store import note_first_times
from ..http import (
    Site,
    address,
    conditional,
    current_language,
    heading,
    the_site,
    value_words,
    with_language,
)
from ..pictures import day_in
from .news import NewsItem, describe_change

__all__ = ["atom", "blueprint", "calendar", "has_date"]

blueprint = Blueprint("feeds", __name__)

DATES = ("date", "dateTime")
#: Entries of a feed at most; changes that are listed.
MOST, CHANGES = 500, 100
#: An update that was never made: the feed of a store without changes.
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
#: What no document of XML 1.0 may hold (section 2.2).
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: A reason in the log that is none: what was asked for.
REQUEST = re.compile(r"[A-Z]+ /|update$|change$")
#: How often a client may ask again.
AGAIN = timedelta(hours=12)


class Entry(NamedTuple):
    """An entry of a feed: its lasting name, address, title, time of its last change, words.

    `day` is that of a row of a query; `parts` are the things of a change, by kind and deed.
    """

    id: str
    url: str
    title: str
    updated: datetime
    words: str = ""
    day: date = date.min
    parts: Sequence[tuple[str, Sequence[NewsItem], int]] = ()


def has_date(query: SavedQuery) -> bool:
    """Say whether the rows of a query may have a date."""
    return any(column.type in DATES for column in query.columns)


@blueprint.get("/changes.atom")
def changes() -> Response:
    """Tell the latest changes of the data: which things came, went, or say something else."""
    site = the_site()
    entries = site.make_once(f"changes {current_language()}", lambda: changed(site))
    title, itself = f"Hamkor: {gettext('Changes')}", address(with_language("/changes.atom"))
    return send(title, itself, address(with_language("/dataset")), entries)


def changed(site: Site) -> list[Entry]:
    """Return the latest changes in words."""
    found = []
    for version, at, _, why, added, removed in site.store.ledger.history(CHANGES):
        news = describe_change(site, site.store.ledger.content(version), added + removed)
        paths = [one.path for _, told, _ in news.parts for one in told if one.path]
        path = paths[0] if len(paths) == 1 else "/dataset"
        found.append(
            Entry(f"{site.iris.base}changes.atom#{version}", path, news.title, moment(at),
                  "" if REQUEST.match(why) else why, parts=news.parts)
        )  # fmt: skip
    return found


def clean(text: str) -> str:
    """Return a text that XML and iCalendar can hold."""
    return NOT_XML.sub("\ufffd", text)


def moment(written: str) -> datetime:
    """Return a time of the ledger, in UTC."""
    found = datetime.fromisoformat(written)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def atom(query: SavedQuery, rows: Sequence[Sequence[str]], values: dict[str, str]) -> Response:
    """Return the rows that have a date as an Atom feed (RFC 4287), the latest first."""
    found = sorted(dated_entries(query, rows), key=lambda entry: entry.day, reverse=True)[:MOST]
    end = f"?{urlencode(values)}" if values else ""
    itself, page = (
        address(with_language(f"/queries/{query.name}{suffix}{end}")) for suffix in (".atom", "")
    )
    return send(f"Hamkor: {query.title_in(current_language())}", itself, page, found)


def send(title: str, itself: str, page: str, entries: Sequence[Entry]) -> Response:
    """Return a feed; it was updated when the latest of its entries was."""
    updated = max((entry.updated for entry in entries), default=NEVER)
    xml = render_template(
        "data/feed.atom.xml", title=title, itself=itself, page=page, entries=entries,
        updated=updated, version=__version__,
    )  # fmt: skip
    return conditional(
        Response(clean(xml), content_type="application/atom+xml; charset=utf-8"), "atom"
    )


def calendar(query: SavedQuery, rows: Sequence[Sequence[str]], values: dict[str, str]) -> Response:
    """Return the rows that have a date as days of a calendar (RFC 5545), which block no time.

    A calendar has at least one component (section 3.6): the time zone is there without any row.
    """
    title = f"Hamkor: {query.title_in(current_language())}"
    whole = icalendar.Calendar()
    whole.add("prodid", f"-//Hamkor//{__version__}//{current_language().upper()}")
    whole.add("version", "2.0")
    whole.add("calscale", "GREGORIAN")
    whole.add("method", "PUBLISH")
    for name in ("name", "x-wr-calname"):
        whole.add(name, title)
    whole.add("x-wr-timezone", "Etc/UTC")
    whole.add("refresh-interval", AGAIN, {"value": "DURATION"})
    whole.add("x-published-ttl", AGAIN)
    whole.add_component(utc())
    for entry in dated_entries(query, rows):
        whole.add_component(event_of(entry))
    answer = Response(whole.to_ical(), content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = f'inline; filename="{query.name}.ics"'
    return conditional(answer, "ics")


def utc() -> icalendar.Timezone:
    """Return the time zone of a calendar of whole days (section 3.6.5)."""
    zone, always = icalendar.Timezone(), icalendar.TimezoneStandard()
    zone.add("tzid", "Etc/UTC")
    always.add("dtstart", NEVER.replace(tzinfo=None))
    always.add("tzoffsetfrom", timedelta(0))
    always.add("tzoffsetto", timedelta(0))
    always.add("tzname", "UTC")
    zone.add_component(always)
    return zone


def event_of(entry: Entry) -> icalendar.Event:
    """Return the day of an entry: a whole day that blocks no time (TRANSP, section 3.8.2.7)."""
    event = icalendar.Event()
    event.add("uid", entry.id)
    event.add("dtstamp", entry.updated)
    event.add("last-modified", entry.updated)
    event.add("dtstart", entry.day)
    event.add("summary", entry.title)
    event.add("description", entry.words)
    event.add("url", entry.url)
    event.add("transp", "TRANSPARENT")
    event.add("x-microsoft-cdo-busystatus", "FREE")
    return event


def dated_entries(query: SavedQuery, rows: Sequence[Sequence[str]]) -> list[Entry]:
    """Return an entry for each row that has a date in the first column of that type.

    Raises `NotOffered` for a query that has no such column.
    """
    if not has_date(query):
        raise NotOffered(gettext("the query has no column of dates"), where=query.name)
    head, *body = rows or [[]]
    column = next(c.name for c in query.columns if c.type in DATES)
    site = the_site()
    kept = [dict(zip(head, row, strict=True)) for row in body]
    named: dict[str, tuple[date, dict[str, str]]] = {}
    days = [(day, row) for row in kept if (day := day_in(row[column]))]
    for day, row in sorted(days, key=lambda pair: pair[0]):
        id_ = f"{thing_of(site, query, row)}#{query.name}"
        number = next(n for n in range(len(days)) if number_id(id_, n) not in named)
        named[number_id(id_, number)] = day, row
    contents = {id_: [*row.values()] for id_, (_, row) in named.items()}
    seen = note_first_times(site.store.ledger, contents, last_write(site).isoformat())
    return [
        entry_of(site, query, row, day, id_, moment(seen[id_])) for id_, (day, row) in named.items()
    ]


def number_id(id_: str, number: int) -> str:
    """Return the name of one of several rows about a thing; the first has no number."""
    return f"{id_}-{number + 1}" if number else id_


def last_write(site: Site) -> datetime:
    """Return when the store was last written to."""
    history = site.store.ledger.history(1)
    return moment(history[0][1]) if history else NEVER


def thing_of(site: Site, query: SavedQuery, row: Mapping[str, str]) -> str:
    """Return the IRI of what a row is about; of the query where it names nothing."""
    things = [row[c.name] for c in query.columns if c.type == "iri" and row[c.name]]
    return things[0] if things else f"{site.iris.base}queries/{query.name}"


def entry_of(
    site: Site, query: SavedQuery, row: Mapping[str, str], day: date, id_: str, updated: datetime
) -> Entry:
    """Return the entry of a row, in the present language."""
    thing = thing_of(site, query, row)
    title = row.get("name") or thing
    path = site.iris.page_path(thing)
    words = "; ".join(
        f"{heading(column.name)}: {value_words(column.name, row[column.name])}"
        for column in query.columns if row[column.name]
    )  # fmt: skip
    url = address(with_language(path)) if path else thing
    return Entry(id_, url, clean(f"{title}: {day}"), updated, clean(words), day)
