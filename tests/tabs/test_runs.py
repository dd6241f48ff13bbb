"""Rows of words with meanings: their widths, what changed, what fits."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from tests.tabs import is_wide
from tui.runs import ROLES, apart, cells, difference, fit, plain, row_at, width

texts = st.text(st.sampled_from("ab 0─█▲内存é，"), max_size=12)
rows = st.lists(st.tuples(texts, st.sampled_from(["text", "muted", "accent"])), max_size=4)


def test_a_wide_character_fills_its_second_cell_with_nothing():
    assert cells([("a内", "text"), ("b", "muted")]) == [
        ("a", "text"),
        ("内", "text"),
        ("", "text"),
        ("b", "muted"),
    ]


@given(rows)
def test_there_is_one_entry_a_cell(row):
    assert len(cells(row)) == width(row) == cell_len(plain(row))
    assert "".join(text for text, _role in cells(row)) == plain(row)


def test_equal_rows_have_no_difference():
    start, end = difference([("内ab", "text")], [("内", "text"), ("ab", "text")])
    assert start == end


def test_another_role_alone_is_a_difference():
    assert difference([("abc", "text")], [("a", "text"), ("b", "good"), ("c", "text")]) == (1, 2)


def test_a_row_that_grew_differs_to_its_new_end():
    assert difference([("ab", "text")], [("abcd", "text")]) == (2, 4)
    assert difference([("abcd", "text")], [("ab", "text")]) == (2, 4)


@given(rows, rows)
def test_outside_the_difference_rows_are_the_same(before, after):
    start, end = difference(before, after)
    old, new = cells(before), cells(after)
    assert old[:start] == new[:start]
    assert old[end:] == new[end:]


@given(rows, rows)
@example([("内", "text")], [("存", "text")])
@example([("a内b", "text")], [("ab内", "text")])
def test_a_difference_never_cuts_a_wide_character_in_two(before, after):
    start, end = difference(before, after)
    for row in (cells(before), cells(after)):
        if start < end:
            assert start >= len(row) or row[start][0] != ""
            assert end >= len(row) or row[end][0] != ""


@given(texts, st.integers(0, 20))
def test_what_fits_is_exactly_as_wide_as_asked(text, room):
    assert cell_len(fit(text, room)) == room


def test_a_cut_is_marked_and_a_short_text_is_padded():
    assert fit("abcdef", 4) == "abc…"
    assert fit("abc", 5) == "abc  "
    assert fit("内存内存", 5) == "内存…"
    assert fit("内存内存", 4) == "内 …"  # half a character cannot be shown


@given(rows, rows, st.integers(0, 40))
def test_two_edges_fill_the_row_and_the_right_one_is_whole(left, right, total):
    row = apart(left, right, total)
    assert plain(row).endswith(plain(right))
    assert width(row) == max(total, width(right))


def test_the_left_edge_gives_way():
    row = apart([("a long name", "text"), (" more", "muted")], [("right", "good")], 12)
    assert plain(row) == "a lon… right"
    assert row[0][1] == "text"


def test_rows_past_the_end_are_empty():
    assert row_at([[("a", "text")]], 0) == [("a", "text")]
    assert row_at([[("a", "text")]], 1) == []


def test_the_three_meanings_are_roles():
    assert {"good", "attention", "danger"} <= set(ROLES)


@pytest.mark.parametrize("char", "内，。")
def test_the_tests_know_wide_from_narrow(char):
    assert is_wide(char)
    assert cell_len(char) == 2
