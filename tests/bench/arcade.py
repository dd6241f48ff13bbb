"""The arcade: what a tick costs, what a picture costs to make and to send, how quick a key is.

Games are played by their own bots. A picture is of every second tick, as at 30 a second.
"""

import asyncio
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from engines import wire
from engines.arcade.game import Setup, World
from engines.arcade.games import OURS, begin, game
from engines.arcade.messages import Frame, Key, Opened, Place, Play, Rest, Seen, Watch, Window
from engines.arcade.replay import Recorder, Replay, save
from engines.link import Link
from tests.bench import Figure
from tests.xvfb import Screen, xvfb

LEVELS = {"podline": "9", "thornstep": "1-1"}
"""A full field; a run through all rooms."""
SIZES = {"80x24": (Place(80, 22), 5), "120x40": (Place(120, 38), 7), "200x50": (Place(200, 48), 9)}
"""Of terminals: the place for a picture, and how many kB one may have, 95 of 100."""
KEYED = Path("tests/engines/arcade/programs/blinker.py").absolute()
COUNTING = Path("tests/engines/arcade/programs/counter.py").absolute()
TICKS = 3_600
SECONDS = 5.0
SLOW = 116_000
"""Bytes a second of a link of 1 Mbit/s, after what ssh and TCP add."""


def figures() -> list[Figure]:
    """Pictures are made in a child, which alone imports pygame."""
    command = [sys.executable, "-m", "tests.bench.arcade"]
    found = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
    drawn = [Figure(*row) for row in json.loads(found)]
    return [*map(step, OURS), *drawn, *asyncio.run(played()), *windowed()]


def worlds(name: str) -> Iterator[World]:
    found = game(name)
    world = found.begin(Setup(name, LEVELS[name]))
    for buttons in islice(found.bot(world), TICKS):
        world.step(buttons)
        yield world


def step(name: str) -> Figure:
    """Without what the bot thinks."""
    found = game(name)
    world = found.begin(Setup(name, LEVELS[name]))
    held = []
    for buttons in islice(found.bot(world), TICKS):
        held.append(buttons)
        world.step(buttons)
    again = found.begin(Setup(name, LEVELS[name]))
    start = time.process_time()
    for buttons in held:
        again.step(buttons)
    took = (time.process_time() - start) / len(held)
    return Figure(f"{name}: a tick", took * 1e3, "ms", 0.15, at_most=True)


