"""Patterns, held to their definition written out once more, stone by stone."""

import random
from collections.abc import Callable
from functools import cache

import pytest

from engines.gomoku.worth.patterns import Line, Pattern, table

LINES = [
    Line(3),
    Line(4),
    Line(5),
    Line(6),
    Line(3, exact=True),
    Line(4, exact=True),
    Line(5, exact=True),
    Line(5, exact=True, single=True),
    Line(6, exact=True),
]
TWOS = (Pattern.TWO_OPEN_1, Pattern.TWO_OPEN_2, Pattern.TWO_OPEN_3)
THREES = (Pattern.THREE_OPEN_1, Pattern.THREE_OPEN_2)
FOURS = (Pattern.FOUR, Pattern.FOUR_TWICE)

Cells = tuple[int, ...]


@cache
def pattern(line: Line, cells: Cells) -> Pattern:
    """Of cells with the new stone among them, in the middle."""
    first, last = row(cells)
    length = last - first + 1
    if length >= line.row:
        return Pattern.OVERLINE if line.exact and length > line.row else Pattern.FIVE
    made = {
        place: pattern(line, (*cells[:place], 1, *cells[place + 1 :]))
        for place, cell in enumerate(cells)
        if cell == 0
    }

    def places(*patterns: Pattern) -> list[int]:
        return [place for place, one in made.items() if one in patterns]

    if fives := places(Pattern.FIVE):
        if first - 1 in fives and last + 1 in fives and length == line.row - 1:
            return Pattern.FOUR_OPEN
        return Pattern.FOUR if len(fives) == 1 else Pattern.FOUR_TWICE
    unstoppable = [Pattern.FOUR_OPEN] if line.single else [Pattern.FOUR_OPEN, Pattern.FOUR_TWICE]
    if ways := len(places(*unstoppable)):
        return THREES[min(ways, 2) - 1]
    if places(*FOURS):
        return Pattern.THREE_CLOSED
    if ways := len(places(*THREES)):
        return TWOS[min(ways, 3) - 1]
    if places(Pattern.THREE_CLOSED):
        return Pattern.TWO_CLOSED
    if places(*TWOS):
        return Pattern.ONE_OPEN
    return Pattern.ONE_CLOSED if places(Pattern.TWO_CLOSED) else Pattern.DEAD


def row(cells: Cells) -> tuple[int, int]:
    """Where the unbroken row through the middle begins and ends."""
    first = last = len(cells) // 2
    while first > 0 and cells[first - 1] == 1:
        first -= 1
    while last + 1 < len(cells) and cells[last + 1] == 1:
        last += 1
    return first, last


@pytest.mark.parametrize("line", LINES, ids=str)
def test_every_window_has_the_pattern_that_the_definition_gives_it(
    line: Line, rng: random.Random, count: Callable[[int], int]
) -> None:
    patterns, width = table(line), 2 * line.reach
    for _ in range(count(20_000)):
        window = [rng.choice((0, 0, 0, 1, 1, 2)) for _ in range(width)]
        key = sum(cell * 3**place for place, cell in enumerate(window))
        cells = (*window[: line.reach], 1, *window[line.reach :])
        assert Pattern(patterns[key]) == pattern(line, cells), cells


WRITTEN = [
    ("..XX.XX..", Line(5), Pattern.FIVE),
    (".XXX.X...", Line(5), Pattern.FIVE),
    ("..XX.X...", Line(5), Pattern.FOUR_OPEN),
    (".OXX.X...", Line(5), Pattern.FOUR),
    ("X.XX.X...", Line(5), Pattern.FOUR_OPEN),
    ("X.XX..X..", Line(5), Pattern.FOUR_TWICE),
    ("...X.X...", Line(5), Pattern.THREE_OPEN_2),
    ("O.XX..O..", Line(5), Pattern.THREE_CLOSED),
    ("OO.X.X.OO", Line(5), Pattern.THREE_CLOSED),
    ("...X.....", Line(5), Pattern.TWO_OPEN_3),
    (".........", Line(5), Pattern.ONE_OPEN),
    ("OO...O...", Line(5), Pattern.DEAD),
    ("..XXX.XX...", Line(5, exact=True), Pattern.OVERLINE),
    ("..X.XXX.X..", Line(5, exact=True), Pattern.FOUR_TWICE),
]


def test_written_windows() -> None:
    for cells, line, expected in WRITTEN:
        window = [".XO".index(cell) for cell in cells]
        del window[line.reach]
        key = sum(cell * 3**place for place, cell in enumerate(window))
        assert Pattern(table(line)[key]) == expected, cells
