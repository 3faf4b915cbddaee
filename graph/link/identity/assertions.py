"""What is said of identities: that a thing of ours is an outside record, or that there is none.

Values here; nodes of the graph `identity` in the store (`nodes`).
"""

import re
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from ...vocab import HK
from ..schemes import Identifier

__all__ = ["Absence", "Assertion", "Node", "RecordChange", "Status"]


class Status(Enum):
    """What has been decided of an assertion."""

    CANDIDATE = HK.Candidate
    ACCEPTED = HK.Accepted
    REJECTED = HK.Rejected
    WITHDRAWN = HK.Withdrawn

    @property
    def word(self) -> str:
        """The word for people and files."""
        return self.name.lower()


@dataclass(frozen=True)
class Assertion:
    """That `thing` (an IRI of ours) is what `identifier` names.

    `score` is the matcher's probability, 0 to 1, None where it was not asked; `method` says what
    made the candidate, of which `release` of the authority;
    `also` are identifiers of other schemes in the candidate's record.
    """

    thing: str
    identifier: Identifier
    status: Status = Status.CANDIDATE
    name: str = ""
    score: float | None = None
    method: str = ""
    release: str = ""
    evidence: str = ""
    also: tuple[Identifier, ...] = ()
    reviewer: str = ""
    reviewed_at: str = ""
    note: str = ""
    supersedes: str = ""

    @property
    def key(self) -> tuple[str, Identifier]:
        """What makes two assertions the same."""
        return self.thing, self.identifier

    @property
    def iri(self) -> str:
        """The IRI of its node: a part of the thing's page."""
        return f"{self.thing}#identity-{self.identifier.scheme}-{self.identifier.value}"

    @property
    def is_decided(self) -> bool:
        """Say whether a person has decided."""
        return self.status in (Status.ACCEPTED, Status.REJECTED)


@dataclass(frozen=True)
class Absence:
    """That a person looked for `thing` in a scheme and found nothing."""

    thing: str
    scheme: str
    reviewer: str
    reviewed_at: str
    release: str = ""
    note: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What makes two findings the same."""
        return self.thing, self.scheme

    @property
    def iri(self) -> str:
        """The IRI of its node."""
        return f"{self.thing}#no-identity-{self.scheme}"


@dataclass(frozen=True)
class RecordChange:
    """That a new release says something else of an accepted record, for a person to look at.

    `found_at` is when it was found; without a reviewer it is open.
    """

    thing: str
    identifier: Identifier
    kind: str
    release: str
    words: str
    found_at: str
    reviewer: str = ""
    reviewed_at: str = ""

    @property
    def key(self) -> tuple[str, Identifier, str, str]:
        """What makes two changes the same."""
        return self.thing, self.identifier, self.kind, self.release

    @property
    def iri(self) -> str:
        """The IRI of its node."""
        release = re.sub(r"[^A-Za-z0-9.]+", "-", self.release)
        name = f"{self.identifier.scheme}-{self.identifier.value}"
        return f"{self.thing}#change-{name}-{release}-{self.kind}"


Node: TypeAlias = Assertion | Absence | RecordChange
