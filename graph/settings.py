"""Settings: defaults, then HAMKOR_* of the environment, then the command line; read here only."""

import ipaddress
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any

from .errors import UsageError

__all__ = ["Settings"]

PREFIX = "HAMKOR_"
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def setting(
    default: str | int | float, help_text: str, choices: tuple[str, ...] | None = None
) -> Any:
    """Return a field with its default, the sentence that the docs show, and what it may be."""
    return field(default=default, metadata={"help": help_text, "choices": choices})


@dataclass(frozen=True)
class Settings:
    """All settings of a process. Each is read from ``HAMKOR_`` and its name in capitals."""

    store: str = setting(
        "var/store",
        "Where the data are: a folder, `memory:`, or the `http://` address of a SPARQL service.",
    )
    authorities: str = setting("var/authorities", "The folder of the authorities' indexes.")
    queries: str = setting(
        "", "A folder of saved queries of your own (*.rq) beside ours; a new one appears at once."
    )
    base_iri: str = setting(
        "http://127.0.0.1:8000/",
        "Begins the IRI of every thing; recorded at the first write, changed by `hamkor rebase`.",
    )
    public_url: str = setting("", "Where the service answers; the bound address where empty.")
    licence: str = setting(
        "", "The IRI of the licence of the data, given with them; where empty, none is stated."
    )
    host: str = setting("127.0.0.1", "The address to listen on.")
    port: int = setting(8000, "The port to listen on; 0 takes a free one.")
    workers: int = setting(2, "Processes that answer requests, at least 2.")
    deadline_s: float = setting(30.0, "Seconds after which a query is stopped.")
    query_memory_mb: int = setting(
        1024, "Megabytes that one query may need beside the data; it is stopped when it needs more."
    )
    query_rows: int = setting(
        1_000_000, "Rows or triples of one answer; a longer one is cut and says so. 0: any number."
    )
    query_bytes: int = setting(
        512 * 1024 * 1024, "Bytes of one answer; a longer one is refused. 0: any number."
    )
    concurrency: int = setting(8, "Queries that one worker has evaluated at the same time.")
    queue: int = setting(32, "Requests of one worker that wait for a place before more get a 503.")
    rate: float = setting(
        0.0, "Requests a second that one client may send to one worker, beside a burst; 0: any."
    )
    trusted_proxies: str = setting(
        "",
        "Addresses and networks of proxies, with commas; only from these is the client's address "
        "taken from `X-Forwarded-For` or `Forwarded`.",
    )
    max_body: int = setting(
        16 * 1024 * 1024, "Bytes of a document that is put into a graph, or of an update."
    )
    body_s: float = setting(30.0, "Seconds within which the body of a request must have come.")
    answer_s: float = setting(
        30.0, "Seconds after which a client that reads nothing of its answer is let go."
    )
    connections: int = setting(
        2000, "Connections of one worker; beyond, one that waits of the client with most is closed."
    )
    max_change: int = setting(
        100_000, "Quads that one request may add and remove; more go in by `hamkor load`."
    )
    shapes: str = setting(
        "refuse",
        "What happens to a write that breaks a shape: `refuse` it, or `report` and write.",
        ("refuse", "report"),
    )
    contracts: str = setting(
        "report",
        "What happens to a change that breaks or empties a stable saved query: `refuse` holds it "
        "back, `report` tells it, `ignore` does not ask.",
        ("refuse", "report", "ignore"),
    )

    def __post_init__(self) -> None:
        """Refuse a value that is none of a setting's choices. Raises `UsageError`."""
        for known in fields(self):
            value, choices = getattr(self, known.name), known.metadata["choices"]
            if choices is not None and value not in choices:
                detail, remedy = f'"{value}" is not offered', f"It is {' or '.join(choices)}."
                raise UsageError(detail, where=PREFIX + known.name.upper(), remedy=remedy)

        networks_of(self.trusted_proxies)

    @property
    def proxies(self) -> Sequence[Network]:
        """The networks of the proxies that are trusted."""
        return networks_of(self.trusted_proxies)

    @classmethod
    def load(cls, environ: Mapping[str, str] | None = None, **overrides: object) -> "Settings":
        """Return the settings of an environment; `overrides` that are not None win.

        Raises `UsageError` for an unknown ``HAMKOR_*`` and for a value of the wrong kind.
        """
        environ = os.environ if environ is None else environ
        known = {PREFIX + f.name.upper(): f for f in fields(cls)}
        given = {name: value for name, value in environ.items() if name.startswith(PREFIX)}
        unknown = sorted(given.keys() - known.keys())
        if unknown:
            remedy = f"The settings are: {', '.join(known)}."
            raise UsageError("this is not a setting", where=unknown[0], remedy=remedy)
        values = {known[n].name: convert(n, v, known[n].default) for n, v in given.items()}
        values.update((name, value) for name, value in overrides.items() if value is not None)
        return cls(**values)

    def environ(self) -> dict[str, str]:
        """Return the environment variables that `load` reads back as these settings."""
        return {PREFIX + f.name.upper(): str(getattr(self, f.name)) for f in fields(self)}

    @classmethod
    def table(cls) -> list[tuple[str, str, str]]:
        """Return (environment variable, default, what it does) of every setting."""
        return [(PREFIX + f.name.upper(), str(f.default), f.metadata["help"]) for f in fields(cls)]


@cache
def networks_of(written: str) -> Sequence[Network]:
    """Return the networks of ``127.0.0.1, 10.0.0.0/8``. Raises `UsageError` for what is none."""
    parts = [part.strip() for part in written.split(",") if part.strip()]
    try:
        return tuple(map(ipaddress.ip_network, parts))
    except ValueError as error:
        raise UsageError(
            str(error), where=f"{PREFIX}TRUSTED_PROXIES", remedy="Write 127.0.0.1, 10.0.0.0/8."
        ) from error


def convert(name: str, value: str, default: object) -> Any:
    """Return `value` as what the default is: text, a whole number, a number of seconds."""
    kind: Any = type(default)
    try:
        number = kind(value)
    except ValueError:
        number = None
    if number is None or (isinstance(number, int | float) and number < 0):
        words = {int: "a whole number", float: "a number"}[kind]
        raise UsageError(
            f'"{value}" is not {words}', where=name, remedy=f"The default is {default}."
        )
    return number
