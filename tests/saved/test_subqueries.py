"""Queries within queries: whole, with their own variables, or refused with the reason."""

from pathlib import Path

import pytest

from graph.errors import UsageError
from graph.resources import queries_dir
from graph.saved.subqueries import read_with_subqueries


def test_a_query_uses_another_whole_or_says_why_not(tmp_path: Path) -> None:
    text = read_with_subqueries(queries_dir() / "agreements-ending.rq")
    assert "# with" not in text and "?day" not in text and "?today" in text
    for line in ("# with nothing", "# with itself", "# with itself day"):
        file = tmp_path / "itself.rq"
        file.write_text(f"SELECT * WHERE {{\n{line}\n}}")
        with pytest.raises(UsageError) as caught:
            read_with_subqueries(file)
        assert caught.value.where == "itself.rq"
