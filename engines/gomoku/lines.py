"""The cells around a point in the four directions, as the referee reads them."""

from collections.abc import Callable
from functools import cache
from operator import itemgetter

from engines.gomoku.rules import EMPTY

EDGE = 3
"""What a view shows where there is no board."""

DIRECTIONS = ((1, 0), (0, 1), (1, 1), (1, -1))
"""Steps (x, y): to the right, down, down to the right, up to the right."""

REACH = 5
"""A view has this many cells to each side of its point, which is thus at place REACH."""

Cells = bytearray
View = tuple[int, ...]


@cache
def places(size: int, reach: int = REACH) -> tuple[tuple[View, ...], ...]:
    """For each point and direction, which points are seen; `size * size` where there is none."""

    def seen(x: int, y: int) -> int:
        return y * size + x if 0 <= x < size and 0 <= y < size else size * size

    return tuple(
        tuple(
            tuple(seen(x + dx * k, y + dy * k) for k in range(-reach, reach + 1))
            for dx, dy in DIRECTIONS
        )
        for y in range(size)
        for x in range(size)
    )


@cache
def readers(size: int) -> tuple[tuple[Callable[[Cells], View], ...], ...]:
    """For each point and direction, what reads its view out of fenced cells."""
    return tuple(tuple(itemgetter(*view) for view in views) for views in places(size))


def fenced(cells: Cells) -> Cells:
    """A copy of a board's cells with one more, the edge, which all that is outside is read from."""
    return cells + bytes((EDGE,))


@cache
def across(size: int) -> tuple[View, ...]:
    """Every whole line of the board, from edge to edge, in each of the directions."""
    found = []
    for dx, dy in DIRECTIONS:
        for point in range(size * size):
            y, x = divmod(point, size)
            if not (0 <= x - dx < size and 0 <= y - dy < size):
                found.append(ray(x, y, dx, dy, size))
    return tuple(found)


def ray(x: int, y: int, dx: int, dy: int, size: int) -> View:
    points = []
    while 0 <= x < size and 0 <= y < size:
        points.append(y * size + x)
        x, y = x + dx, y + dy
    return tuple(points)


def run(cells: Cells, size: int, point: int, dx: int, dy: int) -> list[int]:
    """The unbroken stones through `point`, all of its color, in the order of the direction."""
    color, found = cells[point], [point]
    if color == EMPTY:
        return []
    y, x = divmod(point, size)
    for sign in (-1, 1):
        k = sign
        while 0 <= x + k * dx < size and 0 <= y + k * dy < size:
            next_point = (y + k * dy) * size + x + k * dx
            if cells[next_point] != color:
                break
            found.insert(0 if sign < 0 else len(found), next_point)
            k += sign
    return found
