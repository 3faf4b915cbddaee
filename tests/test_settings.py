"""Settings come from defaults, the environment and the caller, in this order."""

import pytest

from graph.errors import UsageError
from graph.settings import Settings


def test_the_caller_wins_over_the_environment() -> None:
    environ = {"HAMKOR_PORT": "9000", "HAMKOR_DEADLINE_S": "2.5", "PATH": "x"}
    settings = Settings.load(environ, port=None, host="::1")
    assert (settings.port, settings.deadline_s, settings.host) == (9000, 2.5, "::1")
    assert Settings.load(settings.environ()) == settings


@pytest.mark.parametrize(
    ("name", "value"), [("HAMKOR_STORRE", "x"), ("HAMKOR_PORT", "x"), ("HAMKOR_PORT", "-1"),
                      ("HAMKOR_SHAPES", "warn"), ("HAMKOR_SHAPES", "")],
)  # fmt: skip
def test_mistakes_are_told_by_name(name: str, value: str) -> None:
    with pytest.raises(UsageError) as caught:
        Settings.load({name: value})
    assert caught.value.where == name


@pytest.mark.parametrize("value", ["refuse", "report"])
def test_a_choice_is_taken(value: str) -> None:
    assert Settings.load({"HAMKOR_SHAPES": value}).shapes == value


def test_a_choice_of_the_caller_is_checked_too() -> None:
    with pytest.raises(UsageError, match="refuse or report"):
        Settings(shapes="ignore")
