"""What the console and each engine's child have at their peak, and both together.

A child's memory is that of its session: what it starts works for it. It is PSS, which is less where
other programs on this machine use the same libraries, so the needs table is beside the most that
was resident (VmHWM), which nobody's presence changes.
"""

import asyncio
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from engines import wire
from engines.arcade.messages import Play, Window
from engines.devzero.messages import Read
from engines.gomoku.messages import Analyse, Game, Match, Think, Train
from engines.gomoku.rules import Rules
from engines.implicit_int.messages import Ask, Check, Measure
from engines.link import Link
from engines.memory import needs
from engines.memory.parts import Part, parts
from engines.pi.messages import Examine
from engines.probe.messages import SIMULATED, Flash, Look, Wanted
from engines.roc.messages import Chart, Draw, Scan
from engines.roc.messages import Look as Watch
from engines.zero.messages import Draw as Plot
from engines.zero.messages import Search
from tests import ROOT
from tests.bench import Figure, tui_cost
from tests.bench.console import PROGRAM
from tests.engines.gomoku.trainings import TINY
from tests.engines.roc.market_files import market
from tests.memory_group import group
from tests.xvfb import xvfb

TOGETHER = 300
"""MiB that the console and its largest child may have; a training alone may have more."""

LOOK, LONGEST = 0.02, 8.0
"""Seconds between two looks, and after which enough was seen."""

MEBI = 1 << 20
SOURCES = str(ROOT / "tests" / "engines" / "implicit_int" / "sources")
NINE = Game(Rules(9, 5, "freestyle"))


def figures() -> list[Figure]:
    alone = peak_of_console()
    found = [Figure("console, every tab opened", alone, "MiB PSS", needs.CONSOLE, at_most=True)]
    largest = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for name, engine, request in works(Path(folder)):
            used, resident = asyncio.run(peak(engine, request))
            goal = needs.needs(engine, [request])
            found.append(Figure(f"{name}: resident", resident, "MiB", goal, at_most=True))
            found.append(Figure(f"{name}: used", used, "MiB PSS"))
            if not isinstance(request, Train):
                largest = max(largest, used)
    both = alone + largest
    return [*found, Figure("console + largest child", both, "MiB PSS", TOGETHER, at_most=True)]


def works(folder: Path) -> Iterator[tuple[str, str, wire.Message]]:
    """Each engine's usual work, and the heaviest of it."""
    market(folder, 100, 2500)
    files, flash = (str(folder),), str(ROOT / "assets" / "firmware" / "count.elf")
    yield "/dev/zero, 1 worker", "devzero", Read(seconds=2)
    yield "/dev/zero, 8 workers", "devzero", Read(workers=8, seconds=2)
    yield "probe, simulated: look", "probe", Look(Wanted(SIMULATED))
    yield "probe, simulated: flash", "probe", Flash(flash, Wanted(SIMULATED))
    yield "ZeRO: search", "zero", Search()
    yield "ZeRO: a plot", "zero", Plot(path=str(folder / "plot.svg"))
    yield "ROC: samples", "roc", Watch(chart=Chart())
    yield "ROC: 100 files", "roc", Watch(paths=files, chart=Chart(), sort="change")
    yield "ROC: scan", "roc", Scan(paths=files, where="CROSS(ROC,0)")
    chart = Chart("sh600000")
    yield "ROC: a picture", "roc", Draw(paths=files, chart=chart, path=str(folder / "roc.svg"))
    yield "gomoku: level 7", "gomoku", Think(NINE, level=7)
    yield "gomoku: analyse, network", "gomoku", Analyse(NINE, by="net")
    yield "gomoku: a match", "gomoku", Match(games=2)
    yield "gomoku: a training", "gomoku", Train(str(folder / "training"), TINY)
    yield "arcade: in a terminal", "arcade", Play("thornstep")
    if server := shutil.which("Xvfb"):
        with display(server, folder):
            yield "arcade: in a window", "arcade", Window("thornstep")
    yield "int(): 41 files", "implicit_int", Check(paths=(SOURCES,))
    yield "int(): ask gcc", "implicit_int", Ask(path=f"{SOURCES}/gnu.c", compilers=("gcc",))
    yield "int(): measure gcc", "implicit_int", Measure()
    yield "doctor", "pi", Examine()


@contextmanager
def display(server: str, folder: Path) -> Iterator[None]:
    with xvfb(server, folder, "1280x720") as screen:
        os.environ.update(DISPLAY=screen.name, SDL_AUDIODRIVER="dummy")
        try:
            yield
        finally:
            del os.environ["DISPLAY"], os.environ["SDL_AUDIODRIVER"]


def limited() -> list[Figure]:
    """All of it beside a console, in groups as large as a Zero 2 W and as what its system leaves.
    Raises OSError where no such group can be made."""
    found = []
    for mebibytes in (512, 427):
        with group(mebibytes) as made, console(made.inside(PROGRAM)):
            command = made.inside([sys.executable, "-m", "tests.bench.memory", ""])
            done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
            told = [json.loads(line)[1] for line in done.stdout.splitlines()]
            refused = sum(isinstance(each, str) for each in told)
            found += [
                Figure(f"in {mebibytes} MiB: works", len(told) - refused, "done"),
                Figure(f"in {mebibytes} MiB: works", refused, "refused"),
                Figure(f"in {mebibytes} MiB: processes", made.killed, "killed", 0, at_most=True),
            ]
    return found


LONG = {"limited": limited}


def crowd(words: list[str]) -> None:
    """The works whose names have one of these words, one after another: a line of JSON of each."""
    with tempfile.TemporaryDirectory() as folder:
        for name, engine, request in works(Path(folder)):
            if any(word in name for word in words):
                try:
                    told: object = asyncio.run(peak(engine, request))
                except wire.EngineError as error:
                    told = error.failed.what
                print(json.dumps([name, told]), flush=True)


async def peak(engine: str, request: wire.Message) -> tuple[float, float]:
    """The most that was in use while it worked, by PSS; and that was resident in the child."""
    seen: list[Part] = []
    async with Link(engine, request) as link:
        looking = asyncio.create_task(look(link, seen))
        with suppress(TimeoutError):
            async with asyncio.timeout(LONGEST):
                async for batch in link:
                    assert not isinstance(batch[-1], wire.Failed), batch[-1]
        looking.cancel()
    return max(part.used for part in seen) / MEBI, max(part.peak for part in seen) / MEBI


async def look(link: Link, seen: list[Part]) -> None:
    while True:
        seen += [part for part in parts() if part.pid == link._child.pid]
        await asyncio.sleep(LOOK)


def peak_of_console() -> float:
    with console(PROGRAM) as session:
        (found,) = (part for part in parts() if part.pid == session.pid)
    return found.used / MEBI


@contextmanager
def console(command: list[str]) -> Iterator[tui_cost.Session]:
    """Every tab was opened, and the last one's child runs beside it."""
    with tempfile.TemporaryDirectory() as home:
        env = {**os.environ, "HOME": home, "XDG_STATE_HOME": home, "XDG_CONFIG_HOME": home}
        session = tui_cost.Session(command, (80, 24), env | {"TERM": "xterm-256color"}, False, 1)
        try:
            for tab in "1234567":
                session.settle(0.6, 1.5)
                session.send(tab.encode())
            session.settle(0.6, 1.5)
            yield session
        finally:
            session.close()


if __name__ == "__main__":
    crowd(sys.argv[1:])
