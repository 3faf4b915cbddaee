"""What an authority says of a name in a sentence; the matcher of `link` is one way to ask it."""

from collections.abc import Callable
from typing import NamedTuple

__all__ = ["Recognize", "Recognized"]


class Recognized(NamedTuple):
    """The record that a name seems to be: its name, country (ISO 3166), and how surely (0 to 1)."""

    name: str
    country: str
    probability: float
    is_sure: bool


#: Returns which record the words of a name seem to be, if any.
Recognize = Callable[[str], Recognized | None]
