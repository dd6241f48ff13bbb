"""The console without a terminal: driven by a pilot, its engines played by a child that plays back.

A child here is `sh`: it prints the events it was given, then keeps the requests it is sent.
"""

import os
import random
import re
import sys
import unicodedata
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from functools import reduce
from pathlib import Path
from typing import Any

import msgspec
import pyte
from textual.drivers.headless_driver import HeadlessDriver
from textual.errors import NoWidget
from textual.pilot import Pilot

from engines import jobs, wire
from engines.devzero.messages import Read, Reading, Request, Sample, Summary
from engines.devzero.state import State, step
from engines.job import Record
from engines.pi.machine import Machine, Throttled
from tests import eventually
from tests.bridge.sleeper.messages import Count
from tui import clipboard
from tui.app import Zerodeck
from tui.tabs import TABS
from tui.terminal import Terminal
from tui.widgets.canvas import Canvas

SMALL, LARGE = (80, 24), (120, 40)

TAB_WORDS = frozenset(
    word for tab in TABS.values() for word in re.findall("[A-Za-z]{3,}", tab.title)
)
"""What stands above every screen, the same in each language."""

TERMINAL = Terminal(kind="full", unicode=True, colors="256", ssh=False, tmux=False)
MACHINE = Machine(
    user="pi",
    host="zero2w",
    address="10.0.0.7",
    load=0.4,
    memory_used=212 << 20,
    memory_total=427 << 20,
    temperature=51.2,
    throttled=Throttled(*[False] * 8),
)

PLAY = 'echo $$ >>"$1.pids"; cat "$1.events"; cat >>"$1.requests"'


class Child:
    """The command of a child that says `events`, then what it has heard. It ends at EOF."""

    def __init__(self, folder: Path, engine: str, script: str = PLAY) -> None:
        self.stem = folder / f"child-{engine}"
        self.argv = ["/bin/sh", "-c", script, "child", str(self.stem)]
        self.engine = engine
        self.says()

    def says(self, *events: wire.Message) -> "Child":
        lines = map(wire.encode, (wire.hello(self.engine), *events))
        self._file("events").write_bytes(b"".join(lines))
        return self

    @property
    def requests(self) -> list[Any]:
        """All that its runs were sent, in order."""
        return [decoded(line) for line in self._lines("requests")]

    @property
    def starts(self) -> list[int]:
        """The process of each run so far."""
        return [int(line) for line in self._lines("pids")]

    @property
    def alive(self) -> list[int]:
        return [number for number in self.starts if Path(f"/proc/{number}").exists()]

    def _file(self, kind: str) -> Path:
        return self.stem.with_name(f"{self.stem.name}.{kind}")

    def _lines(self, kind: str) -> list[bytes]:
        file = self._file(kind)
        return file.read_bytes().splitlines() if file.exists() else []


decoded = msgspec.json.Decoder(Request).decode


class Recorder(HeadlessDriver):
    """Writes what a real terminal would get to a terminal of ours, and counts it."""

    written = 0

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.screen = pyte.Screen(*self._get_terminal_size())
        self.stream = pyte.Stream(self.screen)

    @property
    def is_headless(self) -> bool:
        return False

    def write(self, data: str) -> None:
        self.written += len(data.encode())
        self.stream.feed(data)


@asynccontextmanager
async def console(
    tab: str = "",
    size: tuple[int, int] = SMALL,
    *,
    kind: Callable[..., Zerodeck] = Zerodeck,
    terminal: Terminal = TERMINAL,
    recorded: bool = False,
) -> AsyncIterator[Pilot[None]]:
    """The running console. With `recorded`, all it writes goes to `driver(pilot).screen`."""
    app = kind(tab, terminal)
    if recorded:
        app.driver_class = Recorder
    async with app.run_test(size=size, notifications=True, headless=not recorded) as pilot:
        await settled(pilot)
        yield pilot
        app.exit()  # as `q` does: what still ticks then is not an error


async def settled(pilot: Pilot[None]) -> None:
    """Everything that was on its way has been handled and drawn."""
    for _ in range(2):
        await pilot.pause()


async def drawn(pilot: Pilot[None]) -> None:
    """Every canvas has drawn what it would draw: a new size is known before it is heard of."""
    await settled(pilot)
    await eventually(lambda: all(map(up_to_date, pilot.app.screen.query(Canvas))))
    await settled(pilot)


