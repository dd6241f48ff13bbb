"""Lines over a few points: what the chart draws, asked without a screen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.runs import plain, width
from tui.widgets.chart import AXIS, LABELS, Series, chart

POINTS = ("1", "2", "4", "8")


def lines(*series, size=(60, 10), points=POINTS, **options):
    return [plain(row).rstrip() for row in chart(series, points, *size, **options)]


def body(rows):
    """Without the axis at the left and the names at the right."""
    return [row[AXIS : 60 - LABELS] for row in rows[:-2]]


values = st.lists(st.none() | st.floats(0, 1e18), min_size=1, max_size=12)


@given(
    st.lists(values, max_size=14),
    st.integers(0, 160),
    st.integers(0, 50),
    st.none() | st.floats(1e-9, 1e18),
)
def test_it_never_grows_out_of_its_place(found, columns, height, limit):
    count = max(map(len, found), default=1)
    series = [
        Series(f"mode {at}", chr(65 + at), [*each, *[None] * (count - len(each))])
        for at, each in enumerate(found)
    ]
    points = [str(1 << at) for at in range(count)]
    rows = chart(series, points, columns, height, limit=limit, across="GPUs", up="GB")
    assert len(rows) in (0, height)
    assert all(width(row) <= columns for row in rows)


def test_a_line_falls_from_its_first_point_to_its_last():
    rows = lines(Series("ZeRO-3", "3", [80, 40, 20, 10]))
    marks = [(at, row.index("3")) for at, row in enumerate(body(rows)) if "3" in row]
    assert [at for at, _x in marks] == sorted(at for at, _x in marks)
    assert marks[0][0] == 0
    assert marks[-1][0] == len(rows) - 3
    assert [x for _at, x in marks] == sorted(x for _at, x in marks)
    assert any("·" in row for row in body(rows))


def test_the_axis_is_logarithmic_and_has_its_unit_below():
    rows = lines(Series("x", "x", [1, 10, 100, 100]), size=(60, 11), up="GB", across="GPUs")
    levels = [at for at, row in enumerate(body(rows)) if "x" in row]
    assert levels == [0, 4, 8]
    assert rows[0].startswith("   100 ┤")
    assert rows[4].startswith("  10.0 ┤")
    assert rows[8].startswith("  1.00 ┤")
    assert rows[-1].startswith("    GB ")
    assert rows[-1].endswith(" GPUs")


def test_the_names_of_points_stand_below_their_marks():
    rows = lines(Series("x", "x", [5, 5, 5, 5]))
    line = next(row for row in rows if "x" in row)
    for name in POINTS:
        assert line[rows[-1].index(name)] == "x"


def test_names_that_would_touch_are_left_out():
    points = [str(10**6 + at) for at in range(20)]
    row = lines(Series("x", "x", [5] * 20), points=points)[-1]
    assert set(row.split()) < set(points)
    assert len(row.split()) >= 2


def test_lines_that_run_together_share_a_label_with_all_their_marks():
    same = [8.0, 4.0, 2.0, 1.0]
    rows = lines(Series("a", "A", same), Series("b", "B", same), Series("c", "C", [8, 8, 8, 8]))
    assert any("AB a, b" in row for row in rows)
    assert any(row.endswith(" C c") for row in rows)


def test_a_label_names_as_many_of_its_lines_as_it_has_room_for():
    same = [8.0, 4.0, 2.0, 1.0]
    names = ("ZeRO-3", "DDP", "ZeRO-1", "ZeRO-2")
    rows = lines(*(Series(name, name[-1], same) for name in names))
    assert any(row.endswith(" 3P12 ZeRO-3, DDP, …") for row in rows)
    rows = lines(*(Series(name, name[-1], same) for name in names[:2]))
    assert any(row.endswith(" 3P ZeRO-3, DDP") for row in rows)


def test_the_first_series_lies_on_top():
    same = [5.0] * 4
    drawn = "".join(body(lines(Series("a", "A", same), Series("b", "B", same))))
    assert "A" in drawn
    assert "B" not in drawn


def test_the_limit_is_a_line_with_its_number_on_the_axis():
    rows = lines(Series("a", "A", [500, 200, 20, 10]), limit=80.0, size=(60, 14))
    (cut,) = [row for row in rows if "╌" in row]
    assert cut.startswith("  80.0 ┤╌")


@pytest.mark.parametrize("limit", [None, 80.0])
@pytest.mark.parametrize("found", [[], [None] * 4, [0, 0, 0, 0]])
def test_without_a_value_there_is_no_chart(found, limit):
    series = [Series("a", "A", found)] if found else []
    assert chart(series, POINTS, 60, 10, limit=limit) == []


def test_what_is_unknown_leaves_a_gap():
    rows = lines(Series("a", "A", [4, None, 4, 4]))
    (line,) = [row for row in body(rows) if "A" in row]
    assert line.count("A") == 3
    assert not line[line.index("A") + 1 :].partition("A")[0].strip()


def test_numbers_of_the_axis_keep_their_place_however_large():
    rows = lines(Series("a", "A", [1e-9, 1.0, 1e9, 1e18]))
    assert {row[AXIS - 1] for row in rows[:-2]} <= {"┤", "│"}
