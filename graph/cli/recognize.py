"""Names in sentences against the authority that was read, where there is one."""

from functools import cache
from pathlib import Path

from ..errors import NotFound
from ..ingest import Recognize, Recognized
from ..link.authority import Index
from ..link.identity import SCHEME
from ..link.match import Matcher, Question
from ..settings import Settings

__all__ = ["recognizer_of"]

#: A record that is less probable than its absence is not shown.
LEAST = 0.5


def recognizer_of(settings: Settings) -> Recognize | None:
    """Return what recognizes names by ROR's index; None where none has been read."""
    try:
        index = Index(Path(settings.authorities) / SCHEME)
    except NotFound:
        return None
    matcher = Matcher(index)

    @cache
    def recognize(words: str) -> Recognized | None:
        found = matcher.match(Question(words))
        first = found.candidates[0] if found.candidates else None
        if found.verdict == "none" or first is None or first.probability < LEAST:
            return None
        record = index.record(first.id)
        country = record.country if record else ""
        return Recognized(first.name, country, first.probability, found.verdict == "match")

    return recognize
