"""Pictures: charts, map, time line, network, as shapes of SVG.

In come rows; out go coordinates and sizes. A template draws them, with the same rows as a table.
"""

from .charts import chart_of, locate_rows, map_of, table_of
from .layers import Column, draw_layers
from .map import World, world_of
from .network import network_of
from .timeline import Agreement, day_in, draw_timeline

__all__ = [
    "Agreement",
    "Column",
    "World",
    "chart_of",
    "day_in",
    "draw_layers",
    "draw_timeline",
    "locate_rows",
    "map_of",
    "network_of",
    "table_of",
    "world_of",
]
