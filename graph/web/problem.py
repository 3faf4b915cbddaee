"""The body of an error for programs: problem details (RFC 9457)."""

import json

__all__ = ["MEDIA_TYPE", "problem"]

MEDIA_TYPE = "application/problem+json"


def problem(status: int, title: str, detail: str, limit: float | None = None) -> bytes:
    """Return the JSON of a problem (RFC 9457, section 3); `limit` is a member of our own."""
    members = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    told = members if limit is None else {**members, "limit": limit}
    return json.dumps(told, ensure_ascii=False).encode()
