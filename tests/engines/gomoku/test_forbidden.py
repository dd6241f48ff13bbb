"""Renju's forbidden moves, each by a position drawn by hand; oracles stand in test_oracle.py."""

import pytest

from engines.gomoku import forbidden
from engines.gomoku.rules import BLACK, EMPTY
from tests.engines.gomoku.pictures import clustered, drawn, picture

OVERLINE, FOUR_FOUR, THREE_THREE, ALLOWED = "overline", "four-four", "three-three", ""

LINES = {
    "six in a row": ("X X * X X X", OVERLINE),
    "nine in a row": ("X X X X * X X X X", OVERLINE),
    "five in a row wins": ("X X * X X", ALLOWED),
    "a straight four is one four": (". X X X * .", ALLOWED),
    "a four and a gap, then one": ("X . X * X . X", FOUR_FOUR),
    "the same, from its end": ("* . X X X . X", ALLOWED),
    "two fours that share two stones": ("X X . * X . X X", FOUR_FOUR),
    "two fours that share one stone": ("X X X . * . X X X", FOUR_FOUR),
    "a gap that would make six is no four": ("X X . X * X", ALLOWED),
    "gaps that would make six on both sides": ("X X X . X * . X X X", ALLOWED),
    "a four stopped on one side": ("O X . X * X . X", FOUR_FOUR),
    "one of the two gaps is white": ("X O X * X . X", ALLOWED),
}

FOURS = {
    "two fours": (
        """* X X X O
           X . . . .
           X . . . .
           X . . . .
           O . . . .""",
        FOUR_FOUR,
    ),
    "two straight fours": (
        """* X X X
           X . . .
           X . . .
           X . . .""",
        FOUR_FOUR,
    ),
    "a row of four that white has stopped at both ends is no four": (
        """O * X X X O
           . X . . . .
           . X . . . .
           . X . . . .
           . O . . . .""",
        ALLOWED,
    ),
    "a four and what would be an overline": (
        """X X . X * X
           . . . . X .
           . . . . X .
           . . . . X .
           . . . . O .""",
        ALLOWED,
    ),
    "a four and a three": (
        """X . . . . . .
           . X . . . . .
           . . * X X X O""",
        ALLOWED,
    ),
    "a four and two threes": (
        """X . . . . . .
           . X . . . . .
           . . * X X X O
           . X . . . . .
           X . . . . . .""",
        THREE_THREE,
    ),
}

FIVES = {
    "five and an overline": (
        """X X * X X X
           . . X . . .
           . . X . . .
           . . X . . .
           . . X . . .""",
        ALLOWED,
    ),
    "five and two fours": (
        """X X * X X .
           . . X X . .
           . . X . X .
           . . X . . X""",
        ALLOWED,
    ),
    "five and two threes": (
        """X X * X X
           . . X X .
           . . X . X""",
        ALLOWED,
    ),
}

THREES = {
    "two threes": (
        """X . . . .
           . X . . .
           . . * X X""",
        THREE_THREE,
    ),
    "two threes with gaps": (
        """* . X X
           . . . .
           X . . .
           X . . .""",
        THREE_THREE,
    ),
    "the stone stands inside of both": (
        """. X . .
           X * . X
           . . . .
           . X . .""",
        THREE_THREE,
    ),
    "one has white at its end": (
        """X . . . .
           . X . . .
           . O * X X""",
        ALLOWED,
    ),
    "one has no room for a straight four": (
        """X . . . . . .
           . X . . . . .
           O . * X X . O""",
        ALLOWED,
    ),
    "one has room on one side only": (
        """X . . . .
           . X . . .
           O . * X X""",
        THREE_THREE,
    ),
    "one would be an overline on both sides": (
        """. X . . . . . . .
           . . X . . . . . .
           X . . * X X . . X""",
        ALLOWED,
    ),
    "one would be an overline on one side": (
        """X . . . . . . .
           . X . . . . . .
           . . * X X . . X""",
        THREE_THREE,
    ),
}

