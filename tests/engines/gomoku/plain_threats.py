"""Threats as their words say them, stone by stone: what the engine's are tested by."""

from collections.abc import Iterator

from engines.gomoku import forbidden
from engines.gomoku.lines import Cells, View, across
from engines.gomoku.messages import Threat
from engines.gomoku.rules import BLACK, EMPTY, WHITE, Rules

Stones = frozenset[int]
Found = dict[Stones, set[int]]


def threats(rules: Rules, cells: Cells) -> tuple[Threat, ...]:
    """Fours before threes, black's before white's, each by its stones."""
    found = []
    for color in (BLACK, WHITE):
        for kind, groups in (
            ("four", fours(rules, cells, color)),
            ("three", threes(rules, cells, color)),
        ):
            found += [
                Threat(kind, color, tuple(sorted(stones)), tuple(sorted(points)))
                for stones, points in groups.items()
            ]
    return tuple(sorted(found, key=lambda threat: (threat.kind, threat.color, threat.stones)))


def fours(rules: Rules, cells: Cells, color: int) -> Found:
    """The points that complete each four, by its stones."""
    found: Found = {}
    for line in across(rules.size):
        for stones, point in lacking_one(rules, cells, color, line):
            found.setdefault(stones, set()).add(point)
    return found


def threes(rules: Rules, cells: Cells, color: int) -> Found:
    """The points that make each three a four that cannot be stopped, by its stones."""
    found: Found = {}
    for line in across(rules.size):
        if sum(cells[point] == color for point in line) < rules.row - 2:
            continue
        for point in line:
            if cells[point] == EMPTY and (stones := grown(rules, cells, color, line, point)):
                found.setdefault(stones, set()).add(point)
    return found


def grown(rules: Rules, cells: Cells, color: int, line: View, point: int) -> Stones:
    """The stones that one more on `point` makes, in this line, a four that cannot be stopped."""
    cells[point] = color
    try:
        ways = [
            (stones, last)
            for stones, last in lacking_one(rules, cells, color, line)
            if point in stones
        ]
        won = any(point in row for row in rows(rules, cells, color, line))
    finally:
        cells[point] = EMPTY
    if won or len({last for _, last in ways}) < 2:
        return frozenset()
    # Two fours in the line are forbidden to renju's black too: what is left is straight.
    if rules.kind == "renju" and color == BLACK and not legal(cells, rules.size, point):
        return frozenset()
    return frozenset().union(*(stones for stones, _ in ways)) - {point}


def legal(cells: Cells, size: int, point: int) -> bool:
    return not forbidden.reason(cells, size, point)


def lacking_one(rules: Rules, cells: Cells, color: int, line: View) -> Iterator[tuple[Stones, int]]:
    """Each four of the line and a point that makes it a row."""
    for window, before, behind in windows(rules, cells, line):
        if rules.exact(color) and color in (before, behind):
            continue
        empty = [point for point in window if cells[point] == EMPTY]
        if len(empty) == 1 and sum(cells[point] == color for point in window) == rules.row - 1:
            yield frozenset(window) - {empty[0]}, empty[0]


def rows(rules: Rules, cells: Cells, color: int, line: View) -> Iterator[View]:
    """Each winning row of the line."""
    for window, before, behind in windows(rules, cells, line):
        if all(cells[point] == color for point in window) and not (
            rules.exact(color) and color in (before, behind)
        ):
            yield window


def windows(rules: Rules, cells: Cells, line: View) -> Iterator[tuple[View, int, int]]:
    """Each `row` points in a row, with the cells right before and behind it (empty for none)."""
    for first in range(len(line) - rules.row + 1):
        last = first + rules.row
        before = cells[line[first - 1]] if first else EMPTY
        behind = cells[line[last]] if last < len(line) else EMPTY
        yield line[first:last], before, behind
