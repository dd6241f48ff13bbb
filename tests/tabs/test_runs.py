"""Rows of words with meanings: their widths, what changed, what fits."""

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from tests.tabs import is_wide
from tui.runs import (
    NO_CELL,
    ROLES,
    WORTH_A_JUMP,
    apart,
    cells,
    differences,
    fit,
    plain,
    row_at,
    width,
)

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
    assert differences([("内ab", "text")], [("内", "text"), ("ab", "text")]) == []


def test_another_role_alone_is_a_difference():
    row = [("a", "text"), ("b", "good"), ("c", "text")]
    assert differences([("abc", "text")], row) == [(1, 2)]


def test_a_row_that_grew_differs_to_its_new_end():
    assert differences([("ab", "text")], [("abcd", "text")]) == [(2, 4)]
    assert differences([("abcd", "text")], [("ab", "text")]) == [(2, 4)]


def test_blanks_at_the_end_of_a_row_are_no_difference():
    assert differences([], [("a   ", "text")]) == [(0, 1)]


def test_what_is_the_same_for_long_between_two_differences_is_not_sent():
    same = "=" * WORTH_A_JUMP
    before, after = [(f"a{same}a", "text")], [(f"b{same}b", "text")]
    assert differences(before, after) == [(0, 1), (WORTH_A_JUMP + 1, WORTH_A_JUMP + 2)]
    assert len(differences([(f"a{same[1:]}a", "text")], [(f"b{same[1:]}b", "text")])) == 1


long_rows = st.lists(
    st.tuples(texts.map(lambda text: text * 4), st.sampled_from(["text", "muted"])), max_size=6
)


@given(long_rows, long_rows)
def test_outside_the_differences_rows_are_the_same(before, after):
    old, new = cells(before), cells(after)
    told = {x for start, end in differences(before, after) for x in range(start, end)}
    for x in range(max(len(old), len(new))):
        a, b = (row[x] if x < len(row) else NO_CELL for row in (old, new))
        assert x in told or a == b


@given(long_rows, long_rows)
@example([("内", "text")], [("存", "text")])
@example([("a内b", "text")], [("ab内", "text")])
def test_a_difference_never_cuts_a_wide_character_in_two(before, after):
    spans = differences(before, after)
    for row in (cells(before), cells(after)):
        for start, end in spans:
            assert start >= len(row) or row[start][0] != ""
            assert end >= len(row) or row[end][0] != ""
    assert all(end < start for (_, end), (start, _) in pairwise(spans))


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