RECURSIVE = {
    "one: its straight four's point is an overline": (
        """. . . X . .
           X . . X . .
           . X . X . .
           . . * . X X
           . . . X . .
           . . . X . .""",
        ALLOWED,
    ),
    "one: its straight four's point is four-four": (
        """. . . O . .
           . . . X . .
           X . . X . .
           . X . X . .
           . . * . X X""",
        ALLOWED,
    ),
    "one: its straight four's point is three-three": (
        """X . . X . X
           . X . X X .
           . . * . X X""",
        ALLOWED,
    ),
    "one: its straight four's point is three-three, on the other side": (
        """X . . X . .
           . X . X . .
           . . * . X X
           . . . . X .
           . . . . . X""",
        ALLOWED,
    ),
    "one: its straight four's point makes five": (
        """. . . O . .
           . . . X . .
           . . . X . .
           X . . X . .
           . X . X . .
           . . * . X X""",
        ALLOWED,
    ),
    "one: its straight four's point makes five between two and two": (
        """X . . X . .
           . X . X . .
           . . * . X X
           . . . X . .
           . . . X . .""",
        ALLOWED,
    ),
    "of two points for a straight four one is an overline, the other is free": (
        """. . . . . X
           X . . . . X
           . X . . . X
           . . * X X .
           . . . . . X
           . . . . . X""",
        THREE_THREE,
    ),
    "two: that point's three-three is none, as an overline is in it": (
        """. . . X . . . . .
           X . . X . . . . .
           . X . . X X X X X
           . . * . X X . . .
           . . . . X . . . .
           . . . . . X . . .""",
        THREE_THREE,
    ),
    "two: that point's three-three is none, as a four-four is in it": (
        """. . . X . . . .
           . . . X . . . .
           . . . . X X X O
           . . * . X X . .
           . X . . X . . .
           X . . . . X . .""",
        THREE_THREE,
    ),
    "two: that point's three-three is none, as a three-three is in it": (
        """. . . X . .
           X . X X . .
           . X . . X X
           . . * . X X
           . . . . X .
           . . . . . X""",
        THREE_THREE,
    ),
    "three: the three-three in that point's three-three is none": (
        """. . . X . .
           X . X X . .
           . X . . X .
           . . * . X X
           . . . . X .
           . . . . . X""",
        ALLOWED,
    ),
}

CASES = {**LINES, **FOURS, **FIVES, **THREES, **RECURSIVE}

AT_THE_EDGE = {
    "a three beside the edge": (
        """* X X . .
           X . . . .
           X . . . .""",
        ALLOWED,
    ),
    "a three with one free point before the edge": (
        """. . . . .
           . * X X .
           . X . . .
           . X . . .""",
        THREE_THREE,
    ),
    "two fours from the corner": (
        """* X X X
           X . . .
           X . . .
           X . . .""",
        FOUR_FOUR,
    ),
    "six along the edge": ("X X X * X X", OVERLINE),
}


@pytest.mark.parametrize("case", CASES)
def test_the_middle_of_the_board(case):
    drawing, expected = CASES[case]
    cells, asked = drawn(drawing)
    before = cells[:]
    assert forbidden.reason(cells, 15, asked) == expected
    assert (asked in forbidden.forbidden(cells, 15)) == bool(expected)
    assert cells == before


@pytest.mark.parametrize("case", AT_THE_EDGE)
def test_the_edge(case):
    drawing, expected = AT_THE_EDGE[case]
    cells, asked = drawn(drawing, corner=True)
    assert forbidden.reason(cells, 15, asked) == expected


def test_rows_do_not_go_around_the_edge():
    cells = bytearray(225)
    for x, y in ((12, 3), (13, 3), (14, 3), (0, 4), (1, 4)):
        cells[y * 15 + x] = BLACK
    assert forbidden.forbidden(cells, 15) == frozenset()


def test_what_a_whole_board_forbids_is_what_its_points_forbid(rng, count):
    for _ in range(count(5_000)):
        size = rng.randrange(6, 21)
        cells = clustered(rng, size)
        one_by_one = {
            point
            for point in range(size * size)
            if cells[point] == EMPTY and forbidden.reason(cells, size, point)
        }
        assert forbidden.forbidden(cells, size) == one_by_one, picture(cells, size)
