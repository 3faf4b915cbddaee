"""The web: one blueprint a file. This package is the only one that knows Flask."""

from pathlib import Path

from flask import Flask

from . import (
    auth,
    compare,
    corrections,
    dataset,
    description,
    dumps,
    editor,
    embed,
    entities,
    errors,
    feeds,
    forms,
    graph_store,
    headers,
    home,
    i18n,
    lists,
    ontology,
    openapi,
    overview,
    queries,
    rate,
    reconcile,
    reference,
    report,
    sparql,
    status,
    workbench,
    wsgi,
)
from .answers import address
from .body import Bodies
from .site import KEY, Site

__all__ = ["STATIC", "TEMPLATES", "Site", "application", "init_app"]

HERE = Path(__file__).parent
TEMPLATES, STATIC = str(HERE / "templates"), str(HERE / "static")

BLUEPRINTS = (
    feeds.blueprint, home.blueprint, lists.blueprint, overview.blueprint, sparql.blueprint,
    graph_store.blueprint, description.blueprint,
    editor.blueprint, queries.blueprint, ontology.blueprint, forms.blueprint, status.blueprint,
    entities.blueprint, openapi.blueprint, reconcile.blueprint,
    auth.blueprint, workbench.blueprint, embed.blueprint,
    dumps.blueprint, dataset.blueprint, report.blueprint,
    compare.blueprint, corrections.blueprint, reference.blueprint,
)  # fmt: skip


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
    i18n.init_app(app)
    app.jinja_env.globals["address"] = address
    headers.init_app(app)
    errors.init_app(app)
    rate.init_app(app, site)
    app.url_map.converters["graph"] = graph_store.GraphConverter
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    settings = site.settings
    bodies = Bodies(settings.body_s, settings.concurrency)
    app.wsgi_app = wsgi.Guard(app.wsgi_app, settings.max_body, bodies)  # type: ignore[method-assign]