def up_to_date(canvas: Canvas) -> bool:
    return not canvas.size or canvas._rows == canvas.draw(*canvas.size)


async def press(pilot: Pilot[None], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await pilot.pause()


async def click_somewhere(pilot: Pilot[None], rng: random.Random) -> str:
    """Once or twice, and where that was."""
    x, y = (rng.randrange(max(1, most)) for most in pilot.app.size)
    with suppress(NoWidget):  # the pilot looks where a screen is that may not be laid out yet
        await pilot.click(offset=(x, y), times=rng.choice((1, 1, 2)))
    return f"click {x}, {y}"


async def type_in(pilot: Pilot[None], text: str) -> None:
    names = {"/": "slash", ".": "full_stop", "-": "minus", "~": "tilde", "_": "underscore"}
    await press(pilot, *(names.get(char, char) for char in text))


async def sees(pilot: Pilot[None], *words: str) -> str:
    """The screen, once all these words stand on it."""
    await eventually(lambda: all(each in screen(pilot) for each in words), 10)
    return screen(pilot)


def screen(pilot: Pilot[None]) -> str:
    return clipboard.screen_text(pilot.app.screen)


def rows(pilot: Pilot[None]) -> list[str]:
    return screen(pilot).splitlines()


def notices(pilot: Pilot[None]) -> list[str]:
    """What the console has notified, with its title."""
    return [f"{each.title} {each.message}".strip() for each in pilot.app._notifications]


def driver(pilot: Pilot[None]) -> Recorder:
    assert isinstance(pilot.app._driver, Recorder)
    return pilot.app._driver


def display(terminal: pyte.Screen) -> list[list[tuple[str, str, str, bool, bool]]]:
    """Each cell: its character, its colours, whether it is bold, whether reversed."""
    return [
        [
            (cell.data, cell.fg, cell.bg, cell.bold, cell.reverse)
            for cell in (terminal.buffer[y][x] for x in range(terminal.columns))
        ]
        for y in range(terminal.lines)
    ]


def ascii_words(text: str) -> set[str]:
    """The runs of three and more ASCII letters."""
    letters = "".join(char if char.isascii() and char.isalpha() else " " for char in text)
    return {word for word in letters.split() if len(word) > 2}


def is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WF"


def sample(
    seconds: float = 12.0, rate: float = 14.2e9, *, contended: bool = False, **run: Any
) -> Sample:
    summary = Summary(
        **{
            "seconds": seconds,
            "bytes": int(rate * seconds),
            "mean": rate,
            "p5": rate * 0.92,
            "p50": rate * 0.99,
            "p95": rate * 1.05,
            "p99": rate * 1.06,
            "peak": rate * 1.07,
            "cpu_ns_per_kib": 8.4,
            "cpu_rate": 118e9,
            "share": 1.0,
            "contended": contended,
            **run,
        }
    )
    return Sample(seconds, rate, 0.5 if contended else 1.0, contended, summary)


def state(*events: wire.Message) -> State:
    return reduce(step, events, State())


def measuring(read: Read | None = None, **fields: Any) -> list[wire.Message]:
    """A run that has one sample."""
    return [Reading(read or Read()), sample(**fields)]


def python(*words: str) -> list[str]:
    return [sys.executable, "-m", *words]


def fed(tab: Any, events: Iterable[wire.Message] | Sequence[wire.Message]) -> None:
    """Let the tab show these events."""
    tab.state = reduce(tab.step, events, type(tab.state)())


def written(
    name: str,
    title: str,
    *events: wire.Message,
    engine: str = "sleeper",
    request: wire.Message | None = None,
) -> Path:
    """A job's folder with these events, of which the last came after 12 s; what it would lock."""
    folder = jobs.home() / name
    folder.mkdir()
    asked = msgspec.Raw(wire.encode(request or Count(to=64)))
    record = Record(engine, title, int(name, 16), (), asked)
    (folder / "request.json").write_bytes(wire.encode(record))
    lines = map(wire.encode, (wire.hello(engine), *events))
    (folder / "events.jsonl").write_bytes(b"".join(lines))
    os.utime(folder / "events.jsonl", (record.started + 12, record.started + 12))
    os.mkfifo(folder / "requests")
    (folder / "lock").touch()
    return folder / "lock"
