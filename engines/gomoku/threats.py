"""What each color threatens, for a screen that shows it; from plain cells.

A four is as many stones as lack one to a row. A three lacks one to a four that cannot be stopped:
one with two points that make the row. Renju's black may only have a straight one, on a point that
is not forbidden.
"""

from collections.abc import Callable, Iterator
from functools import cache
from operator import itemgetter

from engines.gomoku import forbidden
from engines.gomoku.lines import Cells, View, across
from engines.gomoku.messages import Threat
from engines.gomoku.rules import BLACK, EMPTY, WHITE, Rules

Stones = frozenset[int]
Found = dict[Stones, set[int]]
"""The points that complete a threat, by its stones."""
Way = tuple[Stones, int]
"""Stones that with one on this point make a row."""


def threats(rules: Rules, cells: Cells) -> tuple[Threat, ...]:
    """Fours before threes, black's before white's, each by its stones."""
    found = []
    for color in (BLACK, WHITE):
        for kind, groups in zip(("four", "three"), both(rules, cells, color), strict=True):
            found += [
                Threat(kind, color, tuple(sorted(stones)), tuple(sorted(points)))
                for stones, points in groups.items()
            ]
    return tuple(sorted(found, key=lambda threat: (threat.kind, threat.color, threat.stones)))


def both(rules: Rules, cells: Cells, color: int) -> tuple[Found, Found]:
    """The fours of a color and its threes."""
    fours: Found = {}
    threes: Found = {}
    for points, read in lines(rules.size, rules.row):
        line = bytes(read(cells))
        if line.count(color) < rules.row - 2:
            continue
        found, ways = lacking(rules, color, points, line)
        completing = {point for _stones, point in found}
        for stones, point in found:
            fours.setdefault(stones, set()).add(point)
        for point in ways.keys() - completing:
            # A four that cannot be stopped has two points that make the row.
            twice = len({last for _stones, last in ways[point]}) > 1
            if twice and legal(rules, cells, color, point):
                whole = frozenset[int]().union(*(stones for stones, _last in ways[point]))
                threes.setdefault(whole, set()).add(point)
    return fours, threes


def lacking(
    rules: Rules, color: int, points: View, line: bytes
) -> tuple[list[Way], dict[int, list[Way]]]:
    """The ways to make a row in a line by one stone, and by a second one after each first one."""
    by_one: list[Way] = []
    by_two: dict[int, list[Way]] = {}
    for first in windows(rules, line, color):
        places = range(first, first + rules.row)
        stones = frozenset(points[place] for place in places if line[place] == color)
        one, *more = (points[place] for place in places if line[place] == EMPTY)
        if not more:
            by_one.append((stones, one))
        for other in more:
            by_two.setdefault(one, []).append((stones, other))
            by_two.setdefault(other, []).append((stones, one))
    return by_one, by_two


@cache
def lines(size: int, row: int) -> tuple[tuple[View, Callable[[Cells], View]], ...]:
    """The points of every line with room for a row, and what reads their cells."""
    return tuple((line, itemgetter(*line)) for line in across(size) if len(line) >= row)


def windows(rules: Rules, line: bytes, color: int) -> Iterator[int]:
    """Where a row begins that lacks one stone or two, and could win."""
    row, exact = rules.row, rules.exact(color)
    for first in range(len(line) - row + 1):
        window = line[first : first + row]
        own = window.count(color)
        if row - 2 <= own < row == own + window.count(EMPTY):
            beside = line[max(0, first - 1) : first] + line[first + row : first + row + 1]
            if not (exact and color in beside):
                yield first


def legal(rules: Rules, cells: Cells, color: int, point: int) -> bool:
    # Two fours in a line are forbidden to renju's black too: what is left is straight.
    single = rules.kind == "renju" and color == BLACK
    return not (single and forbidden.reason(cells, rules.size, point))
