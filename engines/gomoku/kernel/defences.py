"""What stops a color that threatens to win.

Where the other has WINNING points and no five, who is to move wins by a five or by a four that
cannot be stopped, or else must make a four, or play where every one of those points stops being
WINNING: on the point itself, or where a stone in one of its windows leaves it a lesser shape. No
other move helps. Suspects (renju) are left out: whether they threaten anything may change.
"""

from engines.gomoku.kernel.position import Position
from engines.gomoku.rules import BLACK
from engines.gomoku.worth.shapes import Shape


def defences(position: Position, color: int) -> set[int] | None:
    """All points that stop every threat of this color; None where there is no threat."""
    found: set[int] | None = None
    for threat in position.points(color, Shape.WINNING):
        if color != BLACK or not position.cells[threat].suspect:
            stops = stopping(position, color, threat)
            found = stops if found is None else found & stops
    return found


def stopping(position: Position, color: int, threat: int) -> set[int]:
    packed, shapes = position.packed(color, threat), position.known.shapes[color - 1]
    blocks, found = position.blocks[color - 1], {threat}
    for direction, (line, shift, mask, _middle, memory) in enumerate(position.through[threat]):
        rest = packed & ~(15 << 4 * direction)
        for step, pattern in blocks[position.lines[line] >> shift & mask]:
            if shapes[rest | pattern << 4 * direction] != Shape.WINNING:
                found.add(threat + step * memory.stride)
    return found


def fours(position: Position, color: int) -> set[int]:
    return {*position.points(color, Shape.FOUR), *position.points(color, Shape.FOUR_THREE)}
