"""Languages of the interface: ``?lang=``, then Accept-Language, then English (Flask-Babel)."""

from pathlib import Path
from urllib.parse import urlencode

from babel import Locale
from flask import Flask, g, request
from flask_babel import Babel, get_locale

from .words import LANGUAGES

__all__ = ["NAMES", "country_name", "init_app", "language", "with_language"]

NAMES = {"en": "English", "uz": "Oʻzbekcha", "ru": "Русский"}
TRANSLATIONS = Path(__file__).parent / "translations"


def chosen() -> str:
    """Return the language of the present request."""
    wanted = request.args.get("lang", "")
    if wanted not in LANGUAGES:
        wanted = request.accept_languages.best_match(LANGUAGES) or "en"
    g.language = wanted
    return wanted


def language() -> str:
    """Return the code of the present language."""
    locale = get_locale()
    return str(locale.language) if locale is not None else "en"


def country_name(code: str) -> str:
    """Return the name of a country in the present language, else its code."""
    return str(Locale(language()).territories.get(code, code))


def with_language(path: str) -> str:
    """Return a path that keeps the language which the reader chose."""
    wanted = request.args.get("lang", "")
    if wanted not in LANGUAGES:
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
    Babel(app, locale_selector=chosen)
    app.jinja_env.globals.update(
        country_name=country_name,
        language=language,
        languages=NAMES,
        this_page=this_page,
        with_language=with_language,
    )
