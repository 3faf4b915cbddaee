"""Everything that can be refused, each with one sentence for three faces: terminal, JSON, HTML.

HamkorError                     500  exit 1
  SourceRefused                 422       a file that cannot be read as a source
  ShapeViolation                422       facts that break a rule of ontology/shapes.ttl
  QueryRefused                  400       a query that is not answered here (SERVICE, nesting)
    QuerySyntax                 400       a text that is not SPARQL
  UsageError                    400  2    a wrong option, setting or parameter
    BadIdentifier               400  2    a text that no scheme of identifiers reads
  NotFound                      404
  Gone                          410
  NotAcceptable                 406
  Unauthorized                  401       a write without a token that is known
  Forbidden                     403       a token whose role may not do this
  PreconditionFailed            412       If-Match or If-None-Match does not hold
  UnsupportedType               415       a body in a format that is not read
  DocumentRefused               400       a document of RDF that cannot be read
  TooLarge                      413       a request, a change or an answer beyond its limit
  TooMany                       429       more requests of one client than the rate allows
  Busy                          503       every place for a query is taken
  DeadlineExceeded              503
  MemoryExceeded                503
  QueryFailed                   500       an answer that the engine could not finish
  StoreUnreachable              503  3
    StoreLocked                 503  3    another process writes to the store
    StoreDamaged                503  3    files of the store are missing, damaged or of another age
    DiskFull                    507  3    no room is left where the store or a body is written
  NotOffered                    501  3    the store or server does not have this verb
"""

import re

__all__ = [
    "BadIdentifier", "Busy", "DeadlineExceeded", "DiskFull", "DocumentRefused", "Forbidden", "Gone",
    "HamkorError", "MemoryExceeded", "NotAcceptable", "NotFound", "NotOffered",
    "PreconditionFailed", "QueryFailed", "QueryRefused", "QuerySyntax", "ShapeViolation",
    "SourceRefused", "StoreDamaged", "StoreLocked", "StoreUnreachable", "TooLarge", "TooMany",
    "Unauthorized", "UnsupportedType", "UsageError",
]  # fmt: skip

#: How the engine says where a text is not SPARQL; columns are characters, both count from 1.
PLACE = re.compile(r"error at (?P<line>\d+):(?P<column>\d+): ")


class HamkorError(Exception):
    """A refusal: what is wrong (`detail`), where, and what to do (`remedy`)."""

    status = 500
    title = "Something went wrong"
    exit_code = 1
    #: Seconds after which the same request may succeed; 0 where waiting does not help.
    retry_after = 0

    def __init__(
        self, detail: str, *, where: str = "", remedy: str = "", limit: float | None = None
    ) -> None:
        """Say what is wrong, where, what to do about it, and which limit was met."""
        super().__init__(detail)
        self.detail, self.where, self.remedy, self.limit = detail, where, remedy, limit

    def __str__(self) -> str:
        """One line: where, what, what to do."""
        place = f"{self.where}: " if self.where else ""
        stop = "" if self.detail.endswith((".", "!", "?")) else "."
        return f"{place}{self.detail}{stop} {self.remedy}".strip()


class SourceRefused(HamkorError):
    """A file that cannot be read as a source."""

    status, title = 422, "The source cannot be read"


class ShapeViolation(HamkorError):
    """Facts that break a rule of the register."""

    status, title = 422, "The data break a rule"


class QueryRefused(HamkorError):
    """A query that is not answered here."""

    status, title = 400, "The query is refused"


class QuerySyntax(QueryRefused):
    """A text that is not SPARQL 1.1."""

    title = "The query is not SPARQL"

    @property
    def place(self) -> tuple[int, int] | None:
        """Return line and column where the engine stopped; None where it does not say."""
        match = PLACE.match(self.detail)
        return (int(match["line"]), int(match["column"])) if match else None

    @property
    def expected(self) -> str:
        """Return what is wrong, without the place."""
        return PLACE.sub("", self.detail, count=1)


class UsageError(HamkorError):
    """A wrong option, setting or parameter."""

    status, title, exit_code = 400, "Not understood", 2


class BadIdentifier(UsageError):
    """A text is no identifier, or its check digits are wrong."""

    title = "Not an identifier"


class NotFound(HamkorError):
    """Something that the register does not have."""

    status, title = 404, "Not found"


class Gone(HamkorError):
    """Something that the register had and that was removed."""

    status, title = 410, "Removed"


class NotAcceptable(HamkorError):
    """A format that is not offered."""

    status, title = 406, "No such format"


class TooLarge(HamkorError):
    """A request that is larger than is read."""

    status, title = 413, "Too large"


class Unauthorized(HamkorError):
    """A write by someone who has not said who they are."""

    status, title = 401, "Who are you"


class Forbidden(HamkorError):
    """A write that the token's role does not allow."""

    status, title = 403, "Not allowed"


class PreconditionFailed(HamkorError):
    """A state that is no longer the one which the request expects."""

    status, title = 412, "Changed meanwhile"


class UnsupportedType(HamkorError):
    """A body in a format that is not read."""

    status, title = 415, "This format is not read"


class DocumentRefused(HamkorError):
    """A document of RDF that cannot be read."""

    status, title = 400, "The document is refused"


class TooMany(HamkorError):
    """More requests of one client than its rate allows."""

    status, title = 429, "Too many requests"
    retry_after = 1


class Busy(HamkorError):
    """A query that found every place taken."""

    status, title = 503, "Busy"
    retry_after = 1


class MemoryExceeded(HamkorError):
    """A query that needed more memory than one may have."""

    status, title = 503, "Stopped at the memory limit"


class DeadlineExceeded(HamkorError):
    """A query that was stopped at its deadline."""

    status, title = 503, "Stopped at the deadline"


class QueryFailed(HamkorError):
    """A query whose answer could not be finished; nothing of it is given out."""

    title = "The answer failed"


class StoreUnreachable(HamkorError):
    """A store that cannot be opened or reached."""

    status, title, exit_code = 503, "The store cannot be reached", 3
    retry_after = 1


class StoreDamaged(StoreUnreachable):
    """A store whose files are missing, damaged, or of another age than each other."""

    title = "The store is not whole"


class DiskFull(StoreUnreachable):
    """No room where the store, a body or an answer is written (RFC 4918, section 11.5)."""

    status, title = 507, "The disk is full"


class StoreLocked(StoreUnreachable):
    """A store to which another process writes."""

    title = "The store is in use"


class NotOffered(HamkorError):
    """A verb that the store or server does not have."""

    status, title, exit_code = 501, "Not offered here", 3
