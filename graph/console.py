"""What commands share: words to stderr, JSON, tables, a progress bar, exit codes."""

import csv
import io
import json
import os
import signal
import sys
import traceback
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress

from .errors import HamkorError

__all__ = [
    "Tell",
    "allow_interrupt",
    "as_json",
    "exit_codes",
    "say",
    "show_progress",
    "table_of_csv",
]

Tell = Callable[[str, int, int | None], None]


def say(text: str) -> None:
    """Tell a person something, on stderr."""
    click.echo(text, err=True)


def as_json(value: object) -> None:
    """Write a value as JSON to stdout."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


@contextmanager
def show_progress(name: str) -> Iterator[Tell | None]:
    """Show a bar on a terminal, moved by (step, done, total); elsewhere say nothing."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    with Progress(console=console, transient=True) as bar:
        task = bar.add_task(name)
        yield lambda step, done, total: bar.update(
            task, description=f"{name}: {step}", completed=done, total=total
        )


def allow_interrupt() -> None:
    """Let Ctrl-C end the process at once: Python cannot interrupt the engine in a query.

    Only for what reads; the shell sees 130.
    """
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@contextmanager
def exit_codes() -> Iterator[None]:
    """Turn what a command raises into one line on stderr and an exit code, never a traceback."""
    try:
        yield
    except HamkorError as error:
        say(f"hamkor: error: {error}")
        raise SystemExit(error.exit_code) from None
    except click.ClickException as error:
        error.show()
        raise SystemExit(2) from None
    except (click.Abort, KeyboardInterrupt):
        raise SystemExit(130) from None
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(0) from None
    except Exception as error:
        say(f"hamkor: error: {report_fault(error)}")
        raise SystemExit(1) from None


def report_fault(error: Exception) -> str:
    """Return what to report of an unexpected error, with its place in the code."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    words = " ".join(f"{type(error).__name__}: {error}".split())
    return f"a fault of Hamkor at {Path(place.filename).name}:{place.lineno} ({words})"


def width(text: str) -> int:
    """Return the columns that a terminal gives to `text`."""
    return sum(1 + (unicodedata.east_asian_width(c) in "WF") for c in text)


def table_of_csv(data: bytes) -> str:
    """Return a CSV answer as an aligned table with a rule under its head."""
    rows = list(csv.reader(io.StringIO(data.decode("utf-8"))))
    if not rows:
        return ""
    flat = [[" ".join(cell.split()) for cell in row] for row in rows]
    sizes = [max(width(row[i]) for row in flat if i < len(row)) for i in range(len(flat[0]))]
    lines = ["  ".join(pad(c, n) for c, n in zip(row, sizes, strict=False)) for row in flat]
    rule = "  ".join("-" * size for size in sizes)
    return "\n".join(line.rstrip() for line in [lines[0], rule, *lines[1:]])


def pad(text: str, size: int) -> str:
    """Return `text` with blanks behind it."""
    return text + " " * (size - width(text))
