"""Our program for managers: how soon it hears STOP and END, and how late it is under load."""

import math
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from engines.gomoku.protocol.process import Process
from tests.bench import Figure
from tests.bench.gomoku_engine import middle

ROOT = Path(__file__).parents[2]
STOPS, ENDS, MOVES = 40, 10, 100
BUSY = 4
"""Processes that do nothing but work, on every core some."""

SPIN = [sys.executable, "-S", "-c", "while True: pass"]


class Brain:
    def __init__(self, environ: dict[str, str]) -> None:
        argv = [sys.executable, "-P", "-m", "engines.gomoku.protocol.brain"]
        self.process = Process(argv, ROOT, {**os.environ, "PYTHONPATH": str(ROOT), **environ})
        self.say("START 15")
        assert self.answer()[0] == "OK"

    def say(self, *lines: str) -> float:
        now = time.monotonic()
        self.process.say("".join(f"{line}\n" for line in lines))
        return now

    def answer(self) -> tuple[str, float]:
        found = self.process.answer(120)
        assert found, "no answer"
        return found

    def position(self, rng: random.Random) -> float:
        """Ask for a move in a new one: when that was."""
        moves = middle(15, rng.randrange(6, 20, 2), rng).moves
        stones = [f"{move % 15},{move // 15},{at % 2 + 1}" for at, move in enumerate(moves)]
        return self.say("BOARD", *stones, "DONE")


@contextmanager
def brain(**environ: str) -> Iterator[Brain]:
    found = Brain(environ)
    try:
        yield found
    finally:
        found.process.close()


@contextmanager
def busy() -> Iterator[None]:
    children = [subprocess.Popen(SPIN) for _ in range(BUSY)]
    try:
        yield
    finally:
        for child in children:
            child.kill()
            child.wait()


def stops(rng: random.Random, **environ: str) -> list[float]:
    """Milliseconds from STOP to the move."""
    found = []
    with brain(**environ) as engine:
        engine.say("INFO timeout_turn 600000")
        while len(found) < STOPS:
            engine.position(rng)
            time.sleep(rng.uniform(0.02, 0.3))
            if engine.process.answers.empty():  # else it had found a win
                begin = engine.say("STOP")
                found.append((engine.answer()[1] - begin) * 1e3)
            else:
                engine.answer()
    return found


def ends(rng: random.Random, **environ: str) -> list[float]:
    """Milliseconds from END to the end of the process."""
    found = []
    for _ in range(ENDS):
        with brain(**environ) as engine:
            engine.say("INFO timeout_turn 600000")
            engine.position(rng)
            time.sleep(rng.uniform(0.1, 0.3))
            begin = engine.say("END")
            while engine.process.alive():
                time.sleep(0.001)
            found.append((time.monotonic() - begin) * 1e3)
    return found


def late(rng: random.Random, seconds: float, **environ: str) -> list[float]:
    """By what share of its limit each move was late; negative for those in time."""
    found = []
    with brain(**environ) as engine:
        engine.say(f"INFO timeout_turn {round(1000 * seconds)}")
        engine.position(rng)
        engine.answer()
        while len(found) < MOVES:
            begin = engine.position(rng)
            took = engine.answer()[1] - begin
            if took > 0.3 * seconds:  # else it had found a win
                found.append(took / seconds - 1)
    return found


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[math.ceil(share * len(values)) - 1]


def backend(name: str, **environ: str) -> list[Figure]:
    rng = random.Random(5)  # noqa: S311 - positions to measure with
    stopped, ended = stops(rng, **environ), ends(rng, **environ)
    with busy():
        over = {seconds: late(rng, seconds, **environ) for seconds in (0.3, 1.0)}
    return [
        Figure(f"{name}: STOP to the move, median", statistics.median(stopped), "ms"),
        Figure(f"{name}: STOP to the move, at the latest", max(stopped), "ms", 50, at_most=True),
        Figure(f"{name}: END to the end, median", statistics.median(ended), "ms", 50, at_most=True),
        *(
            Figure(
                f"{name}: late by, 99 of 100, of {seconds} s under load",
                100 * percentile(shares, 0.99),
                "%",
                5,
                at_most=True,
            )
            for seconds, shares in over.items()
        ),
        *(
            Figure(
                f"{name}: used of {seconds} s, median", 100 + 100 * statistics.median(shares), "%"
            )
            for seconds, shares in over.items()
        ),
    ]


def figures() -> list[Figure]:
    return backend("kernel") + backend("Python", ZERODECK_KERNEL="python")
