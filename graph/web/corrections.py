"""`/correct`: readers suggest corrections, without an account. `/corrections`: editors read."""

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as WerkzeugResponse

from ..errors import Unauthorized, UsageError
from ..iris import KINDS
from ..store import add_correction, close_correction, list_corrections
from .answers import private
from .auth import reviewer, sign_in_first
from .entities import known_thing
from .i18n import language, with_language
from .site import the_site

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
    return shown(thing, label, about, sent=False)


@blueprint.post("/correct")
def suggested() -> Response:
    """Take a suggestion into the queue; nothing of the register changes."""
    thing, label = thing_of(request.form.get("thing", ""))
    words = request.form.get("words", "").strip()
    if not words or len(words) > LONGEST:
        raise UsageError(f"say in 1 to {LONGEST:,} letters what is wrong", where="words")
    about = request.form.get("about", "")[:ABOUT]
    # A field that no reader sees: what fills it is no reader.
    if not request.form.get("website"):
        add_correction(the_site().store.ledger, thing, about, words, request.remote_addr or "")
    return shown(thing, label, about, sent=True)


def shown(thing: str, label: str, about: str, sent: bool) -> Response:
    """Return the page of the form, or of thanks."""
    html = render_template(
        "correct.html", thing=thing, label=label, about=about, sent=sent, longest=LONGEST
    )
    return private(html)


def thing_of(written: str) -> tuple[str, str]:
    """Return ``kind/slug`` and label of a thing. Raises `NotFound` and `UsageError`."""
    kind, _, slug = written.partition("/")
    if kind not in KINDS:
        raise UsageError("say of which thing", where="thing", remedy="Follow the link on its page.")
    site = the_site()
    return f"{kind}/{slug}", site.words.label(known_thing(site, kind, slug).value, language())


@blueprint.get("/corrections")
def queue() -> Response:
    """Show the suggestions that wait, for editors who signed in."""
    reviewer()
    found = list_corrections(the_site().store.ledger)
    return private(render_template("corrections.html", found=found))


@blueprint.post("/corrections")
def close() -> WerkzeugResponse:
    """Take a suggestion out of the queue."""
    who = reviewer()
    deed = request.form.get("deed", "")
    if deed not in DEEDS:
        raise UsageError(f'"{deed[:20]}" is not one of {", ".join(DEEDS)}', where="deed")
    close_correction(the_site().store.ledger, request.form.get("id", ""), deed, who)
    return redirect(with_language("/corrections"), 303)
