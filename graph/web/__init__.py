"""The web: rooms of views over one `Site`. Only this package knows Flask.

In come HTTP requests; out go pages, linked data and answers of SPARQL. Each room has its
blueprints; `http` holds what comes before and after every view.
"""

from itertools import chain
from pathlib import Path

from flask import Flask

from . import api, data, embed, http, pages, queries, report, sparql, workbench
from .catalogs import find_missing
from .http import KEY, Site

__all__ = ["STATIC", "TEMPLATES", "Site", "application", "find_missing", "init_app"]

HERE = Path(__file__).parent
TEMPLATES, STATIC = str(HERE / "templates"), str(HERE / "static")
ROOMS = (pages, data, queries, sparql, api, embed, report, workbench, http)


def application(site: Site) -> Flask:
    """Return the application of a site."""
    app = Flask("hamkor", template_folder=TEMPLATES, static_folder=STATIC)
    init_app(app, site)
    return app


def init_app(app: Flask, site: Site) -> None:
    """Put a site into an application: pages, languages, headers, errors, the guard."""
    app.extensions[KEY] = site
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    http.init_app(app, site)
    app.url_map.converters["graph"] = sparql.GraphConverter
    for blueprint in chain.from_iterable(room.BLUEPRINTS for room in ROOMS):
        app.register_blueprint(blueprint)
    app.wsgi_app = http.Guard(app.wsgi_app, site.settings.max_body)  # type: ignore[method-assign]
