"""What a look at a position costs: its forbidden points, and its threats beside a plain way."""

import random
import time
from collections.abc import Callable

from engines.gomoku.forbidden import forbidden
from engines.gomoku.rules import Kind, Rules
from engines.gomoku.threats import threats
from tests.bench import Figure
from tests.engines.gomoku import plain_threats
from tests.engines.gomoku.pictures import clustered

BOARDS, RUNS = 8, 3


def milliseconds(look: Callable[[bytearray], object], boards: list[bytearray]) -> float:
    """CPU time of one, the least of a few runs."""
    look(boards[0])  # what is computed once for a size
    found = []
    for _ in range(RUNS):
        begin = time.process_time()
        for cells in boards:
            look(cells)
        found.append((time.process_time() - begin) / len(boards) * 1e3)
    return min(found)


def figures() -> list[Figure]:
    found = []
    kinds: tuple[Kind, ...] = ("freestyle", "renju")
    for kind in kinds:
        rng, rules = random.Random(1), Rules(20, kind=kind)  # noqa: S311 - the same each time
        boards = [clustered(rng, rules.size) for _ in range(BOARDS)]
        ours = milliseconds(lambda cells, rules=rules: threats(rules, cells), boards)
        plain = milliseconds(lambda cells, rules=rules: plain_threats.threats(rules, cells), boards)
        found.append(Figure(f"threats, {kind} 20x20", ours, "ms CPU"))
        found.append(Figure(f"threats beside the plain way, {kind}", plain / ours, "times", 5))
        if kind == "renju":
            points = milliseconds(lambda cells, rules=rules: forbidden(cells, rules.size), boards)
            found.append(
                Figure("forbidden points, renju 20x20", points, "ms CPU", 10, at_most=True)
            )
    return found
