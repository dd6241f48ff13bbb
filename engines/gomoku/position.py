"""The searcher's board: what a stone would make on every empty point is known at all times.

This is the specification: engines/gomoku/kernel.c does the same, faster, and agrees in each number.

A cell is one number: black's packed patterns (see shapes.py), white's above them by 16 bits, and
above these the color of its stone; a stone has no patterns. A stone put down changes only cells
of the four lines through it, and along one line what changes depends on nothing but the stretch
around it. So it is worked out once for each stretch, and remembered. A move makes a new frame of
lists, and to take it back is to go back to the last one: copying is cheaper than undoing.
"""

from collections.abc import Iterable, Iterator

from engines.gomoku.patterns import Pattern
from engines.gomoku.rules import BLACK, EMPTY, WHITE, Rules
from engines.gomoku.shapes import Shape, lines
from engines.gomoku.stretches import DIGITS, beginning, through
from engines.gomoku.worths import (
    COLOR,
    PACKED,
    SHAPES,
    Worths,
    count,
    kinds,
    suspicious,
    views,
    worths,
)
from engines.gomoku.zobrist import keys

THREES = frozenset((Pattern.THREE_OPEN_1, Pattern.THREE_OPEN_2))

Frame = tuple[list[int], list[int], int, int]


class Position:
    """`cells` are as above; `lines` are all lines of the board (see stretches.py)."""

    def __init__(
        self, rules: Rules, moves: Iterable[int] = (), worths_of: Worths | None = None
    ) -> None:
        """`moves` are taken to be legal: the referee checks them (board.py)."""
        self.rules = rules
        self.worths = worths(rules) if worths_of is None else worths_of
        self.kinds, self.suspicious = kinds(rules), suspicious(rules)
        self.keys, self.through = keys(rules.size), through(rules)
        self.cells, self.lines = beginning(rules)
        self.tally = sum(self.worths[cell] for cell in self.cells)
        self.hash, self.turn, self.winner = 0, BLACK, EMPTY
        self.moves: list[int] = []
        self.frames: list[Frame] = []
        for move in moves:
            self.play(move)

    def play(self, point: int) -> None:
        """Who is to move plays on an empty point; nobody has won."""
        if self.shape(self.turn, point) == Shape.FIVE:
            self.winner = self.turn
        self.put(point, self.turn)
        self.turn = WHITE + BLACK - self.turn

    def undo(self) -> int:
        """The last move, taken back."""
        self.turn, self.winner = WHITE + BLACK - self.turn, EMPTY
        return self.lift()

    def put(self, point: int, color: int) -> None:
        """A stone of either color, whoever is to move."""
        self.frames.append((self.cells, self.lines, self.tally, self.hash))
        self.moves.append(point)
        worth, tally = self.worths, self.tally
        self.cells = cells = self.cells.copy()
        self.lines = lines = self.lines.copy()
        tally -= worth[cells[point]]
        cells[point] = color << COLOR
        for line, shift, mask, middle, changes in self.through[point]:
            stone = color << middle
            stretch = lines[line] >> shift & mask | stone
            lines[line] |= stone << shift
            for step, changed in changes[stretch]:
                old = cells[point + step]
                cells[point + step] = new = old ^ changed
                tally += worth[new] - worth[old]
        self.tally = tally
        self.hash ^= self.keys[color - 1][point]

    def lift(self) -> int:
        """The stone that was put down last, taken away again."""
        self.cells, self.lines, self.tally, self.hash = self.frames.pop()
        return self.moves.pop()

    def color(self, point: int) -> int:
        return self.cells[point] >> COLOR

    def packed(self, color: int, point: int) -> int:
        """The four patterns of an empty point."""
        return self.cells[point] >> SHAPES * (color == WHITE) & PACKED

    def patterns(self, color: int, point: int) -> tuple[int, ...]:
        packed = self.packed(color, point)
        return tuple(packed >> 4 * direction & 15 for direction in range(4))

    def shape(self, color: int, point: int) -> int:
        """The Shape of an empty point."""
        return self.kinds[color - 1][self.packed(color, point)]

    def key(self, color: int, point: int, direction: int) -> int:
        """The number of an empty point's window (see patterns.py)."""
        line, shift, _mask, middle, _changes = self.through[point][direction]
        reach = lines(self.rules)[color - 1].reach
        cells = self.lines[line] >> shift + middle - 2 * reach
        window = [cells >> 2 * place & 3 for place in range(2 * reach + 1) if place != reach]
        return int(bytes(reversed(window)).translate(DIGITS[color]), 3)

    @property
    def full(self) -> bool:
        return len(self.moves) == self.rules.points

    def empty(self) -> list[int]:
        return [point for point, cell in enumerate(self.cells) if not cell >> COLOR]

    def count(self, color: int, shape: int) -> int:
        """How many points have this shape, which is not QUIET."""
        return count(self.tally, color, shape)

    def points(self, color: int, *of: int) -> list[int]:
        """The empty points of these shapes, in order."""
        kind, shift = self.kinds[color - 1], SHAPES * (color == WHITE)
        return [
            point
            for point, cell in enumerate(self.cells)
            if kind[cell >> shift & PACKED] in of and not cell >> COLOR
        ]

    def score(self, color: int) -> int:
        """What the position is worth to this color if it is to move (see weights.py)."""
        return views(self.tally)[color - 1]

    def legal(self) -> list[int]:
        """Where who is to move may play; nowhere once somebody has won."""
        if self.winner:
            return []
        return [point for point in self.empty() if not self.forbidden(self.turn, point)]

    def forbidden(self, color: int, point: int) -> bool:
        """Whether renju's rules forbid this color the empty point."""
        if self.suspect(color, point):
            return self.threes(color, point) >= 2
        return self.shape(color, point) == Shape.FORBIDDEN

    def suspect(self, color: int, point: int) -> bool:
        """Whether the shape alone does not tell that a point is allowed."""
        return self.suspicious[color - 1][self.packed(color, point)] != 0

    def threes(self, color: int, point: int) -> int:
        """How many open threes a stone here makes that can indeed become straight fours."""
        patterns = self.patterns(color, point)
        self.put(point, color)
        number = sum(
            any(self.allowed(color, end, direction) for end in self.ends(color, point, direction))
            for direction, pattern in enumerate(patterns)
            if pattern in THREES
        )
        self.lift()
        return number

    def ends(self, color: int, point: int, direction: int) -> Iterator[int]:
        """The empty points right before and behind the unbroken row that a stone is in."""
        line, shift, _mask, middle, changes = self.through[point][direction]
        stretch = self.lines[line] >> shift
        for side in (-1, 1):
            step = side
            while (cell := stretch >> middle + 2 * step & 3) == color:
                step += side
            if cell == EMPTY:
                yield point + step * changes.stride

    def allowed(self, color: int, point: int, direction: int) -> bool:
        """Whether a stone may make a straight four here, and no five instead."""
        straight = self.patterns(color, point)[direction] == Pattern.FOUR_OPEN
        five = self.shape(color, point) == Shape.FIVE
        return straight and not five and not self.forbidden(color, point)

    def perft(self, depth: int) -> int:
        """How many games of `depth` moves go on from here; those that end sooner are left out."""
        if depth == 0:
            return 1
        number = 0
        for point in self.legal():
            self.play(point)
            number += self.perft(depth - 1)
            self.undo()
        return number
