"""The searcher's board: what a stone would make on every empty point is known at all times.

This is the specification: kernel.c does the same, faster, and agrees in each number.

A stone put down changes only cells of the four lines through it, and along one line what changes
depends on nothing but the stretch around it (see stretches.py). So both are worked out once and
remembered, and a move is a few look-ups. It makes a new frame of lists; to take it back is to go
back to the last one: copying is cheaper than undoing.
"""

from collections.abc import Iterable, Iterator

from engines.gomoku.rules import BLACK, EMPTY, WHITE, Rules
from engines.gomoku.worth.cells import (
    ABOVE,
    HALF,
    NOTHING,
    PACKED,
    STONES,
    VIEW,
    Cell,
    Cells,
    cells,
)
from engines.gomoku.worth.patterns import Pattern
from engines.gomoku.worth.shapes import Shape
from engines.gomoku.worth.shapes import lines as lines_of
from engines.gomoku.worth.stretches import DIGITS, beginning, blocks, through
from engines.gomoku.zobrist import keys

THREES = frozenset((Pattern.THREE_OPEN_1, Pattern.THREE_OPEN_2))

Frame = tuple[list[Cell], list[int], bytearray, bytearray, int, int]


class Position:
    """By point: `cells`, and `black` and `white`, the Shape of a stone of each color there, QUIET
    where there is a stone. `lines` are all lines of the board (see stretches.py), `hash` is that of
    zobrist.py, `tally` the sum of all cells' worths (see cells.py).
    """

    def __init__(self, rules: Rules, moves: Iterable[int] = (), known: Cells | None = None) -> None:
        """`moves` are taken to be legal: the referee checks them (board.py)."""
        self.rules, self.known = rules, cells(rules) if known is None else known
        self.keys, self.through, self.blocks = keys(rules.size), through(rules), blocks(rules)
        pairs, self.lines = beginning(rules)
        self.cells = [self.known[pair] for pair in pairs]
        self.black = bytearray(cell.black for cell in self.cells)
        self.white = bytearray(cell.white for cell in self.cells)
        self.tally = NOTHING + sum(cell.worth for cell in self.cells)
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
        frame = self.cells, self.lines, self.black, self.white, self.tally, self.hash
        self.frames.append(frame)
        self.moves.append(point)
        self.cells = cells = self.cells.copy()
        self.lines = lines = self.lines.copy()
        self.black = black = self.black.copy()
        self.white = white = self.white.copy()
        known, tally = self.known, self.tally - cells[point].worth
        cells[point] = STONES[color]
        black[point] = white[point] = Shape.QUIET
        for line, shift, mask, middle, changes in self.through[point]:
            stone = color << middle
            stretch = lines[line] >> shift & mask | stone
            lines[line] |= stone << shift
            for step, changed in changes[stretch]:
                at = point + step
                old = cells[at]
                cells[at] = new = known[old.pair ^ changed]
                tally += new.worth - old.worth
                black[at] = new.black
                white[at] = new.white
        self.tally = tally
        self.hash ^= self.keys[color - 1][point]

    def lift(self) -> int:
        """The stone that was put down last, taken away again."""
        frame = self.frames.pop()
        self.cells, self.lines, self.black, self.white, self.tally, self.hash = frame
        return self.moves.pop()

    def color(self, point: int) -> int:
        return self.cells[point].color

    def packed(self, color: int, point: int) -> int:
        """The four patterns of an empty point."""
        return self.cells[point].pair >> ABOVE * (color == WHITE) & PACKED

    def patterns(self, color: int, point: int) -> tuple[int, ...]:
        packed = self.packed(color, point)
        return tuple(packed >> 4 * direction & 15 for direction in range(4))

    def shape(self, color: int, point: int) -> int:
        """The Shape of an empty point."""
        return self.shapes(color)[point]

    def shapes(self, color: int) -> bytearray:
        return self.black if color == BLACK else self.white

    def key(self, color: int, point: int, direction: int) -> int:
        """The number of an empty point's window (see patterns.py)."""
        line, shift, _mask, middle, _changes = self.through[point][direction]
        reach = lines_of(self.rules)[color - 1].reach
        cells = self.lines[line] >> shift + middle - 2 * reach
        window = [cells >> 2 * place & 3 for place in range(2 * reach + 1) if place != reach]
        return int(bytes(reversed(window)).translate(DIGITS[color]), 3)

    @property
    def full(self) -> bool:
        return len(self.moves) == self.rules.points

    def empty(self) -> list[int]:
        return [point for point, cell in enumerate(self.cells) if not cell.color]

    def points(self, color: int, shape: int) -> list[int]:
        """The points of a shape, which is not QUIET, in order."""
        shapes, found = self.shapes(color), []
        point = shapes.find(shape)
        while point >= 0:
            found.append(point)
            point = shapes.find(shape, point + 1)
        return found

    def score(self, color: int) -> int:
        """What the position is worth to this color if it is to move (see weights.py)."""
        return (self.tally >> VIEW * (color == WHITE) & (1 << VIEW) - 1) - HALF

    def legal(self) -> list[int]:
        """Where who is to move may play; nowhere once somebody has won."""
        if self.winner:
            return []
        return [point for point in self.empty() if not self.forbidden(self.turn, point)]

    def forbidden(self, color: int, point: int) -> bool:
        """Whether renju's rules forbid this color the empty point."""
        if color == BLACK and self.cells[point].suspect:
            return self.threes(color, point) >= 2
        return self.shape(color, point) == Shape.FORBIDDEN

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
