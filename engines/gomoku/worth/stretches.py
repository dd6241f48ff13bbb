"""What a stone changes along a line, worked out once for each stretch of cells around it.

Cells of a line are two bits each: 0 empty, 1 black, 2 white, 3 beyond the edge. As a stone changes
windows up to its reach, and these look as far again, a stretch is twice the reach to each side.
"""

from collections.abc import Iterator
from functools import lru_cache

from engines.gomoku.rules import BLACK, EMPTY, WHITE, Rules
from engines.gomoku.worth.patterns import table
from engines.gomoku.worth.shapes import lines

EDGE = 3
REMEMBERED = 30_000
"""Stretches a direction; beyond it memory grows too much, and all is forgotten."""
DIGITS = {
    BLACK: bytes.maketrans(b"\0\1\2\3", b"0122"),
    WHITE: bytes.maketrans(b"\0\1\2\3", b"0212"),
}
"""How each color sees a cell, as a digit of a window's key."""

Change = tuple[int, int]
"""How far from the stone, in points; and the bits that change in that cell."""


Through = tuple[int, int, int, int, "Stretches"]
"""A direction of a point: which line goes through it; by how many bits the stretch around it is
shifted in that line; the mask of a stretch; the shift of its middle; and what is remembered."""


class Windows:
    """The patterns of both colors in a row of cells. The last cell stands first, as digits do."""

    def __init__(self, rules: Rules) -> None:
        self.colors = [
            (DIGITS[color], line.reach, table(line).tobytes(), 16 * (color == WHITE))
            for color, line in zip((BLACK, WHITE), lines(rules), strict=True)
        ]
        self.reach = furthest(rules)

    def row(self, stretch: int) -> bytes:
        return bytes(stretch >> 2 * place & 3 for place in reversed(range(4 * self.reach + 1)))

    def patterns(self, cells: bytes, place: int) -> int:
        """Black's pattern at an empty place, and white's above it by 16 bits."""
        found = 0
        for digits, reach, patterns, shift in self.colors:
            window = cells[place - reach : place] + cells[place + 1 : place + 1 + reach]
            found |= patterns[int(window.translate(digits), 3)] << shift
        return found


class Stretches(dict[int, tuple[Change, ...]]):
    """In one direction: for a stretch, with the new stone in its middle, what the stone changed."""

    def __init__(self, windows: Windows, direction: int, stride: int) -> None:
        self.windows, self.direction, self.stride = windows, direction, stride
        self.known: dict[Change, Change] = {}

    def __missing__(self, stretch: int) -> tuple[Change, ...]:
        if len(self) >= REMEMBERED:
            self.clear()
        # Most stretches hold the same few changes: kept once, they take a tenth of the memory.
        changes = (self.known.setdefault(change, change) for change in self.changes(stretch))
        self[stretch] = found = tuple(changes)
        return found

    def changes(self, stretch: int) -> Iterator[Change]:
        reach, patterns = self.windows.reach, self.windows.patterns
        middle = 2 * reach
        after = self.windows.row(stretch)
        before = after[:middle] + bytes((EMPTY,)) + after[middle + 1 :]
        for step in range(-reach, reach + 1):
            place = middle - step
            if step and after[place] == EMPTY:
                changed = patterns(before, place) ^ patterns(after, place)
                if changed:
                    yield step * self.stride, changed << 4 * self.direction


def furthest(rules: Rules) -> int:
    """How far a stone changes anything: the longer of the two colors' reaches."""
    return max(line.reach for line in lines(rules))


@lru_cache(maxsize=1)
def through(rules: Rules) -> tuple[tuple[Through, ...], ...]:
    """The directions of each point: right, down, down to the right, down to the left."""
    windows, size = Windows(rules), rules.size
    strides = (1, size, size + 1, size - 1)
    memory = [Stretches(windows, direction, stride) for direction, stride in enumerate(strides)]
    mask, middle = (1 << 2 * (4 * windows.reach + 1)) - 1, 4 * windows.reach
    return tuple(
        tuple(
            (line, 2 * place, mask, middle, memory[direction])
            for direction, (line, place) in enumerate(places(point, size))
        )
        for point in range(rules.points)
    )


def places(point: int, size: int) -> tuple[tuple[int, int], ...]:
    """For each direction, the number of the line through a point, and the point's place in it."""
    y, x = divmod(point, size)
    falling, rising = 2 * size + x - y + size - 1, 4 * size - 1 + x + y
    return (y, x), (size + x, y), (falling, min(x, y)), (rising, min(y, size - 1 - x))


@lru_cache(maxsize=1)
def beginning(rules: Rules) -> tuple[list[int], list[int]]:
    """The cells and the lines (see position.py) of an empty board. They are never changed."""
    windows, size, directions = Windows(rules), rules.size, through(rules)
    beyond = (1 << 2 * (size + 4 * windows.reach)) - 1
    board = [beyond] * (6 * size - 2)
    for each in directions:
        for line, shift, _mask, middle, _memory in each:
            board[line] &= ~(EDGE << shift + middle)
    cells = [0] * rules.points
    for point, each in enumerate(directions):
        for direction, (line, shift, mask, _middle, _memory) in enumerate(each):
            row = windows.row(board[line] >> shift & mask)
            cells[point] |= windows.patterns(row, 2 * windows.reach) << 4 * direction
    return cells, board


class Blocks(dict[int, tuple[Change, ...]]):
    """For a stretch around an empty point: how far each empty cell is that the color's window of
    the point has, and the pattern that a stone of the other would leave there."""

    def __init__(self, windows: Windows, color: int) -> None:
        self.windows, self.color = windows, color
        self.reach = windows.colors[color - 1][1]

    def __missing__(self, stretch: int) -> tuple[Change, ...]:
        if len(self) >= REMEMBERED:
            self.clear()
        self[stretch] = found = tuple(self.left(stretch))
        return found

    def left(self, stretch: int) -> Iterator[Change]:
        cells, middle = self.windows.row(stretch), 2 * self.windows.reach
        for step in range(-self.reach, self.reach + 1):
            place = middle - step
            if step and cells[place] == EMPTY:
                blocked = cells[:place] + bytes((WHITE + BLACK - self.color,)) + cells[place + 1 :]
                patterns = self.windows.patterns(blocked, middle)
                yield step, patterns >> 16 * (self.color == WHITE) & 15


@lru_cache(maxsize=1)
def blocks(rules: Rules) -> tuple[Blocks, Blocks]:
    """Black's and white's."""
    windows = Windows(rules)
    return Blocks(windows, BLACK), Blocks(windows, WHITE)
