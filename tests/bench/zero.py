"""The planner's table, its grid and its search: CPU time, the median of several runs."""

import statistics
import time
from collections.abc import Callable

import msgspec

from engines.zero import search
from engines.zero.modes import MODES
from engines.zero.plan import plan
from engines.zero.presets import PRESETS, preset
from engines.zero.setup import Setup
from tests.bench import Figure

RUNS = 5
GPUS = (8, 16, 32, 64, 128, 256, 512, 1024)
SETUP = Setup(preset("llama-2-70b"), gpus=64)


def median(work: Callable[[int], object]) -> float:
    """Seconds of CPU time; each run is told its number, so that nothing is remembered."""
    times = []
    for run in range(RUNS):
        begin = time.process_time()
        work(run)
        times.append(time.process_time() - begin)
    return statistics.median(times)


def tables(run: int) -> None:
    """A hundred keystrokes, each another batch."""
    for batch in range(100):
        plan(msgspec.structs.replace(SETUP, batch=1 + run * 100 + batch))


def grid(run: int) -> None:
    """12 modes, 40 presets, 8 numbers of GPUs."""
    models, modes = list(PRESETS.values())[:40], list(MODES.values())[:12]
    setup = msgspec.structs.replace(SETUP, sequence=1024 + run)
    cells = sum(1 for _cell in search.grid(setup, models, GPUS, modes))
    assert cells == 12 * 40 * 8


def slowest_search(run: int) -> float:
    """Of all modes the one that takes longest to find its largest model."""
    setup = msgspec.structs.replace(SETUP, batch=1 + run)
    times = []
    for mode in MODES.values():
        begin = time.process_time()
        search.largest_model(setup, mode)
        times.append(time.process_time() - begin)
    return max(times)


def figures() -> list[Figure]:
    searches = [slowest_search(run) for run in range(RUNS)]
    return [
        Figure("a table of all modes, a new setup", median(tables) / 100 * 1e3, "ms", 10, True),
        Figure("grid of 3,840 cells", median(grid), "s", 1, True),
        Figure("largest model, slowest mode", statistics.median(searches) * 1e3, "ms", 50, True),
    ]
