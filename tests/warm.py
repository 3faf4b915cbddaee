"""What every child of a fork server of tests has in memory: modules, shapes, names of cities."""

import dying  # noqa: F401

from graph.ingest.rules.places import load_cities, load_countries
from graph.register.constraints import constraints, known_classes

for load in (load_cities, load_countries, constraints, known_classes):
    load()
