"""Games in a window, on a display that exists in memory alone (Xvfb)."""

import asyncio
import os
import struct
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from engines import wire
from engines.arcade.game import Setup
from engines.arcade.messages import Opened, Window
from engines.link import Link
from tests import until
from tests.conftest import need

pytest.importorskip("pygame", reason="pygame is not installed (extra: games)")

PROGRAMS = Path(__file__).parent / "programs"
YELLOW, NAVY = (255, 215, 0), (0, 0, 95)


class Screen(NamedTuple):
    """Xvfb keeps what is drawn in a file, as xwd would write it."""

    file: Path

    def points(self) -> tuple[int, int, bytes]:
        """Width, height, and four bytes a point: blue, green, red, nothing."""
        data = self.file.read_bytes()
        head = struct.unpack(">25I", data[:100])
        size, width, height, line, colors = head[0], head[4], head[5], head[12], head[19]
        assert line == 4 * width
        begin = size + 12 * colors
        return width, height, data[begin : begin + line * height]

    def columns(self, color: tuple[int, int, int]) -> list[int]:
        """In which this color is."""
        width, _height, points = self.points()
        wanted = bytes(reversed(color))
        return sorted(
            {at // 4 % width for at in range(0, len(points), 4) if points[at : at + 3] == wanted}
        )


@pytest.fixture
def screen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Screen]:
    read, write = os.pipe()
    command = [need("Xvfb"), "-displayfd", str(write), "-screen", "0", "400x300x24"]
    command += ["-fbdir", str(tmp_path), "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL) as server:
        os.close(write)
        with os.fdopen(read) as told:
            number = told.readline().strip()
        monkeypatch.setenv("DISPLAY", f":{number}")
        yield Screen(tmp_path / "Xvfb_screen0")
        server.terminate()


async def opened(link: Link) -> list[wire.Message]:
    """All that was told until the window is there, or the end."""
    told: list[wire.Message] = []
    async with asyncio.timeout(30):
        while not any(isinstance(each, Opened | wire.Failed) for each in told):
            told += await anext(link)
    return told


async def seen(what: Callable[[], bool]) -> None:
    await asyncio.to_thread(until, what, 20.0)


async def test_a_program_is_drawn_as_large_as_it_is(screen: Screen) -> None:
    async with Link("arcade", Window(path=str(PROGRAMS / "walker.py"))) as link:
        assert Opened("x11") in await opened(link)
        await seen(lambda: screen.columns(NAVY) == list(range(40, 360)))
        assert screen.columns(YELLOW) == list(range(50, 70))


async def test_a_key_moves_the_hero(screen: Screen) -> None:
    need("xdotool")
    async with Link("arcade", Window(path=str(PROGRAMS / "walker.py"))) as link:
        await opened(link)
        await seen(lambda: screen.columns(YELLOW) == list(range(50, 70)))
        subprocess.run(["xdotool", "keydown", "Right"], check=True)
        await seen(lambda: screen.columns(YELLOW)[0] >= 60)
        subprocess.run(["xdotool", "keyup", "Right"], check=True)


async def test_a_game_of_ours_fills_the_window_by_whole_points(screen: Screen) -> None:
    """Each point of its images is a square of the same size."""
    request = Window("thornstep", setup=Setup("thornstep", "1-1"))
    async with Link("arcade", request) as link:
        assert Opened("x11") in await opened(link)
        grass = (0, 135, 0)
        await seen(lambda: bool(screen.columns(grass)))
        width, height, points = screen.points()
        scale = 2  # 160 x 98 points in 400 x 300
        left, top = (width - 160 * scale) // 2, (height - 98 * scale) // 2
        for y in range(top + 10 * scale, top + 98 * scale, scale):
            for x in range(left, left + 160 * scale, scale):
                first = 4 * (y * width + x)
                lines = {points[at : at + 4 * scale] for at in (first, first + 4 * width)}
                assert lines == {points[first : first + 4] * scale}


async def test_a_program_that_breaks_says_where(screen: Screen, tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text("WIDTH = HEIGHT = 50\ndef draw():\n    1 / 0\n")
    async with Link("arcade", Window(path=str(path))) as link:
        told = await opened(link)
        async with asyncio.timeout(30):
            while not isinstance(told[-1], wire.Failed):
                told += await anext(link)
        assert "a.py, line 3: ZeroDivisionError" in told[-1].why


@pytest.mark.parametrize(
    ("name", "why"), [("", "no display here"), (":4711", "the display :4711 does not answer")]
)
async def test_without_a_display_there_is_no_window(monkeypatch, name: str, why: str) -> None:
    if Path("/dev/dri").exists():
        pytest.skip("this machine may have a screen")
    if name:
        monkeypatch.setenv("DISPLAY", name)
    async with Link("arcade", Window("podline")) as link:
        *_others, failed = await opened(link)
    assert isinstance(failed, wire.Failed)
    assert failed.what == "No window can be opened here."
    assert failed.why == why
