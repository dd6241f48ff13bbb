"""Stones of one color as bits of an int: a few shifts tell whether they hold a row.

A line of the board takes one bit more than it has points. That bit is never set, so no row runs
over an edge.
"""

from collections.abc import Callable

Find = Callable[[int], bool]


def bits(size: int) -> list[int]:
    """The bit of each point."""
    return [1 << (y * (size + 1) + x) for y in range(size) for x in range(size)]


def finder(size: int, row: int, exact: bool = False) -> Find:
    """What tells whether some stones hold `row` in a row; with `exact`, and no more in that row."""
    ways = [
        (step, [step * part for part in doublings(row)]) for step in (1, size, size + 1, size + 2)
    ]

    def found(stones: int) -> bool:
        for step, shifts in ways:
            starts = stones
            for shift in shifts:
                starts &= starts >> shift
            if starts and exact:
                starts &= ~(stones << step | stones >> step * row)
            if starts:
                return True
        return False

    return found


def doublings(row: int) -> list[int]:
    """By how much to shift, one after another, so that what is left are the starts of rows."""
    parts, length = [], 1
    while length < row:
        parts.append(min(length, row - length))
        length += parts[-1]
    return parts
