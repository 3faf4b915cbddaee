"""The composition root: settings in, a Flask application out. No module imports this one."""

import logging
from pathlib import Path

from flask import Flask

from graph import web
from graph.register import base_of
from graph.resources import queries_dir
from graph.settings import Settings
from graph.store import ServedStore, Store

__all__ = ["create_app"]


def create_app(settings: Settings | None = None, store: Store | None = None) -> Flask:
    """Return the application over a store; without one, over the one that is served.

    `hamkor serve` starts this as the factory of its workers, with the settings in the
    environment.
    """
    settings = settings or Settings.load()
    if store is None:
        store = ServedStore(Path(settings.store), settings)
    iris = base_of(store, settings.base_iri, logging.getLogger("hamkor").warning)
    return web.application(web.Site(settings, store, iris, queries_dir()))
