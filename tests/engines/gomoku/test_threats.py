"""What is shown as a threat, by drawings, by what a threat means, and beside a plain version."""

import pytest

from engines.gomoku.board import Board
from engines.gomoku.rules import BLACK, EMPTY, WHITE, Rules
from engines.gomoku.threats import threats
from tests.engines.gomoku import plain_threats
from tests.engines.gomoku.pictures import clustered, drawn, picture, star

CASES = {
    ". X X X X .": [("four", 4, 2)],
    "O X X X X .": [("four", 4, 1)],
    "O X X X X O": [],
    "X X . X X": [("four", 4, 1)],
    "X . X X X . X": [("four", 4, 1), ("four", 4, 1)],
    ". . X X X . .": [("three", 3, 2)],
    "O . X X X . .": [("three", 3, 1)],
    "O . X X X . O": [],
    ". X . X X .": [("three", 3, 1)],
    "O X X X . . .": [],
    ". . X X . .": [],
}


@pytest.mark.parametrize("drawing", CASES)
@pytest.mark.parametrize("color", (BLACK, WHITE))
def test_fours_and_threes(drawing, color):
    expected = CASES[drawing]
    if color == WHITE:
        drawing = drawing.translate(str.maketrans("XO", "OX"))
    cells, _ = drawn(drawing)
    found = threats(Rules(kind="standard"), cells)
    mine = [(t.kind, len(t.stones), len(t.points)) for t in found if t.color == color]
    assert mine == expected


def test_a_longer_row_counts_where_it_wins():
    cells, _ = drawn("O X X X X . X X")
    assert {t.kind for t in threats(Rules(), cells)} == {"four"}
    assert threats(Rules(kind="standard"), cells) == ()
    renju = threats(Rules(kind="renju"), cells)
    assert renju == ()
    white, _ = drawn("X O O O O . O O")
    assert {t.kind for t in threats(Rules(kind="renju"), white)} == {"four"}


def test_what_completes_a_four_completes_no_three():
    cells, _ = drawn(". X X . X X .")
    assert [threat.kind for threat in threats(Rules(), cells)] == ["four"]


def test_two_fours_in_a_line_are_a_threat_but_to_renjus_black():
    cells, _ = drawn("X . X . X . X")
    (three,) = threats(Rules(), cells)
    assert (three.kind, len(three.stones), len(three.points)) == ("three", 4, 1)
    assert threats(Rules(kind="renju"), cells) == ()


def test_a_three_of_renju_needs_a_point_that_is_allowed():
    cells, _ = drawn(
        """. O . .
           . X . .
           . X . .
           . X . .
           X . X X"""
    )
    assert [three.kind for three in threats(Rules(), cells)] == ["three"]
    assert threats(Rules(kind="renju"), cells) == ()


def wins(rules, cells, color):
    """The points where a stone of this color makes a row, by the board."""
    found = set()
    board = Board(rules)
    for point in range(rules.points):
        if cells[point] == EMPTY:
            board.cells = cells[:]
            board.cells[point] = color
            if board.won_by(point):
                found.add(point)
    return found


@pytest.mark.parametrize("kind", ("freestyle", "standard", "renju"))
def test_fours_complete_where_a_stone_wins_and_threes_where_two_would_then(kind, rng, count):
    for _ in range(count(1_000)):
        size = rng.randrange(6, 12)
        rules = Rules(size, 5 if kind == "renju" else rng.randrange(4, 7), kind)
        cells = clustered(rng, size)
        found = threats(rules, cells)
        for color in (BLACK, WHITE):
            now = wins(rules, cells, color)
            fours = {p for t in found if (t.kind, t.color) == ("four", color) for p in t.points}
            assert fours == now, picture(cells, size)
            for three in found:
                if (three.kind, three.color) == ("three", color):
                    assert all(cells[stone] == color for stone in three.stones)
                    for point in three.points:
                        after = cells[:]
                        after[point] = color
                        assert len(wins(rules, after, color)) >= 2, picture(cells, size, point)


@pytest.mark.parametrize("kind", ("freestyle", "standard", "renju"))
@pytest.mark.parametrize("throw", (clustered, star))
def test_they_are_those_of_the_plain_version(throw, kind, rng, count):
    found = 0
    for _ in range(count(3_000)):
        size = rng.randrange(6, 17)
        rules = Rules(size, 5 if kind == "renju" else rng.randrange(3, min(size, 9) + 1), kind)
        cells = throw(rng, size)
        before = cells[:]
        expected = plain_threats.threats(rules, cells)
        assert threats(rules, cells) == expected, (rules, picture(cells, size))
        assert cells == before
        found += len(expected)
    assert found > 20
