"""Stones on plain cells, and what the rules alone say of them.

Nothing here knows patterns or shapes. A five is a window of as many cells as win, of which one is
empty and the others are one's own; all else follows from playing on.
"""

from collections.abc import Iterable
from functools import cache

from engines.gomoku import forbidden
from engines.gomoku.lines import across, fenced
from engines.gomoku.rules import BLACK, EMPTY, WHITE, Rules, other

Window = tuple[tuple[int, ...], int, int]
"""As many points in a line as win, the one before them and the one behind; beyond the edge is
`size * size`."""


@cache
def windows(rules: Rules) -> tuple[tuple[Window, ...], ...]:
    """Those of each point."""
    found: list[list[Window]] = [[] for _ in range(rules.points)]
    outside = rules.points
    for line in across(rules.size):
        padded = (outside, *line, outside)
        for first in range(1, len(line) - rules.row + 2):
            points = padded[first : first + rules.row]
            for point in points:
                found[point].append((points, padded[first - 1], padded[first + rules.row]))
    return tuple(map(tuple, found))


class Stones:
    """Plain cells, and the points where each color makes its row at once."""

    def __init__(self, rules: Rules, moves: Iterable[int] = ()) -> None:
        """Black and white have moved by turns."""
        self.rules, self.windows = rules, windows(rules)
        self.cells = fenced(bytearray(rules.points))
        self.fives: dict[int, frozenset[int]] = {BLACK: frozenset(), WHITE: frozenset()}
        self.color = BLACK
        for move in moves:
            self.play(move)

    @property
    def other(self) -> int:
        return other(self.color)

    def play(self, point: int) -> tuple[int, dict[int, frozenset[int]]]:
        """A move of `color`, who is to move; what it returns takes it back."""
        before, color = self.fives, self.color
        self.cells[point], self.color = color, self.other
        known = before[color].union(self.almost(color, point))
        mine = frozenset(each for each in known if self.completes(color, each))
        self.fives = {color: mine, self.color: before[self.color] - {point}}
        return point, before

    def undo(self, move: tuple[int, dict[int, frozenset[int]]]) -> None:
        point, self.fives = move
        self.cells[point], self.color = EMPTY, self.other

    def almost(self, color: int, point: int, lacking: int = 1) -> set[int]:
        """The empty points of the windows of a point that lack so many stones of this color."""
        cells, row = self.cells, self.rules.row
        found: set[int] = set()
        for points, _before, _behind in self.windows[point]:
            stones = [cells[each] for each in points]
            if stones.count(color) == row - lacking and stones.count(EMPTY) == lacking:
                found.update(each for each in points if cells[each] == EMPTY)
        return found

    def completes(self, color: int, point: int) -> bool:
        """Whether a stone on this point makes a row that wins."""
        cells, row, exact = self.cells, self.rules.row, self.rules.exact(color)
        if cells[point] != EMPTY:
            return False
        for points, before, behind in self.windows[point]:
            full = [cells[each] for each in points].count(color) == row - 1
            if full and not (exact and color in (cells[before], cells[behind])):
                return True
        return False

    def allowed(self, point: int) -> bool:
        """Whether who is to move may play here."""
        if not 0 <= point < self.rules.points or self.cells[point] != EMPTY:
            return False
        if self.rules.kind != "renju" or self.color == WHITE:
            return True
        return not forbidden.reason(self.cells[:-1], self.rules.size, point)

    def answers(self) -> list[int] | None:
        """Where who is to move must play, as the other would win at once; None: he is free.

        An empty list: he cannot prevent it.
        """
        threats = self.fives[self.other]
        if not threats:
            return None
        return [point for point in threats if len(threats) == 1 and self.allowed(point)]
