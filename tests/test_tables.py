"""Tables for a terminal."""

import pytest

from graph.console import table_of_csv


@pytest.mark.parametrize(
    ("csv", "lines"),
    [
        ("", []),
        ("name\r\n", ["name", "----"]),
        ("a,b\r\n1,long cell\r\n22,\r\n", ["a   b", "--  ---------", "1   long cell", "22"]),
        ('a\r\n"two\nlines, one cell"\r\n', ["a", "-" * 19, "two lines, one cell"]),
        ("w,x\r\n中文,1\r\nab,2\r\n", ["w     x", "----  -", "中文  1", "ab    2"]),
    ],
)
def test_columns_stand_under_each_other(csv: str, lines: list[str]) -> None:
    assert table_of_csv(csv.encode()).splitlines() == lines
