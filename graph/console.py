"""What every command does the same way: words to stderr, JSON, a progress bar, exit codes."""

import json
import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress

from .errors import HamkorError

__all__ = ["Tell", "as_json", "exit_codes", "progress", "say", "stoppable"]

Tell = Callable[[str, int, int | None], None]


def say(text: str) -> None:
    """Tell a person something, on stderr."""
    click.echo(text, err=True)


def as_json(value: object) -> None:
    """Write a value as JSON to stdout."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


@contextmanager
def progress(name: str) -> Iterator[Tell | None]:
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


def stoppable() -> None:
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
        say(f"hamkor: error: {fault(error)}")
        raise SystemExit(1) from None


def fault(error: Exception) -> str:
    """Return what to report of an error that nobody foresaw, with its place in the code."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    words = " ".join(f"{type(error).__name__}: {error}".split())
    return f"a fault of Hamkor at {Path(place.filename).name}:{place.lineno} ({words})"
