"""Commands that die at a chosen call: in a process of their own, killed before its n-th call."""

import multiprocessing
import os
import pkgutil
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from multiprocessing.forkserver import ensure_running
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from graph.cli.group import cli

TESTS = Path(__file__).parent

#: What is counted: class or module (`pkgutil.resolve_name`) -> names of its functions.
Steps = Mapping[str, Sequence[str]]

#: A child of this process would lack the threads of the engine that it has opened.
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["warm"])


@cache
def begin_fork_server() -> None:
    """Start the fork server with our path: Python 3.11 gives it none while it preloads."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join(map(str, (TESTS.parent, TESTS))))
        ensure_running()


def run(place: Path, *arguments: str) -> Result:
    """Run a command on the store of a folder; a file .txt is one of that folder."""
    given = [str(place / one) if one.endswith(".txt") else one for one in arguments]
    return CliRunner().invoke(cli, given, env={"HAMKOR_STORE": str(place / "store")})


def run_and_die(
    place: Path, steps: Steps, step: int, *arguments: str, after: str = ""
) -> int | None:
    """Return the exit code of a command that ends (9) before its call number `step`.

    Counted is from the first call of the function `after` on, where one is named.
    """
    begin_fork_server()
    child = PROCESSES.Process(target=count_and_run, args=(place, steps, step, after, *arguments))
    child.start()
    child.join()
    return child.exitcode


def count_and_run(place: Path, steps: Steps, step: int, after: str, *arguments: str) -> None:
    calls: list[str] = []
    for place_of_owner, names in steps.items():
        owner = pkgutil.resolve_name(place_of_owner)
        for name in names:
            setattr(owner, name, die_at(step, after, calls, getattr(owner, name)))
    sys.exit(run(place, *arguments).exit_code)


def die_at(
    step: int, after: str, calls: list[str], call: Callable[..., object]
) -> Callable[..., object]:
    def count_and_call(*given: object, **named: object) -> object:
        if calls or not after or call.__name__ == after:
            calls.append(call.__name__)
        if len(calls) > step:
            os._exit(9)
        return call(*given, **named)

    return count_and_call
