"""What points are called."""

import pytest

from engines.gomoku import points


@pytest.mark.parametrize("size", range(6, 21))
def test_every_point_is_found_by_its_name(size):
    for point in range(size * size):
        assert points.point(points.name(point, size), size) == point
        assert points.point(points.name(point, size).lower(), size) == point


def test_columns_are_letters_from_the_left_and_rows_numbers_from_below():
    assert points.name(0, 15) == "A15"
    assert points.name(224, 15) == "O1"
    assert points.line([112, 8], 15) == "H8 I15"


@pytest.mark.parametrize(
    "name",
    (
        "",
        "H",
        "8",
        "88",
        "P1",
        "A0",
        "A16",
        "H-1",
        "H8 ",
        "H0008",
        "Ⓗ8",
        "H８",
        "ﬆ5",
        "H" + "9" * 5000,
    ),
)
def test_what_is_no_point_is_refused(name):
    with pytest.raises(ValueError):
        points.point(name, 15)


def test_a_ligature_is_no_letter():
    with pytest.raises(ValueError):
        points.point("ﬆ5", 20)  # in upper case it is "ST"