def pictures() -> list[Figure]:
    from engines.arcade import program
    from engines.arcade.showing import Shown, tile
    from engines.arcade.stage import NO_SCREEN, NO_SOUND, Stage, prepared
    from tui.frame_writer import written

    prepared(NO_SCREEN | NO_SOUND)
    found = []
    for size, (place, most) in SIZES.items():
        kilobytes, seconds = [], []
        for name in OURS:
            program.asked.tile, program.asked.words = tile(place), False
            program.asked.film = worlds(name)
            stage, shown = Stage(game(name).program), Shown(place)
            for _ in range(TICKS // 2):
                stage.tick()
                stage.tick()
                surface = stage.drawn()
                start = time.process_time()
                text = written(shown.changes(surface)[0], 0, 1, "256")
                seconds.append(time.process_time() - start)
                kilobytes.append(len(text.encode()) / 1e3)
        p95 = statistics.quantiles(kilobytes, n=20)[-1]
        found.append(Figure(f"{size}: a picture, 95 of 100", p95, "kB", most, at_most=True))
        goal = 1.5 if size == "120x40" else None
        mean = statistics.fmean(seconds) * 1e3
        found.append(Figure(f"{size}: made and written", mean, "ms", goal, at_most=True))
    return found


async def played() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "run.json"
        save(path, film())
        watch = Watch(str(path), Place(120, 38))
        quick, held = await shown_a_second(watch, None)
        slow, _held = await shown_a_second(watch, SLOW)
    return [
        Figure("120x40: pictures a second", quick, "", 29.5),
        Figure("120x40: pictures a second, 1 Mbit/s", slow, "", 15),
        Figure("memory of a game's child", held, "MiB", 60, at_most=True),
        Figure("paused: bytes of events", await paused(), "", 0, at_most=True),
        Figure("from a key to its picture", await key_to_picture() * 1e3, "ms", 50, at_most=True),
    ]


def film() -> Replay:
    world = begin(Setup("podline", "9"))
    recorder = Recorder(world.setup)
    for buttons in islice(game("podline").bot(world), TICKS):
        world.step(buttons)
        recorder.add(buttons, world)
    return recorder.replay(world)


async def shown_a_second(request: Watch, rate: int | None) -> tuple[float, float]:
    """Once the game goes on, after its first second; and the child's memory in MiB."""
    from tui.frame_writer import written

    async with Link("arcade", request) as link:
        number, begun = 0, 0.0
        async for batch in link:
            for event in batch:
                if not isinstance(event, Frame):
                    continue
                if rate:
                    await asyncio.sleep(len(written(event.runs, 0, 1, "256").encode()) / rate)
                link.send(Seen(event.number))
                number += 1
                if event.number == 30:
                    number, begun = 0, time.monotonic()
            if begun and time.monotonic() - begun >= SECONDS:
                return number / (time.monotonic() - begun), resident(link._child.pid)
    raise AssertionError("the film was too short")


async def paused() -> int:
    """For some seconds, of all that a child tells, after the page of the pause is there."""
    setup, told = Setup("podline", "9"), 0
    async with Link("arcade", Play("podline", place=Place(120, 38), setup=setup)) as link:

        async def heard() -> None:
            nonlocal told
            async for batch in link:
                for event in batch:
                    told += len(wire.encode(event))
                    if isinstance(event, Frame):
                        link.send(Seen(event.number))

        hearing = asyncio.create_task(heard())
        await asyncio.sleep(3.0)
        assert told, "it was played before"
        link.send(Rest())
        await asyncio.sleep(1.0)
        told = 0
        await asyncio.sleep(SECONDS)
        hearing.cancel()
    return told


def resident(process: int) -> float:
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise AssertionError("no such process")


async def key_to_picture() -> float:
    """The median of some: in a program that draws something else when a key goes down, and only
    then."""
    found: list[float] = []
    async with Link("arcade", Play(path=str(KEYED), place=Place(80, 22))) as link:
        sent = 0.0
        async for batch in link:
            for event in batch:
                if not isinstance(event, Frame):
                    continue
                link.send(Seen(event.number))
                found += [time.monotonic() - sent] * bool(sent)
                if len(found) == 30:
                    return statistics.median(found)
                await asyncio.sleep(random.random() / 10)  # noqa: S311 - not in step with its ticks
                sent = time.monotonic()
                link.send(Key("x", True))
                link.send(Key("x", False))
    raise AssertionError("the game ended")


def windowed() -> list[Figure]:
    """On a display in memory, where there is a program for that: a window counts its pictures in
    the color that it shows."""
    program = shutil.which("Xvfb")
    if not program:
        return []
    with tempfile.TemporaryDirectory() as folder, xvfb(program, Path(folder)) as screen:
        os.environ["DISPLAY"] = screen.name
        pictures = asyncio.run(flipped(screen))
        del os.environ["DISPLAY"]
    return [Figure("in a window: pictures a second", pictures, "", 29.5)]


async def flipped(screen: Screen) -> float:
    def counted() -> int:
        width, height, points = screen.points()
        middle = 4 * (width * height // 2 + width // 2)
        return int.from_bytes(points[middle : middle + 3], "little")

    async with Link("arcade", Window(path=str(COUNTING))) as link:
        while not any(isinstance(event, Opened) for event in await anext(link)):
            pass
        while (first := counted()) < 60:
            await asyncio.sleep(0.01)
        begun = time.monotonic()
        await asyncio.sleep(SECONDS)
        return (counted() - first) / (time.monotonic() - begun)


if __name__ == "__main__":
    print(json.dumps(pictures()))
