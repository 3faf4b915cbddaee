"""Errors: one sentence, three faces."""

import re

import pytest

from graph import errors
from graph.errors import HamkorError

TREE = {name: getattr(errors, name) for name in errors.__all__}


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (HamkorError("it broke"), "it broke."),
        (HamkorError("Did it break?"), "Did it break?"),
        (HamkorError("no", where="a.txt", remedy="Do this."), "a.txt: no. Do this."),
    ],
)
def test_an_error_is_one_line(error: HamkorError, text: str) -> None:
    assert str(error) == text


@pytest.mark.parametrize("name", TREE)
def test_the_tree_that_is_drawn_is_the_tree(name: str) -> None:
    kind = TREE[name]
    drawn = re.search(rf"^( *){name} +(\d+)(?:  ?(?:exit )?(\d))?", errors.__doc__ or "", re.M)
    assert drawn
    assert int(drawn[2]) == kind.status
    assert int(drawn[3] or 1) == kind.exit_code
    assert len(drawn[1]) // 2 == len(kind.__mro__) - len(HamkorError.__mro__)
    assert kind.title
