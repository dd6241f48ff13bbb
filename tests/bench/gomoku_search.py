"""The kernel's search: nodes for each CPU second with the full evaluation, and how deep they reach.

A node is one move made in the tree and evaluated, or cut by the table. The positions are fixed, so
the depths are the same on every machine.
"""

import random
import statistics
import time

from engines.gomoku.kernel.native import Kernel, Limits, backend
from engines.gomoku.rules import Kind, Rules
from tests.bench import Figure

NODES = 300_000
POSITIONS = 8
KINDS: tuple[Kind, ...] = ("freestyle", "standard", "renju")


def positions(size: int) -> list[list[int]]:
    """A few stones about the middle, at random, from a fixed seed."""
    rng, middle = random.Random(7), size // 2  # noqa: S311 - the same each time
    found = []
    for _ in range(POSITIONS):
        near = [(middle + dy) * size + middle + dx for dy in range(-3, 4) for dx in range(-3, 4)]
        found.append(rng.sample(near, rng.randint(4, 7)))
    return found


def figures() -> list[Figure]:
    if backend()[0] != "C":
        return []
    found = []
    for kind in KINDS:
        rules = Rules(kind=kind)
        kernel, depths, nodes, seconds = Kernel(rules), [], 0, 0.0
        for moves in positions(rules.size):
            kernel.reset(moves)
            begin = time.process_time()
            told = kernel.search(Limits(nodes=NODES))
            seconds += time.process_time() - begin
            nodes += told.nodes
            depths.append(told.depth)
        goal = 1.0 if kind == "freestyle" else None
        found.append(Figure(f"{kind}, nodes", nodes / seconds / 1e6, "M/CPU-s", goal))
        found.append(Figure(f"{kind}, median depth", statistics.median(depths), "plies"))
    return found
