"""Languages of the interface: ``?lang=``, then Accept-Language, then English (Flask-Babel).

Columns of saved queries are titled by their names read as words ("endsSoon" is "ends soon"); values
that a query writes in English are translated, texts of sources never.
"""

import re
from pathlib import Path
from urllib.parse import urlencode

from babel import Locale
from flask import Flask, g, request
from flask_babel import Babel, get_locale, gettext

from ...text import shorten
from .words import LANGUAGES

__all__ = [
    "NAMES",
    "VALUED",
    "VALUES",
    "country_name",
    "current_language",
    "heading",
    "init_app",
    "named_language",
    "spell_name",
    "value_words",
    "with_language",
]  # fmt: skip

NAMES = {"en": "English", "uz": "Oʻzbekcha", "ru": "Русский"}
TRANSLATIONS = Path(__file__).parents[1] / "translations"


def named_language() -> str:
    """Return the language that the address names, an empty text where it names none of ours."""
    wanted = request.args.get("lang", "")
    return wanted if wanted in LANGUAGES else ""


def choose_language() -> str:
    """Return the language of the present request."""
    g.language = named_language() or request.accept_languages.best_match(LANGUAGES) or "en"
    return str(g.language)


def current_language() -> str:
    """Return the code of the present language."""
    locale = get_locale()
    return str(locale.language) if locale is not None else "en"


def country_name(code: str) -> str:
    """Return the name of a country in the present language, else its code."""
    return str(Locale(current_language()).territories.get(code, code))


def with_language(path: str) -> str:
    """Return a path that keeps the language which the reader chose."""
    wanted = named_language()
    if not wanted:
        return path
    before, mark, fragment = path.partition("#")
    joint = "&" if "?" in before else "?"
    return f"{before}{joint}lang={wanted}{mark}{fragment}"


def this_page(**changes: str) -> str:
    """Return the present address with some of its parameters changed; "" removes one."""
    values = {**request.args.to_dict(flat=False), **{name: [to] for name, to in changes.items()}}
    kept = {name: of for name, of in values.items() if any(of)}
    return f"{request.path}?{urlencode(kept, doseq=True)}" if kept else request.path


def init_app(app: Flask) -> None:
    """Give an application its languages."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(TRANSLATIONS)
    Babel(app, locale_selector=choose_language)
    app.jinja_env.filters["shortened"] = shorten
    app.jinja_env.globals.update(
        heading=heading,
        value_words=value_words,
        country_name=country_name,
        language=current_language,
        languages=NAMES,
        this_page=this_page,
        with_language=with_language,
    )


INNER = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|_")
#: Columns whose values queries write themselves, and these. A text of a source is never translated.
VALUED = frozenset(
    ["basis", "change", "count", "endsSoon", "inForce", "kind", "part", "payer", "state", "verdict"]
)
VALUES = frozenset(
    ["yes", "no", "cannot say", "unknown", "filled", "added", "removed", "employer", "excluded",
     "undecided", "stated", "inferred", "accepted", "candidate", "none found", "not looked for",
     "students of", "conducted by", "blank", "not asked", "token", "garble"]
)  # fmt: skip


def spell_name(name: str) -> str:
    """Return the name of a column as words: ``endsSoon`` is "ends soon"."""
    return INNER.sub(" ", name).lower()


def heading(name: str) -> str:
    """Return the title of a column in the present language."""
    return str(gettext(spell_name(name)))


def value_words(name: str, value: str) -> str:
    """Return a value of a column in the present language, where it is one that queries write."""
    return str(gettext(value)) if name in VALUED and value in VALUES else value
