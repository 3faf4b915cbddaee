"""How agreements stand: every page has it from one query, `queries/agreement-states.rq`."""

from collections import Counter
from collections.abc import Mapping
from datetime import date

from ..http import Site

__all__ = ["STATED", "STATES", "agreement_states", "count_stated", "count_states"]

#: The states of a cooperation's agreement on a day; of an agreement, those that are `STATED`.
STATED = ("in-force", "not-begun", "ended", "cannot-say")
STATES = (*STATED, "blank", "not-asked")
#: State -> what sources say of the agreement, on any day.
ASKED = {state: "StatedInSource" for state in STATED} | {
    "blank": "BlankInSource", "not-asked": "NotAskedInSource",
}  # fmt: skip


def count_states(site: Site, day: date) -> dict[str, int]:
    """Return state -> how many cooperations have it on a day; the sum is that of all."""
    rows = site.saved_rows("agreement-states", day=day.isoformat())
    counts = Counter(str(row["state"].value) for row in rows)
    return {state: counts[state] for state in STATES}


def agreement_states(site: Site) -> Mapping[str, str]:
    """Return cooperation -> stated, blank or not asked, on any day."""
    found: Mapping[str, str] = site.make_once("states", lambda: read(site))
    return found


def read(site: Site) -> dict[str, str]:
    """Read the states from the store."""
    rows = site.saved_rows("agreement-states")
    return {str(row["cooperation"].value): ASKED[str(row["state"].value)] for row in rows}


def count_stated(site: Site) -> Mapping[str, int]:
    """Return stated, blank or not asked -> how many cooperations; the sum is that of all."""
    return Counter(agreement_states(site).values())
