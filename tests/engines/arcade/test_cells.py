"""A picture as cells, and its changes, beside a plain reading of both."""

from collections.abc import Callable
from random import Random

import numpy as np
import pytest

from engines.arcade.cells import GAP, Cells, Differ, cells
from engines.arcade.runs import GLYPHS, RUN

SET = {glyph: number for number, glyph in enumerate(GLYPHS)}
UPPER, LOWER, LEFT, RIGHT = SET["▀"], SET["▄"], SET["▌"], SET["▐"]


def drawn(rng: Random, rows: int, columns: int, colors: int) -> np.ndarray:
    """Points in patches, as pictures have them."""
    found = np.full((rows, columns), rng.randrange(colors), np.uint16)
    for _ in range(rng.randrange(12)):
        y, x = rng.randrange(rows), rng.randrange(columns)
        found[y : y + rng.randint(1, 9), x : x + rng.randint(1, 9)] = rng.randrange(colors)
    return found


def looks(shown: Cells, y: int, x: int) -> tuple[int, int, int, int]:
    """The four points of a cell."""
    glyph, front, behind = (int(part[y, x]) for part in shown)
    return tuple(front if glyph & bit else behind for bit in (8, 4, 2, 1))  # type: ignore[return-value] # four


def test_glyphs_are_the_points_that_are_set() -> None:
    assert (UPPER, LOWER, LEFT, RIGHT, SET["█"], SET[" "]) == (12, 3, 10, 5, 15, 0)
    assert (SET["▘"], SET["▝"], SET["▖"], SET["▗"]) == (8, 4, 2, 1)
    assert len(SET) == len(GLYPHS) == 28


def test_a_half_block_shows_both_points(rng: Random, count: Callable[[int], int]) -> None:
    for _ in range(count(500)):
        rows, columns = rng.randint(1, 20), rng.randint(1, 40)
        points = drawn(rng, 2 * rows, columns, rng.randint(1, 5))
        shown = cells(points)
        for y in range(rows):
            for x in range(columns):
                upper, lower = int(points[2 * y, x]), int(points[2 * y + 1, x])
                assert looks(shown, y, x) == (upper, upper, lower, lower)
                if upper == lower:
                    assert shown.glyphs[y, x] == shown.front[y, x] == 0


def test_a_quadrant_shows_all_of_two_colors_and_the_most_of_more(
    rng: Random, count: Callable[[int], int]
) -> None:
    for _ in range(count(500)):
        rows, columns = rng.randint(1, 12), rng.randint(1, 30)
        points = drawn(rng, 2 * rows, 2 * columns, rng.randint(1, 6))
        shown = cells(points, "quadrant")
        for y in range(rows):
            for x in range(columns):
                four = [int(each) for each in points[2 * y : 2 * y + 2, 2 * x : 2 * x + 2].flat]
                seen = looks(shown, y, x)
                kinds = len(set(four))
                right = sum(a == b for a, b in zip(seen, four, strict=True))
                assert right == {1: 4, 2: 4, 3: 3, 4: 2}[kinds]
                assert set(seen) <= set(four)


def test_a_full_cell_is_one_point() -> None:
    points = np.arange(91, dtype=np.uint16).reshape(7, 13)
    shown = cells(points, "full")
    assert (shown.behind == points).all()
    assert not shown.glyphs.any()
    assert not shown.front.any()


@pytest.mark.parametrize("blocks", ["half", "quadrant", "full"])
def test_changes_make_the_next_picture_of_the_last_one(
    blocks: str, rng: Random, count: Callable[[int], int]
) -> None:
    differ, kept = Differ(), {}
    wide, high = {"half": (1, 2), "quadrant": (2, 2), "full": (1, 1)}[blocks]
    rows, columns = 9, 30
    for _ in range(count(1000)):
        if rng.random() < 0.1:
            rows, columns = rng.randint(1, 25), rng.randint(1, 60)
        shown = cells(drawn(rng, high * rows, wide * columns, 4), blocks)  # type: ignore[arg-type] # a word of three
        if kept and (max(kept)[0] + 1, max(kept)[1] + 1) != (rows, columns):
            kept.clear()
        for row, column, number, *cell in RUN.iter_unpack(differ.changes(shown)):
            assert column + number <= columns
            kept |= {(row, column + at): tuple(cell) for at in range(number)}
        for y in range(rows):
            for x in range(columns):
                assert kept[y, x] == tuple(int(part[y, x]) for part in shown)


def test_what_did_not_change_is_not_sent_but_for_short_gaps() -> None:
    differ, points = Differ(), np.zeros((2, 30), np.uint16)
    assert list(RUN.iter_unpack(differ.changes(cells(points)))) == [(0, 0, 30, 0, 0, 0)]
    assert differ.changes(cells(points)) == b""
    points[:, [3, 5 + GAP - 1, 20]] = 7
    sent = list(RUN.iter_unpack(differ.changes(cells(points))))
    assert sent == [(0, 3, 1, 0, 0, 7), (0, 4, GAP, 0, 0, 0), (0, 4 + GAP, 1, 0, 0, 7),
                    (0, 20, 1, 0, 0, 7)]  # fmt: skip
    points[:, 20 + GAP + 2] = 7
    assert [run[:3] for run in RUN.iter_unpack(differ.changes(cells(points)))] == [(0, 24, 1)]


def test_forgotten_all_is_sent_again() -> None:
    differ, points = Differ(), np.zeros((2, 5), np.uint16)
    differ.changes(cells(points))
    differ.forget()
    assert differ.changes(cells(points))
