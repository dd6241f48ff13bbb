"""Rows that are longer than their room."""

from itertools import repeat

from tui.runs import plain
from tui.wrapping import told


def test_of_many_rows_only_those_are_broken_that_there_is_room_for() -> None:
    rows = told(repeat([("word " * 9, "text")]), 30, 4)
    assert len(rows) == 4
    assert plain(rows[-1]).strip() == "…"


def test_what_fits_ends_without_a_sign() -> None:
    rows = told([[("one", "text")], [("two", "text")]], 30, 2)
    assert [plain(row) for row in rows] == ["one", "two"]
