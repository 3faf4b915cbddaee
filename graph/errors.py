"""Everything that can be refused, each with one sentence for three faces: terminal, JSON, HTML.

HamkorError                     500  exit 1
  SourceRefused                 422       a file that cannot be read as a source
  ShapeViolation                422       facts that break a rule of ontology/shapes.ttl
  QueryRefused                  400       a query that is not answered here (SERVICE, nesting)
    QuerySyntax                 400       a text that is not SPARQL
  UsageError                    400  2    a wrong option, setting or parameter
  NotFound                      404
  Gone                          410
  NotAcceptable                 406
  TooLarge                      413
  DeadlineExceeded              503
  QueryFailed                   500       an answer that the engine could not finish
  StoreUnreachable              503  3
    StoreLocked                 503  3    another process writes to the store
  NotOffered                    501  3    the store or server does not have this verb
"""

__all__ = [
    "DeadlineExceeded", "Gone", "HamkorError", "NotAcceptable", "NotFound", "NotOffered",
    "QueryFailed", "QueryRefused", "QuerySyntax", "ShapeViolation", "SourceRefused", "StoreLocked",
    "StoreUnreachable", "TooLarge", "UsageError",
]  # fmt: skip


class HamkorError(Exception):
    """A refusal: what is wrong (`detail`), where, and what to do (`remedy`)."""

    status = 500
    title = "Something went wrong"
    exit_code = 1

    def __init__(self, detail: str, *, where: str = "", remedy: str = "") -> None:
        """Say what is wrong, where, and what to do about it."""
        super().__init__(detail)
        self.detail, self.where, self.remedy = detail, where, remedy

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


class UsageError(HamkorError):
    """A wrong option, setting or parameter."""

    status, title, exit_code = 400, "Not understood", 2


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


class DeadlineExceeded(HamkorError):
    """A query that was stopped at its deadline."""

    status, title = 503, "Stopped at the deadline"


class QueryFailed(HamkorError):
    """A query whose answer could not be finished; nothing of it is given out."""

    title = "The answer failed"


class StoreUnreachable(HamkorError):
    """A store that cannot be opened or reached."""

    status, title, exit_code = 503, "The store cannot be reached", 3


class StoreLocked(StoreUnreachable):
    """A store to which another process writes."""

    title = "The store is in use"


class NotOffered(HamkorError):
    """A verb that the store or server does not have."""

    status, title, exit_code = 501, "Not offered here", 3
