"""Games in a window, on a display that exists in memory alone (Xvfb)."""

import subprocess
from pathlib import Path

import pytest

from engines import wire
from engines.arcade import added
from engines.arcade.game import Setup
from engines.arcade.messages import Opened, Options, Window
from engines.link import Link
from tests.conftest import need
from tests.engines.arcade.windows import ended, opened, point, press, seen
from tests.xvfb import Screen

pytest.importorskip("pygame", reason="pygame is not installed (extra: games)")

PROGRAMS = Path(__file__).parent / "programs"
YELLOW, NAVY, GRASS = (255, 215, 0), (0, 0, 95), (0, 135, 0)
FAINT = (138, 138, 138)
RED, GREEN, BLUE = (255, 0, 0), (0, 255, 0), (0, 0, 255)


@pytest.fixture
def heard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What a loudspeaker would play."""
    path = tmp_path / "heard"
    monkeypatch.setenv("SDL_AUDIODRIVER", "disk")
    monkeypatch.setenv("SDL_DISKAUDIOFILE", str(path))
    return path


async def test_a_program_is_drawn_as_large_as_it_is(screen: Screen) -> None:
    async with Link("arcade", Window(added.add(PROGRAMS / "walker.py").name)) as link:
        assert Opened("x11") in await opened(link)
        await seen(lambda: screen.columns(NAVY) == list(range(40, 360)))
        assert screen.columns(YELLOW) == list(range(50, 70))


async def test_a_key_moves_the_hero(screen: Screen) -> None:
    need("xdotool")
    async with Link("arcade", Window(added.add(PROGRAMS / "walker.py").name)) as link:
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
        await seen(lambda: bool(screen.columns(GRASS)))
        width, height, points = screen.points()
        scale = 2  # 160 x 98 points in 400 x 300
        left, top = (width - 160 * scale) // 2, (height - 98 * scale) // 2
        for y in range(top + 10 * scale, top + 98 * scale, scale):
            for x in range(left, left + 160 * scale, scale):
                first = 4 * (y * width + x)
                lines = {points[at : at + 4 * scale] for at in (first, first + 4 * width)}
                assert lines == {points[first : first + 4] * scale}


async def test_one_that_breaks_says_where(screen: Screen) -> None:
    async with Link("arcade", Window(added.add(PROGRAMS / "crasher.py").name)) as link:
        await opened(link)
        await seen(lambda: bool(screen.columns((0, 0, 128))))
        press("a")
        failed = await ended(link)
        assert isinstance(failed, wire.Failed)
        assert failed.what == "The game broke down."
        assert failed.why.startswith("crasher.py, line 8: IndexError")


async def test_a_mouse_is_where_it_points(screen: Screen) -> None:
    """The picture is 200 x 100, in the middle of 400 x 300."""
    async with Link("arcade", Window(added.add(PROGRAMS / "clicker.py").name)) as link:
        await opened(link)
        await seen(lambda: screen.columns((0, 0, 0)) == list(range(400)))
        for color, x, *clicks in ((BLUE, 150), (GREEN, 150, 1), (RED, 250, 1)):
            point(x, 150, *clicks)
            await seen(lambda color=color: screen.columns(color) == list(range(100, 300)))


async def test_sounds_are_heard_and_it_may_end_itself(screen: Screen, heard: Path) -> None:
    async with Link("arcade", Window(added.add(PROGRAMS / "bells").name)) as link:
        await opened(link)
        await seen(lambda: any(heard.read_bytes()))
        press("q")
        assert isinstance(await ended(link), wire.Done)


async def test_m_is_for_the_sound_of_ours_and_it_says_so_for_a_moment(
    screen: Screen, heard: Path
) -> None:
    async with Link("arcade", Window("podline", setup=Setup("podline", "1"))) as link:
        await opened(link)
        await seen(lambda: bool(screen.columns(FAINT)))
        press("m")
        await seen(lambda: not screen.columns(FAINT))  # of the labels of what is told else
        begun = heard.stat().st_size
        press("space")
        await seen(lambda: heard.stat().st_size > begun + 20_000)
        assert not any(heard.read_bytes())
        press("m", "space")
        await seen(lambda: any(heard.read_bytes()))
        await seen(lambda: bool(screen.columns(FAINT)))


async def test_it_may_begin_without_a_sound(screen: Screen, heard: Path) -> None:
    silent = Window("podline", setup=Setup("podline", "1"), options=Options(sound=False))
    async with Link("arcade", silent) as link:
        await opened(link)
        await seen(lambda: bool(screen.columns(FAINT)))
        press("space")
        begun = heard.stat().st_size
        await seen(lambda: heard.stat().st_size > begun + 20_000)
        assert not any(heard.read_bytes())
