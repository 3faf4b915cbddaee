"""What other sites show of ours: badge, card, frame, oEmbed.

In comes the path of a thing or of a query; out goes SVG, HTML or JSON that a page may embed.
"""

from . import badge, frame, oembed

__all__ = ["BLUEPRINTS"]

BLUEPRINTS = badge.blueprint, frame.blueprint, oembed.blueprint
