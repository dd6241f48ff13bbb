"""The gomoku tab of the real console in a pseudo-terminal: what a move and an analysis write."""

from tests.bench import Figure
from tests.bench.console import cost

SIZES = ("80x24", "120x40")

FIRST_MOVE = "enter"
"""In the middle; the engine answers."""

SECONDS = "20"


def figures() -> list[Figure]:
    found = []
    for size in SIZES:
        before = [f"{FIRST_MOVE},a", f"{FIRST_MOVE},a,m"]
        for name, keys in zip(("analysis", "analysis with its heat"), before, strict=True):
            options = ["--size", size, "--before", keys, "--quiet", "0.5", "--limit", "3"]
            answer = cost([*options, "--idle", SECONDS], tab="gomoku")
            rate = answer["idle_bytes_per_s"] / 1000
            found.append(Figure(f"{name}, {size}", rate, "kB/s", 14, at_most=True))
    answer = cost(
        ["--before", FIRST_MOVE, "--keys", ("left,right," * 10)[:-1], "--quiet", "2"], tab="gomoku"
    )
    for part, goal in (("first", 15), ("last", 60)):
        value = answer[f"key_{part}_ms"]
        found.append(Figure(f"cursor: {part} byte", value, "ms median", goal, at_most=True))
    return found
