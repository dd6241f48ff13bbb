"""The eight symmetries of the board."""

import pytest

from engines.gomoku.symmetry import INVERSE, SYMMETRIES, canonical, images, laid, moved


@pytest.mark.parametrize("size", (6, 7, 15, 20))
def test_there_are_eight_each_a_rearrangement_of_the_points(size):
    assert len(set(images(size))) == 8
    for image in images(size):
        assert sorted(image) == list(range(size * size))


def test_zero_changes_nothing_and_one_turns_to_the_right():
    assert images(6)[0] == tuple(range(36))
    assert moved((0, 1, 6), 6, 1) == (5, 11, 4)
    assert moved((0, 1, 6), 6, 4) == (5, 4, 11)  # mirrored left to right


def test_an_inverse_undoes(rng):
    cells = bytearray(rng.randrange(3) for _ in range(81))
    for each in SYMMETRIES:
        assert laid(laid(cells, 9, each), 9, INVERSE[each]) == cells
        assert moved(moved(range(81), 9, each), 9, INVERSE[each]) == tuple(range(81))


def test_two_after_one_another_are_one_of_them():
    for first in images(6):
        for second in images(6):
            assert tuple(second[point] for point in first) in images(6)


def test_a_neighbour_stays_one():
    for image in images(8):
        for point in range(63):
            if point % 8 < 7:
                a, b = image[point], image[point + 1]
                assert abs(a % 8 - b % 8) + abs(a // 8 - b // 8) == 1


def test_a_canonical_position_is_that_of_all_its_looks_and_of_no_other(rng):
    cells = bytearray(rng.randrange(3) for _ in range(36))
    looks = [laid(cells, 6, each) for each in SYMMETRIES]
    assert {canonical(look, 6) for look in looks} == {canonical(cells, 6)}
    assert canonical(cells, 6) in [bytes(look) for look in looks]
    other = cells[:]
    other[0] = (other[0] + 1) % 3
    assert canonical(other, 6) != canonical(cells, 6)
