"""The eight ways to lay a square board on itself.

A symmetry is a number, 0 to 7: its lowest two bits are quarter turns to the right, and from 4 on
the board is first mirrored left to right. 0 changes nothing.
"""

from collections.abc import Iterable
from functools import cache

SYMMETRIES = range(8)

INVERSE = (0, 3, 2, 1, 4, 5, 6, 7)
"""What undoes each: a turn is undone by turning back, a mirror by itself."""


@cache
def images(size: int) -> tuple[tuple[int, ...], ...]:
    """For each symmetry, where each point comes to lie."""

    def image(point: int, symmetry: int) -> int:
        y, x = divmod(point, size)
        if symmetry >= 4:
            x = size - 1 - x
        for _ in range(symmetry % 4):
            x, y = size - 1 - y, x
        return y * size + x

    points = range(size * size)
    return tuple(tuple(image(point, each) for point in points) for each in SYMMETRIES)


def moved(points: Iterable[int], size: int, symmetry: int) -> tuple[int, ...]:
    """Where these points, the moves of a game say, come to lie; in their order."""
    image = images(size)[symmetry]
    return tuple(image[point] for point in points)


def laid(cells: bytes | bytearray, size: int, symmetry: int) -> bytearray:
    """The board as it then looks."""
    found = bytearray(size * size)
    for point, image in enumerate(images(size)[symmetry]):
        found[image] = cells[point]
    return found


def canonical(cells: bytes | bytearray, size: int) -> bytes:
    """The same for all eight looks of a position, and for no other position."""
    return min(bytes(laid(cells, size, symmetry)) for symmetry in SYMMETRIES)
