"""`/correct`: readers suggest corrections, without an account. `/corrections`: editors read."""

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext

from ...errors import Unauthorized, UsageError
from ...iris import KINDS
from ...store import add_correction, close_correction, list_corrections
from ..http import (
    check_value,
    client,
    current_language,
    private,
    redirect_to,
    require_reviewer,
    sign_in_first,
    the_site,
)
from .things import find_thing

__all__ = ["blueprint"]

blueprint = Blueprint("corrections", __name__)
blueprint.register_error_handler(Unauthorized, sign_in_first)

#: Letters of a suggestion, and of what it is about.
LONGEST, ABOUT = 2000, 300
DEEDS = ("done", "dismissed")


@blueprint.get("/correct")
def form() -> Response:
    """Show the form in which a reader says what is wrong with a statement."""
    thing, label = thing_of(request.args.get("thing", ""))
    about = request.args.get("about", "")[:ABOUT]
    return render_form(thing, label, about, sent=False)


@blueprint.post("/correct")
def receive() -> Response:
    """Take a suggestion into the queue; nothing of the register changes."""
    thing, label = thing_of(request.form.get("thing", ""))
    words = request.form.get("words", "").strip()
    if not words or len(words) > LONGEST:
        detail = gettext("say in 1 to %(most)s letters what is wrong", most=f"{LONGEST:,}")
        raise UsageError(detail, where="words")
    about = request.form.get("about", "")[:ABOUT]
    # A field that no reader sees: what fills it is no reader.
    if not request.form.get("website"):
        add_correction(the_site().store.ledger, thing, about, words, client())
    return render_form(thing, label, about, sent=True)


def render_form(thing: str, label: str, about: str, sent: bool) -> Response:
    """Return the page of the form, or of thanks."""
    html = render_template(
        "pages/correct.html", thing=thing, label=label, about=about, sent=sent, longest=LONGEST
    )
    return private(html)


def thing_of(written: str) -> tuple[str, str]:
    """Return ``kind/slug`` and label of a thing. Raises `NotFound` and `UsageError`."""
    kind, _, slug = written.partition("/")
    if kind not in KINDS:
        raise UsageError(
            gettext("say of which thing"),
            where="thing",
            remedy=gettext("Follow the link on its page."),
        )
    site = the_site()
    return f"{kind}/{slug}", site.words.label(
        find_thing(site, kind, slug).value, current_language()
    )


@blueprint.get("/corrections")
def queue() -> Response:
    """Show the suggestions that wait, for editors who signed in."""
    require_reviewer()
    found = list_corrections(the_site().store.ledger)
    return private(render_template("pages/corrections.html", found=found))


@blueprint.post("/corrections")
def close() -> Response:
    """Take a suggestion out of the queue."""
    who = require_reviewer()
    deed = request.form.get("deed", "")
    check_value("deed", deed, DEEDS)
    close_correction(the_site().store.ledger, request.form.get("id", ""), deed, who)
    return redirect_to("/corrections")
