"""What comes before and after every view: languages, errors, headers, sign-in, rates.

In comes a request; out goes an answer that is conditional, bounded and in one of three languages.
Nothing here knows a page.
"""

from flask import Flask

from . import auth, errors, headers, i18n, parameters, rate, redirects
from .answers import (
    address,
    chosen_format,
    conditional,
    content_type,
    number_of,
    page,
    prefers_page,
    private,
    send_answer,
    send_csv,
)
from .auth import require_reviewer, require_writer, sign_in_first
from .classes import CLASSES, FACETS, kind_names
from .clients import client
from .errors import PROBLEM
from .headers import FRAMED, PICTURE
from .i18n import (
    TRANSLATIONS,
    VALUES,
    country_name,
    current_language,
    heading,
    spell_name,
    value_words,
    with_language,
)
from .matchers import matcher_of, matcher_or_none
from .parameters import OPTIONS, check_period, check_value, day_of, own_parameters
from .redirects import redirect_to
from .site import KEY, Site, left_out, the_site
from .words import LANGUAGES
from .wsgi import (
    MAX_URL,
    MEDIA_TYPE,
    REFUSALS,
    App,
    Guard,
    Refusal,
    describe_refusal,
    problem,
    refuse,
)

__all__ = [
    "BLUEPRINTS",
    "CLASSES",
    "FACETS",
    "FRAMED",
    "KEY",
    "LANGUAGES",
    "MAX_URL",
    "MEDIA_TYPE",
    "OPTIONS",
    "PICTURE",
    "PROBLEM",
    "REFUSALS",
    "TRANSLATIONS",
    "VALUES",
    "App",
    "Guard",
    "Refusal",
    "Site",
    "address",
    "check_period",
    "check_value",
    "chosen_format",
    "client",
    "conditional",
    "content_type",
    "country_name",
    "current_language",
    "day_of",
    "describe_refusal",
    "heading",
    "init_app",
    "kind_names",
    "left_out",
    "matcher_of",
    "matcher_or_none",
    "number_of",
    "own_parameters",
    "page",
    "prefers_page",
    "private",
    "problem",
    "redirect_to",
    "refuse",
    "require_reviewer",
    "require_writer",
    "send_answer",
    "send_csv",
    "sign_in_first",
    "spell_name",
    "the_site",
    "value_words",
    "with_language",
]

BLUEPRINTS = (auth.blueprint,)


def init_app(app: Flask, site: Site) -> None:
    """Have languages, headers, errors, redirects, rates and parameters in an application."""
    i18n.init_app(app)
    app.jinja_env.globals.update(address=address, left_out=left_out)
    headers.init_app(app)
    errors.init_app(app)
    redirects.init_app(app)
    rate.init_app(app, site)
    parameters.init_app(app)
