"""Flashing 64 KiB into the simulated board, beside `pyocd flash` on the same board and clock.

The clock is virtual: packets take their latency, cells their time, the host its CPU time, and the
simulator none. So the figures hold for a real board of that kind; the wall times beside them are
those of the simulation. A sleep counts as what it is. The floor is that of cells and mass erase
alone (shared data sheet values), with verification included in ours and not in pyOCD's.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from unittest import mock

from engines.probe.messages import Cable
from tests.bench import Figure
from tests.engines.probe.rig import BULK, FLASH, HID, PAGE, board, noise, write

FLOOR = 65536 / 2 * 52.5e-6 + 30e-3
ROUNDS = 5


class Cost(NamedTuple):
    virtual: float
    wall: float


def figures() -> list[Figure]:
    with own_home() as folder:
        listed = statistics.median(timed(list_probes).wall for _ in range(ROUNDS))
        file = folder / "fw.bin"
        write(file, noise(0))  # imports, and pyOCD's caches
        return [
            Figure("zerodeck probe list: wall", listed, "s", 0.3, at_most=True),
            *cable("HID, 1 ms a packet", HID, file, 0.75),
            *cable("bulk, 0.25 ms a packet", BULK, file, 0.85),
        ]


@contextmanager
def own_home() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as home, mock.patch.dict(os.environ, XDG_STATE_HOME=home):
        yield Path(home)


def list_probes() -> float:
    """Python's start included; pyOCD is not loaded for it."""
    command = [sys.executable, "-m", "tui", "probe", "list", "--demo"]
    subprocess.run(command, check=True, capture_output=True)
    return 0.0


def cable(name: str, cable: Cable, file: Path, goal: float) -> list[Figure]:
    ours, theirs, same, page = [], [], [], []
    for number in range(ROUNDS):
        image = noise(2 * number + 1)
        ours.append(timed(lambda image=image: flash(file, image, cable)))
        same.append(timed(lambda image=image: flash(file, image, cable)))
        patched = image[: 9 * PAGE] + b"patched" + image[9 * PAGE + 7 :]
        page.append(timed(lambda image=patched: flash(file, image, cable)))
        theirs.append(timed(lambda number=number: pyocd_flash(noise(2 * number + 2), cable)))
    return [
        Figure(f"{name}: floor / ours with verify", FLOOR / virtual(ours), goal=goal),
        Figure(f"{name}: floor / pyocd flash", FLOOR / virtual(theirs)),
        Figure(f"{name}: pyocd flash / ours", virtual(theirs) / virtual(ours)),
        Figure(f"{name}: unchanged image", virtual(same), "s", 0.15, at_most=True),
        Figure(f"{name}: one changed page", virtual(page), "s", 0.4, at_most=True),
        Figure(f"{name}: wall, ours", wall(ours), "s"),
        Figure(f"{name}: wall, pyocd flash", wall(theirs), "s"),
    ]


def virtual(costs: list[Cost]) -> float:
    return statistics.median(cost.virtual for cost in costs)


def wall(costs: list[Cost]) -> float:
    return statistics.median(cost.wall for cost in costs)


def timed(work: Callable[[], float]) -> Cost:
    begin = time.perf_counter()
    return Cost(work(), time.perf_counter() - begin)


def flash(file: Path, image: bytes, cable: Cable) -> float:
    """From the opened file to the verified and reset chip, on the board's clock."""
    return write(file, image, cable).result.total


def pyocd_flash(image: bytes, cable: Cable) -> float:
    """What `pyocd flash` does: connect, program with its defaults, reset."""
    from pyocd.core.session import Session
    from pyocd.flash.file_programmer import FileProgrammer

    with board(cable) as source, tempfile.NamedTemporaryFile(suffix=".bin") as file:
        file.write(image)
        file.flush()
        clock = source.clock
        slept = mock.patch("pyocd.coresight.cortex_m.sleep", clock.sleep)
        begin = clock.now()
        with slept, Session(source.probe(), no_config=True) as session:
            programmer = FileProgrammer(session, progress=lambda share: None, no_reset=True)
            programmer.program(file.name, file_format="bin", base_address=FLASH)
            session.target.reset()
        total = clock.now() - begin
        held = bytes(source.board.chip.cells[: len(image)])
        if held != image:
            raise AssertionError("pyOCD wrote something else")
        return float(total)
