"""Positions as they are drawn: X black, O white, * the point that is asked about, . empty."""

import random

from engines.gomoku.rules import BLACK, EMPTY, WHITE

COLORS = {"X": BLACK, "O": WHITE, ".": EMPTY, "*": EMPTY}


def drawn(picture: str, size: int = 15, corner: bool = False) -> tuple[bytearray, int]:
    """The board with the picture in its middle, or its top left corner, and the point asked."""
    rows = [line.split() for line in picture.strip().splitlines()]
    left, top = ((size - len(rows[0])) // 2, (size - len(rows)) // 2) if not corner else (0, 0)
    cells, asked = bytearray(size * size), -1
    for y, row in enumerate(rows, start=top):
        for x, mark in enumerate(row, start=left):
            cells[y * size + x] = COLORS[mark]
            asked = y * size + x if mark == "*" else asked
    return cells, asked


def picture(cells: bytes | bytearray, size: int, asked: int = -1) -> str:
    """For the message of a test that failed."""
    marks = [".XO"[color] for color in cells]
    if asked >= 0:
        marks[asked] = "*"
    return "\n".join(" ".join(marks[y * size : (y + 1) * size]) for y in range(size))


def clustered(rng: random.Random, size: int) -> bytearray:
    """Stones thrown around the middle, some more of them black: dense enough to be forbidden."""
    cells = bytearray(size * size)
    spread = rng.uniform(1.5, size / 4)
    for _ in range(rng.randrange(4, size * size // 3)):
        x, y = (round(rng.gauss((size - 1) / 2, spread)) for _ in range(2))
        if 0 <= x < size and 0 <= y < size:
            cells[y * size + x] = BLACK if rng.random() < 0.6 else WHITE
    return cells


def star(rng: random.Random, size: int) -> bytearray:
    """Two to four lines that meet in a point, each likely to hold a three or a four; and again
    around a point of one of them."""
    cells = bytearray(size * size)
    x, y = rng.randrange(1, size - 1), rng.randrange(1, size - 1)
    for _ in range(rng.randrange(1, 4)):
        for dx, dy in rng.sample(((1, 0), (0, 1), (1, 1), (1, -1)), rng.randrange(2, 5)):
            for k in rng.sample((-4, -3, -2, -1, 1, 2, 3, 4), rng.randrange(2, 5)):
                if 0 <= x + k * dx < size and 0 <= y + k * dy < size:
                    stone = BLACK if rng.random() < 0.9 else WHITE
                    cells[(y + k * dy) * size + x + k * dx] = stone
        cells[y * size + x] = EMPTY
        x = min(max(x + rng.randrange(-2, 3), 0), size - 1)
        y = min(max(y + rng.randrange(-2, 3), 0), size - 1)
    return cells
