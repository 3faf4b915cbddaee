"""The matcher of ROR's index as the application holds it: opened once for each release."""

from pathlib import Path

from ...errors import NotFound
from ...link.authority import Index
from ...link.match import Matcher
from .site import Site

__all__ = ["matcher_of", "matcher_or_none"]


def matcher_of(site: Site) -> Matcher:
    """Return the matcher of ROR's index; another release is opened when it is there.

    Raises `NotFound` where no release has been read.
    """
    folder = Path(site.settings.authorities) / "ror"
    release = folder / "release.json"
    stamp = str(release.stat().st_mtime_ns) if release.exists() else ""
    matcher: Matcher = site.make_for_version("matcher", stamp, lambda: Matcher(Index(folder)))
    return matcher


def matcher_or_none(site: Site) -> Matcher | None:
    """Return the matcher of ROR's index, None where no release has been read."""
    try:
        return matcher_of(site)
    except NotFound:
        return None
