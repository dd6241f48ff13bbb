"""The searcher's board in Python: moves made and taken back, as a search does it."""

import random
import time

from engines.gomoku.kernel.position import Position
from engines.gomoku.rules import Kind, Rules
from tests.bench import Figure

OPENING, WIDTH, DEPTH, RUNS = 16, 14, 3, 3


def near(position: Position) -> list[int]:
    """The empty points next to the last moves."""
    size, found = position.rules.size, set()
    for move in position.moves[-6:]:
        y, x = divmod(move, size)
        ys, xs = range(max(0, y - 2), min(size, y + 3)), range(max(0, x - 2), min(size, x + 3))
        found |= {at_y * size + at_x for at_y in ys for at_x in xs}
    return [point for point in sorted(found) if not position.color(point)]


def walk(position: Position, depth: int) -> int:
    """A small tree; how many moves were made in it."""
    made = 0
    for point in near(position)[:WIDTH]:
        position.play(point)
        made += 1
        if depth > 1 and not position.winner:
            made += walk(position, depth - 1)
        position.undo()
    return made


def rate(kind: Kind) -> float:
    """Moves a CPU second, of other positions each time, so that not all is remembered."""
    made, spent = 0, 0.0
    for run in range(RUNS):
        rng = random.Random(run)  # noqa: S311 - the same each time
        position = Position(Rules(kind=kind), [112])
        while len(position.moves) < OPENING and not position.winner:
            position.play(rng.choice(near(position)))
        begin = time.process_time()
        made += walk(position, DEPTH)
        spent += time.process_time() - begin
    return made / spent


def figures() -> list[Figure]:
    kinds: tuple[Kind, ...] = ("freestyle", "standard", "renju")
    return [
        Figure(f"moves made and taken back, {kind}", rate(kind) / 1e3, "k/s", 16) for kind in kinds
    ]
